package io.healthtrack.local.backtesting;

import io.healthtrack.avro.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How much was looked at: per metric the people, and the days (of UTC) on which they have readings
 * of it. Readings come person by person, each person's by time.
 */
final class Exposure {
  private static final long SECONDS_OF_DAY = 86_400;

  private final Duration oldAfter;
  private final Map<String, OfMetric> metrics = new TreeMap<>();
  private UUID person;
  private long people;
  private long readings;
  private long old;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  /**
   * @param oldAfter a reading that arrived later than this would have paged nobody
   */
  Exposure(Duration oldAfter) {
    this.oldAfter = oldAfter;
  }

  private static final class OfMetric {
    private UUID person;
    private long day;
    private long people;
    private long days;
  }

  /** Takes the next reading. */
  void take(Reading reading) {
    readings++;
    Instant at = reading.getMeasuredAt();
    first = at.isBefore(first) ? at : first;
    last = at.isAfter(last) ? at : last;
    if (reading.getReceivedAt().isAfter(at.plus(oldAfter))) {
      old++;
    }
    if (!reading.getUserId().equals(person)) {
      person = reading.getUserId();
      people++;
    }
    OfMetric metric = metrics.computeIfAbsent(reading.getMetric(), code -> new OfMetric());
    long day = Math.floorDiv(at.getEpochSecond(), SECONDS_OF_DAY);
    boolean another = !person.equals(metric.person);
    if (another) {
      metric.person = person;
      metric.people++;
    }
    if (another || day != metric.day) {
      metric.day = day;
      metric.days++;
    }
  }

  long readings() {
    return readings;
  }

  /** Readings that arrived late. */
  long old() {
    return old;
  }

  long people() {
    return people;
  }

  Instant first() {
    return first;
  }

  Instant last() {
    return last;
  }

  /** People with readings of a metric. */
  long people(String metric) {
    OfMetric known = metrics.get(metric);
    return known == null ? 0 : known.people;
  }

  /** Days with readings of a metric, added up over people. */
  long personDays(String metric) {
    OfMetric known = metrics.get(metric);
    return known == null ? 0 : known.days;
  }
}
