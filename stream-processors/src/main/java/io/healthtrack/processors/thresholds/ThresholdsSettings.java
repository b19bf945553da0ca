package io.healthtrack.processors.thresholds;

import io.healthtrack.schemas.config.Settings;
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

  /** As configured, the defaults for what is not. */
  public static ThresholdsSettings from(Settings settings) {
    return new ThresholdsSettings(
        settings.duration("processors.thresholds.old.after", DEFAULTS.oldAfter()),
        settings.duration("processors.thresholds.valid.for", DEFAULTS.validFor()));
  }

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
