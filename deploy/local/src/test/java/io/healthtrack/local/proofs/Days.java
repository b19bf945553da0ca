package io.healthtrack.local.proofs;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What a person's devices measure on some days, and how it may come in. */
final class Days {

  /** A Monday, in a month that has partitions of its own. */
  static final Instant START = Instant.parse("2026-10-05T10:00:00Z");

  private static final List<String> METRICS = List.of("heart-rate", "steps");
  private static final List<Duration> SENT_AGAIN =
      List.of(
          Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofDays(31));
  private static final List<Duration> WRONG =
      List.of(
          Duration.ofMinutes(4),
          Duration.ofHours(7),
          Duration.ofDays(3_650),
          Duration.ofDays(-3_650),
          Duration.ofDays(-23_000));
  private static final List<Integer> DAYS = List.of(0, 0, 0, 1, 31);

  private final Random random;

  Days(Random random) {
    this.random = random;
  }

  /** Distinct readings in the order of time, received as soon as they are over. */
  List<Reading> clean(UUID user, int size) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String metric = METRICS.get(random.nextInt(2));
      Instant at =
          START
              .plus(Duration.ofDays(DAYS.get(random.nextInt(DAYS.size()))))
              .plusSeconds(random.nextInt(7 * 3_600));
      Reading reading = reading(user, metric, at, 40 + random.nextInt(100));
      reading.setDeviceId(
          SubjectIdentity.device("default", "proofs", "device-" + random.nextInt(3)));
      reading.setReadingId(new UUID(i, i));
      if (metric.equals("steps") && random.nextInt(3) == 0) {
        // What a counter shows; where it shows less than before it began anew.
        reading.setStatistic("running-total");
      } else if (metric.equals("steps") && random.nextInt(6) > 0) {
        reading.setEndAt(
            at.plusSeconds(30L * (1 + random.nextInt(random.nextBoolean() ? 4 : 400))));
        reading.setReceivedAt(reading.getEndAt().plusSeconds(2));
      }
      if (random.nextInt(10) == 0 && reading.getStatistic() == null) {
        reading.setComparator("<");
      }
      readings.add(reading);
    }
    readings.sort(Comparator.comparing(Reading::getReceivedAt));
    return readings;
  }

  /** The same readings of somebody else. */
  static List<Reading> of(UUID user, List<Reading> readings) {
    return readings.stream()
        .map(reading -> Reading.newBuilder(reading).setUserId(user).build())
        .toList();
  }

  /**
   * The same as it may come in: whole devices late or newest first, readings out of order, copies
   * at once and after a minute, a day, a month, and somebody else's with wrong clocks between them.
   */
  List<Reading> noisy(List<Reading> clean, UUID other) {
    List<Reading> arrivals = new ArrayList<>();
    UUID late = clean.getFirst().getDeviceId();
    Duration sync = Duration.ofHours(random.nextInt(3) * 12L);
    boolean newestFirst = random.nextInt(4) == 0;
    for (Reading reading : clean) {
      Instant at = reading.getReceivedAt();
      if (reading.getDeviceId().equals(late) && !sync.isZero()) {
        at = at.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1)).plus(sync);
      } else if (random.nextInt(5) == 0) {
        at = at.plusSeconds(random.nextInt(2 * 3_600));
      }
      arrivals.add(received(reading, at));
      while (random.nextInt(3) == 0) {
        arrivals.add(received(reading, at.plus(SENT_AGAIN.get(random.nextInt(SENT_AGAIN.size())))));
      }
      if (random.nextInt(4) == 0) {
        arrivals.add(wrongClock(other, at));
      }
    }
    if (newestFirst) {
      Collections.reverse(arrivals);
    }
    // Stable: what arrives in one moment stays in the order it was sent in.
    arrivals.sort(Comparator.comparing(Reading::getReceivedAt));
    return arrivals;
  }

  /** After how long something is sent again. */
  static Duration again(Random random) {
    return SENT_AGAIN.get(random.nextInt(SENT_AGAIN.size()));
  }

  /** By how much a clock is wrong. */
  static Duration wrongBy(Random random) {
    return WRONG.get(random.nextInt(WRONG.size()));
  }

  private Reading wrongClock(UUID other, Instant arrival) {
    Reading reading = reading(other, "heart-rate", arrival.plus(wrongBy(random)), 70);
    reading.setReadingId(new UUID(random.nextLong(), random.nextLong()));
    reading.setReceivedAt(arrival);
    return reading;
  }

  private static Reading received(Reading reading, Instant at) {
    return Reading.newBuilder(reading).setReceivedAt(at).build();
  }

  private static Reading reading(UUID user, String metric, Instant at, double value) {
    return Reading.newBuilder()
        .setReadingId(new UUID(0, 0))
        .setUserId(user)
        .setMetric(metric)
        .setMeasuredAt(at)
        .setReceivedAt(at.plusSeconds(2))
        .setValue(value)
        .setUnit(metric.equals("steps") ? "{steps}" : "/min")
        .build();
  }
}
