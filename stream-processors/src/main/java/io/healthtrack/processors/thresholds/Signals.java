package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What each kind of rule holds against its limits. */
final class Signals {

  private static final long SECOND = 1_000_000L;
  private static final double MINUTE = 60_000_000;
  private static final String ONE = "1";

  private Signals() {}

  /** The reading's own value. */
  static Signal value(Rule rule, Reading reading) {
    return signal(
        rule,
        reading.getValue(),
        reading.getComparator(),
        reading.getUnit(),
        List.of(value(reading)));
  }

  /**
   * The change per minute, from the oldest exact value in the window to the reading. Nothing before
   * the two are half a window apart: readings of one moment say nothing about a trend.
   *
   * @param stretch the series up to the reading, {@code null} if that is not its newest
   */
  static Signal rate(Rule rule, Reading reading, Stretch stretch) {
    String unit = RuleKind.RATE.unit(rule.version(), reading.getUnit());
    Point newest = Point.of(reading);
    if (stretch == null || !newest.exact()) {
      return Signal.unknown(unit);
    }
    long window = window(rule.version());
    Optional<Point> oldest =
        stretch.firstExact(Math.max(newest.at() - window, stretch.unbrokenSince()));
    if (oldest.isEmpty() || newest.at() - oldest.get().at() < window / 2) {
      return Signal.unknown(unit);
    }
    Point earlier = oldest.get();
    double rate = (newest.value() - earlier.value()) / ((newest.at() - earlier.at()) / MINUTE);
    Instant since = EventTime.instant(earlier.at());
    return signal(
        rule,
        rate,
        null,
        unit,
        List.of(
            new Evidence("change-per-minute", rate, unit, since),
            value(reading),
            new Evidence("earlier-value", earlier.value(), reading.getUnit(), since)));
  }

  /**
   * A statistic of the window up to and with the reading.
   *
   * @param stretch the series up to the reading, {@code null} if that is not its newest
   */
  static Signal aggregate(Rule rule, Reading reading, Stretch stretch) {
    String unit = RuleKind.AGGREGATE.unit(rule.version(), reading.getUnit());
    Statistic statistic = Statistic.of(rule.version().getStatistic()).orElseThrow();
    long newest = EventTime.micros(reading.getMeasuredAt());
    long window = window(rule.version());
    if (stretch == null || newest - stretch.unbrokenSince() < statistic.covered(window)) {
      return Signal.unknown(unit);
    }
    long from = Math.max(newest - window + 1, stretch.unbrokenSince());
    Summary points = stretch.since(from);
    double value = statistic.of(points);
    return signal(
        rule,
        value,
        statistic.comparator(points),
        unit,
        List.of(
            new Evidence(statistic.code(), value, unit, EventTime.instant(from)),
            new Evidence("readings", (double) points.count(), ONE, null),
            value(reading)));
  }

  /** How many standard deviations the reading is from the person's own mean. */
  static Signal baseline(Rule rule, Reading reading, Baselines.Baseline baseline) {
    if (!baseline.known()) {
      return Signal.unknown(ONE);
    }
    double mean = baseline.values().mean();
    double deviation = baseline.values().deviation();
    double deviations = (reading.getValue() - mean) / deviation;
    String unit = reading.getUnit();
    return signal(
        rule,
        deviations,
        reading.getComparator(),
        ONE,
        List.of(
            new Evidence("deviations", deviations, ONE, null),
            value(reading),
            new Evidence("baseline-mean", mean, unit, null),
            new Evidence("baseline-deviation", deviation, unit, null),
            new Evidence("baseline-days", (double) baseline.days(), "d", null),
            new Evidence("baseline-readings", (double) baseline.values().count(), ONE, null)));
  }

  /** A rule's window in microseconds. */
  static long window(RuleVersion rule) {
    return rule.getWindowSeconds() * SECOND;
  }

  private static Signal signal(
      Rule rule, double value, String comparator, String unit, List<Evidence> evidence) {
    return Double.isNaN(value)
        ? Signal.unknown(unit)
        : new Signal(value, comparator, unit, rule.limit(value, comparator), evidence);
  }

  private static Evidence value(Reading reading) {
    return new Evidence("value", reading.getValue(), reading.getUnit(), reading.getMeasuredAt());
  }
}
