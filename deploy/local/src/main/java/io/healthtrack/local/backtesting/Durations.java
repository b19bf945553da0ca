package io.healthtrack.local.backtesting;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Durations counted in steps of two percent: a median within one percent, in little memory. */
final class Durations {
  private static final double STEP = Math.log(1.02);

  private final TreeMap<Integer, Long> steps = new TreeMap<>();
  private Duration longest = Duration.ZERO;
  private long count;

  void add(Duration duration) {
    longest = duration.compareTo(longest) > 0 ? duration : longest;
    count++;
    steps.merge((int) Math.round(Math.log1p(seconds(duration)) / STEP), 1L, Long::sum);
  }

  /** Zero without any. */
  Duration median() {
    long before = 0;
    for (Map.Entry<Integer, Long> step : steps.entrySet()) {
      before += step.getValue();
      if (2 * before >= count) {
        Duration median = Duration.ofMillis(Math.round(1_000 * Math.expm1(step.getKey() * STEP)));
        return median.compareTo(longest) > 0 ? longest : median;
      }
    }
    return Duration.ZERO;
  }

  Duration longest() {
    return longest;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
