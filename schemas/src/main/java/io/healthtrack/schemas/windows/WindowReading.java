package io.healthtrack.schemas.windows;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricKind;
import java.time.Duration;
import java.util.UUID;

/**
 * What windows need to know of a reading.
 *
 * @param deviceId the source; null for self-reports and health records
 * @param measuredAt microseconds since 1970
 * @param endAt end of the interval in microseconds since 1970; null without
 * @param value in the canonical unit
 * @param comparator how the true value compares with this one; null for the value itself
 */
public record WindowReading(
    UUID readingId, UUID deviceId, long measuredAt, Long endAt, double value, String comparator) {

  /**
   * The longest interval that is split over windows: a day on which clocks go back. Longer ones say
   * nothing about hours and are in no window.
   */
  public static final Duration LONGEST = Duration.ofHours(25);

  private static final long LONGEST_MICROS = LONGEST.toNanos() / 1_000;

  /** Whether values of a metric are amounts, spread over the time they speak of. */
  public static boolean amounts(Metric metric) {
    return metric.kind() == MetricKind.INTERVAL || metric.kind() == MetricKind.CUMULATIVE;
  }

  /** Whether it is in any window. */
  public boolean isPlaced(Metric metric) {
    return !amounts(metric) || !isSpan() || endAt - measuredAt <= LONGEST_MICROS;
  }

  /** Start of the first hour it touches, in microseconds since 1970. */
  public long firstHour() {
    return WindowLength.HOUR.start(measuredAt);
  }

  /** Start of the last hour it touches, in microseconds since 1970. */
  public long lastHour(Metric metric) {
    return amounts(metric) && isShare() ? WindowLength.HOUR.start(endAt - 1) : firstHour();
  }

  /** Whether it speaks of a stretch of time and not of a moment. */
  boolean isSpan() {
    return endAt != null && endAt > measuredAt;
  }

  /** Whether its value can be split. */
  boolean isShare() {
    return isSpan() && comparator == null && Double.isFinite(value);
  }

  long length() {
    return endAt - measuredAt;
  }
}
