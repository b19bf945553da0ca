package io.healthtrack.bench.sink;

import java.time.Duration;
import java.time.Instant;

/**
 * What one run of a contender gave: after the warm-up, unless it says otherwise.
 *
 * @param perSecond rows
 * @param coldPerSecond rows of the warm-up, by a process that has just started
 * @param clientCpu CPU-seconds of its process for a million rows
 * @param serverCpu CPU-seconds of the database server, all its processes, for a million rows
 * @param peakMegabytes the most memory its process had; NaN where it has no process of its own
 * @param walBytes bytes of log for a row
 */
record Result(
    double perSecond,
    double coldPerSecond,
    double clientCpu,
    double serverCpu,
    double peakMegabytes,
    double walBytes) {

  /** What had been used up to a moment. */
  record Meters(Target.Moment at, double clientCpu, double serverCpu) {}

  /**
   * From two readings of the meters.
   *
   * @param begun when it began
   * @param warm at the end of the warm-up
   * @param rows all, those of the warm-up included
   */
  static Result between(
      Target target, Instant begun, Meters warm, Meters end, long rows, double peakMegabytes) {
    long before = target.rowsAt(warm.at());
    long after = rows - before;
    double millions = after / 1e6;
    return new Result(
        after / seconds(Duration.between(warm.at().at(), end.at().at())),
        before / seconds(Duration.between(begun, warm.at().at())),
        (end.clientCpu() - warm.clientCpu()) / millions,
        (end.serverCpu() - warm.serverCpu()) / millions,
        peakMegabytes,
        (end.at().logEnd() - warm.at().logEnd()) / (double) after);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
