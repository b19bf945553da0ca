package io.healthtrack.local.population;

import java.time.Instant;

/**
 * One simulated person. Everything the body does is a pure function of time, see {@link Noise}.
 *
 * @param index position in the population, from 0
 * @param user identifier of the person, {@code system|value}
 * @param device identifier of the device worn
 * @param birthYear year of birth
 * @param restingHeartRate beats per minute lying down
 * @param localHours offset of the person's clock, hours east of UTC
 * @param exerciseHour local hour at which the daily exercise begins
 * @param diabetic whether meals raise glucose further and for longer
 * @param trouble what goes wrong in the demonstration
 * @param start when the demonstration began
 * @param noise the person's own noise
 */
record Person(
    int index,
    String user,
    String device,
    int birthYear,
    double restingHeartRate,
    double localHours,
    double exerciseHour,
    boolean diabetic,
    Trouble trouble,
    Instant start,
    Noise noise) {

  private static final double[] MEAL_HOURS = {7.6, 12.7, 18.9};
  private static final double BED_HOUR = 23.2;
  private static final double WAKE_HOUR = 6.8;
  private static final double LONGEST_EXERCISE_HOURS = 0.9;

  static Person of(long seed, int index, Trouble trouble, Instant start) {
    Noise noise = new Noise(seed).of(index);
    String number = String.format("%04d", index + 1);
    return new Person(
        index,
        "demo|person-" + number,
        "demo|watch-" + number,
        1940 + (int) noise.between(1, 0, 66),
        noise.between(2, 50, 76),
        Math.floor(noise.between(3, -10, 13)),
        noise.between(4, 8, 20),
        noise.uniform(5) < 0.3,
        trouble,
        start,
        noise);
  }

  /** As the registry is told. */
  Resident resident() {
    // Zones of this kind count west of Greenwich.
    String zone = localHours == 0 ? "Etc/GMT" : "Etc/GMT%+d".formatted((int) -localHours);
    return new Resident(user, device, birthYear, noise.uniform(6) < 0.5 ? "female" : "male", zone);
  }

  /** Hour of the person's own day, 0 to 24. */
  double localHour(double at) {
    double hours = at / 3600 + localHours;
    return hours - 24 * Math.floor(hours / 24);
  }

  boolean asleep(double at) {
    double hour = localHour(at);
    return hour >= BED_HOUR || hour < WAKE_HOUR;
  }

  /** How hard the person moves: 0 lying, 0.1 to 0.3 about the house, up to 1 at exercise. */
  double activity(double at) {
    if (asleep(at)) {
      return 0;
    }
    double into = localHour(at) - exerciseHour;
    double everyday = 0.12 + 0.12 * noise.of(11).smooth(at, 240);
    if (into < 0 || into > LONGEST_EXERCISE_HOURS) {
      return everyday;
    }
    double warmUp = Math.min(1, into / 0.1);
    double coolDown = Math.min(1, (LONGEST_EXERCISE_HOURS - into) / 0.1);
    return Math.max(everyday, 0.75 * Math.min(warmUp, coolDown));
  }

  /** Beats per minute. Ordinary exercise stays below the limit of the demonstration's rule. */
  double heartRate(double at) {
    double age = 2026 - birthYear;
    double reachable = Math.min(146, (208 - 0.7 * age) * 0.86);
    double dayRhythm = 3 * Math.cos(2 * Math.PI * (localHour(at) - 16) / 24);
    double awake = asleep(at) ? -5 : 7;
    double calm = restingHeartRate + awake + dayRhythm;
    double moving = calm + activity(at) * Math.max(0, reachable - calm);
    double breathing = 1.6 * noise.of(12).smooth(at, 4) + 2.2 * noise.of(13).smooth(at, 45);
    double usual = Math.clamp(moving + breathing, 38, 149);
    double racing = 172 + 6 * noise.of(14).smooth(at, 12);
    return Math.rint(usual + heartTrouble(at) * (racing - usual));
  }

  private double heartTrouble(double at) {
    return switch (trouble) {
      case TACHYCARDIA, LATER_TACHYCARDIA, BRIEF_TACHYCARDIA -> trouble.strength(sinceStart(at));
      case NONE, DESATURATION, LOW_GLUCOSE -> 0;
    };
  }

  /** Breaths per minute. */
  double respiratoryRate(double at) {
    return tenths(13 + 13 * activity(at) + 1.2 * noise.of(15).smooth(at, 30));
  }

  /** Per cent. */
  double oxygenSaturation(double at) {
    double usual = 97 - (asleep(at) ? 1 : 0) + noise.of(16).smooth(at, 60);
    double low = 82 + 2 * noise.of(17).smooth(at, 20);
    double strength = trouble == Trouble.DESATURATION ? trouble.strength(sinceStart(at)) : 0;
    return Math.min(100, Math.rint(usual + strength * (low - usual)));
  }

  /** Degrees Celsius at the wrist. */
  double skinTemperature(double at) {
    return tenths(
        33.2 + (asleep(at) ? 1.1 : 0) - 0.8 * activity(at) + 0.4 * noise.of(18).smooth(at, 900));
  }

  /** Milliseconds, between successive beats; falls as the heart works harder. */
  double heartRateVariability(double at) {
    double calm = Math.max(12, 78 - 0.55 * (2026 - birthYear));
    return tenths(Math.max(5, calm * (1 - 0.8 * activity(at)) + 6 * noise.of(19).smooth(at, 300)));
  }

  /** mg/dL in the tissue: a fasting level, three meals, slow noise. */
  double glucose(double at) {
    double level = diabetic ? 118 : 92;
    for (double meal : MEAL_HOURS) {
      double hoursAgo = localHour(at) - meal + 0.4 * (noise.uniform((long) (meal * 10)) - 0.5);
      if (hoursAgo > 0 && hoursAgo < 6) {
        double peak = diabetic ? 95 : 42;
        double toPeak = diabetic ? 1.2 : 0.75;
        level += peak * (hoursAgo / toPeak) * Math.exp(1 - hoursAgo / toPeak);
      }
    }
    double usual = level + 7 * noise.of(20).smooth(at, 1800);
    double strength = trouble == Trouble.LOW_GLUCOSE ? trouble.strength(sinceStart(at)) : 0;
    return Math.rint(usual + strength * (36 - usual));
  }

  /** Steps in the minute that begins at {@code at}. */
  double steps(double at) {
    if (activity(at) < 0.08) {
      return 0;
    }
    return Math.max(0, Math.rint(180 * activity(at) - 6 + 8 * noise.of(21).smooth(at, 60)));
  }

  /** Seconds for which the strap was loose or the radio shadowed, decided per half minute. */
  boolean silent(double at) {
    return noise.of(22).uniform((long) Math.floor(at / 30)) < 0.02 && heartTrouble(at) == 0;
  }

  private double sinceStart(double at) {
    return at - start.toEpochMilli() / 1000.0;
  }

  private static double tenths(double value) {
    return Math.rint(value * 10) / 10;
  }
}
