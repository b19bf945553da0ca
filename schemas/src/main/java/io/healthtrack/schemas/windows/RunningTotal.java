package io.healthtrack.schemas.windows;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricKind;
import java.util.Optional;
import java.util.UUID;

/**
 * What a counter showed at one moment, such as a phone's steps since it was switched on. By itself
 * it is no amount: what was counted is the difference from the total before it.
 *
 * @param deviceId the counter
 * @param measuredAt when it was read, in microseconds since 1970
 * @param value in the canonical unit
 */
public record RunningTotal(UUID readingId, UUID deviceId, long measuredAt, double value) {

  /** The statistic by which a reading says that it is one. */
  public static final String STATISTIC = "running-total";

  /** The longest that a counter is thought to run, in days of the highest plausible amount. */
  private static final int DAYS = 1_000;

  /** Whether readings of a metric may be running totals: only what adds up has a counter. */
  public static boolean isPossible(Metric metric) {
    return metric.kind() == MetricKind.CUMULATIVE;
  }

  /**
   * Whether a reading is one that counts. Without a device nobody could say which counter it was,
   * and from a bound nothing can be subtracted.
   *
   * @param status the reading's status; absent is final
   * @param statistic the reading's statistic; absent is a measurement
   * @param comparator how the true value compares with this one; absent for the value itself
   * @param deviceId the device; may be absent
   */
  public static boolean takes(
      Metric metric, String status, String statistic, String comparator, UUID deviceId) {
    return STATISTIC.equals(statistic)
        && !"entered-in-error".equals(status)
        && comparator == null
        && deviceId != null
        && isPossible(metric);
  }

  /**
   * Whether a counter can show a canonical value. Unlike an amount it may exceed the metric's range
   * many times, but not by as much as the largest number of a counter that has gone wrong.
   */
  public static boolean isPlausible(Metric metric, double canonical) {
    return canonical >= metric.low() && canonical <= metric.high() * DAYS;
  }

  /** The longest time over which a difference says anything, in microseconds. */
  public static long reach(Metric metric) {
    return Math.min(metric.maxGap().toNanos(), WindowReading.LONGEST.toNanos()) / 1_000;
  }

  /**
   * What the counter counted since an earlier total, as an amount over the time between them. A
   * total smaller than the one before began anew at zero somewhere between.
   *
   * @return empty where nobody can say: after a silence longer than the metric's {@code max_gap},
   *     and where the difference is more than the metric's plausible range holds
   */
  public Optional<WindowReading> since(RunningTotal before, Metric metric) {
    double counted = value >= before.value ? value - before.value : value;
    long time = measuredAt - before.measuredAt;
    return time > 0 && time <= reach(metric) && metric.plausible(counted)
        ? Optional.of(
            new WindowReading(readingId, deviceId, before.measuredAt, measuredAt, counted, null))
        : Optional.empty();
  }

  /**
   * Of two totals that a counter showed at one moment the one that stands: the greater was read
   * later; of equal ones the one with the lower id.
   */
  public RunningTotal or(RunningTotal other) {
    int order = Double.compare(value, other.value);
    if (order == 0) {
      order = -SharedAmounts.BY_ID.compare(readingId, other.readingId);
    }
    return order >= 0 ? this : other;
  }
}
