package io.healthtrack.gateway.limits;

import io.healthtrack.schemas.config.Settings;
import java.time.Duration;

/**
 * What one credential may ask of one gateway, unless its own entry says otherwise. The defaults are
 * beyond what one gateway does: a limit is an operator's decision.
 *
 * @param readingsPerSecond on average
 * @param requestsPerSecond on average
 * @param readingsPerDay from midnight to midnight in UTC
 * @param burst for how long of the average may be asked at once
 */
public record CredentialLimits(
    int readingsPerSecond, int requestsPerSecond, long readingsPerDay, Duration burst) {

  /** A million readings and 100,000 requests a second, 100 billion readings a day, 10 s. */
  public static final CredentialLimits DEFAULT =
      new CredentialLimits(1_000_000, 100_000, 100_000_000_000L, Duration.ofSeconds(10));

  /** More than that per second no credential can be given. */
  public static final int MOST_PER_SECOND = 100_000_000;

  private static final String PREFIX = "gateway.limits.credential.";

  /** Checks that something may be asked. */
  public CredentialLimits {
    if (readingsPerSecond < 1 || requestsPerSecond < 1 || readingsPerDay < 1) {
      throw new IllegalArgumentException(
          PREFIX
              + "readings.per.second, requests.per.second and readings.per.day must be positive");
    }
    if (readingsPerSecond > MOST_PER_SECOND || requestsPerSecond > MOST_PER_SECOND) {
      throw new IllegalArgumentException(
          PREFIX + "readings.per.second and requests.per.second may be 100 million");
    }
    if (burst.toSeconds() < 1 || burst.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(PREFIX + "burst must be between 1s and 1h");
    }
  }

  /** Reads the settings. */
  public static CredentialLimits from(Settings settings) {
    return new CredentialLimits(
        settings.number(PREFIX + "readings.per.second", DEFAULT.readingsPerSecond()),
        settings.number(PREFIX + "requests.per.second", DEFAULT.requestsPerSecond()),
        settings.largeNumber(PREFIX + "readings.per.day", DEFAULT.readingsPerDay()),
        settings.duration(PREFIX + "burst", DEFAULT.burst()));
  }
}
