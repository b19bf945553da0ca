package io.healthtrack.processors.thresholds;

import java.time.Duration;

/**
 * How readings are turned into episodes.
 *
 * @param oldAfter readings that arrive later than this after their measurement page nobody
 * @param validFor for how long after its arrival an event may page
 */
public record ThresholdsSettings(Duration oldAfter, Duration validFor) {

  /** What is used unless configured. */
  public static final ThresholdsSettings DEFAULTS =
      new ThresholdsSettings(Duration.ofMinutes(5), Duration.ofHours(1));

  /** Refuses what cannot work. */
  public ThresholdsSettings {
    if (oldAfter.isNegative() || oldAfter.isZero()) {
      throw new IllegalArgumentException("thresholds.old.after must be positive: " + oldAfter);
    }
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException("thresholds.valid.for must be positive: " + validFor);
    }
  }
}
