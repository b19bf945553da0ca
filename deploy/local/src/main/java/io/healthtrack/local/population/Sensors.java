package io.healthtrack.local.population;

import io.healthtrack.gateway.formats.ReadingDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a person's devices measure, and when. Readings fall on a fixed grid of times, so that asking
 * for [a, b) and [b, c) gives exactly what [a, c) gives.
 *
 * @param heartRateEvery distance between two heart rates; the other metrics are multiples of it
 */
record Sensors(Duration heartRateEvery) {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** Lowest and highest glucose the sensor can tell, mg/dL. */
  private static final double GLUCOSE_FLOOR = 40;

  private static final double GLUCOSE_CEILING = 400;
  private static final double MG_DL_PER_MMOL_L = 18.0182;

  /** What the watch streams while it is in reach: everything measured in [from, until). */
  List<ReadingDraft> live(Person person, Instant from, Instant until) {
    List<ReadingDraft> readings = new ArrayList<>();
    for (Instant at : grid(person, heartRateEvery, from, until)) {
      double seconds = seconds(at);
      if (!person.silent(seconds)) {
        readings.add(reading(person, "heart-rate", person.heartRate(seconds), "/min", at));
      }
    }
    for (Instant at : grid(person, heartRateEvery.multipliedBy(10), from, until)) {
      double seconds = seconds(at);
      if (!person.silent(seconds)) {
        double saturation = person.oxygenSaturation(seconds);
        readings.add(reading(person, "oxygen-saturation", saturation, "%", at));
        double breaths = person.respiratoryRate(seconds);
        readings.add(reading(person, "respiratory-rate", breaths, "/min", at));
      }
    }
    for (Instant at : grid(person, heartRateEvery.multipliedBy(30), from, until)) {
      double seconds = seconds(at);
      readings.add(reading(person, "skin-temperature", person.skinTemperature(seconds), "Cel", at));
      double variability = person.heartRateVariability(seconds);
      readings.add(reading(person, "heart-rate-variability", variability, "ms", at));
    }
    for (Instant at : grid(person, MINUTE, from, until)) {
      readings.add(steps(person, at.minus(MINUTE)));
    }
    for (Instant at : grid(person, glucoseEvery(person), from, until)) {
      readings.add(glucose(person, at));
    }
    return readings;
  }

  /** What was kept while the watch was out of reach: coarser, and old. */
  List<ReadingDraft> kept(Person person, Instant from, Instant until) {
    List<ReadingDraft> readings = new ArrayList<>();
    for (Instant at : grid(person, MINUTE, from, until)) {
      double seconds = seconds(at);
      if (!person.silent(seconds)) {
        readings.add(reading(person, "heart-rate", person.heartRate(seconds), "/min", at));
      }
      readings.add(steps(person, at.minus(MINUTE)));
    }
    for (Instant at : grid(person, FIVE_MINUTES, from, until)) {
      readings.add(glucose(person, at));
    }
    return readings;
  }

  /** People in trouble with their glucose wear one of the newer sensors that speak every 10 s. */
  private static Duration glucoseEvery(Person person) {
    return person.trouble() == Trouble.LOW_GLUCOSE ? Duration.ofSeconds(10) : FIVE_MINUTES;
  }

  private static ReadingDraft steps(Person person, Instant from) {
    double steps = person.steps(seconds(from));
    return Measured.over(person.device(), "steps", steps, "{steps}", from, from.plus(MINUTE));
  }

  /** Every other person's sensor speaks mmol/L; below its floor it only says that it is below. */
  private static ReadingDraft glucose(Person person, Instant at) {
    double level = person.glucose(seconds(at));
    double shown = Math.clamp(level, GLUCOSE_FLOOR, GLUCOSE_CEILING);
    boolean molar = person.index() % 2 == 1;
    double value = molar ? Math.rint(shown / MG_DL_PER_MMOL_L * 10) / 10 : shown;
    String comparator = level < GLUCOSE_FLOOR ? "<" : level > GLUCOSE_CEILING ? ">" : null;
    return Measured.beyond(
        comparator, person.device(), "glucose", value, molar ? "mmol/L" : "mg/dL", at, null);
  }

  private static ReadingDraft reading(
      Person person, String metric, double value, String unit, Instant at) {
    return Measured.of(person.device(), metric, value, unit, at);
  }

  /** Times of the person's own grid (everybody's clock ticks at another phase) in [from, until). */
  private static List<Instant> grid(Person person, Duration every, Instant from, Instant until) {
    long step = every.toMillis();
    long phase = Math.floorMod(person.index() * 137L, step);
    long first = Math.ceilDiv(from.toEpochMilli() - phase, step) * step + phase;
    List<Instant> times = new ArrayList<>();
    for (long at = first; at < until.toEpochMilli(); at += step) {
      times.add(Instant.ofEpochMilli(at));
    }
    return times;
  }

  private static double seconds(Instant at) {
    return at.toEpochMilli() / 1000.0;
  }
}
