package io.healthtrack.processors.validation;

import java.time.Duration;

/**
 * How readings are judged.
 *
 * @param ahead how far ahead of its arrival a reading may claim to be measured
 * @param horizon how far before a series' newest reading ids are remembered exactly
 * @param idsPerBucket how many ids a sixtieth of the horizon remembers; later ones are unproven
 * @param tableMayBeOlder whether the database may hold readings of an earlier Kafka cluster; then
 *     nothing measured before a partition's first record is ever called fresh
 */
public record ValidationSettings(
    Duration ahead, Duration horizon, int idsPerBucket, boolean tableMayBeOlder) {

  /** What is used unless configured. */
  public static final ValidationSettings DEFAULTS =
      new ValidationSettings(Duration.ofMinutes(5), Duration.ofHours(1), 4_096, false);

  /** Refuses what cannot work. */
  public ValidationSettings {
    if (ahead.isNegative()) {
      throw new IllegalArgumentException("validation.ahead must not be negative: " + ahead);
    }
    if (horizon.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("validation.horizon must be a minute or more: " + horizon);
    }
    if (idsPerBucket < 1) {
      throw new IllegalArgumentException(
          "validation.ids.per.bucket must be 1 or more: " + idsPerBucket);
    }
  }
}
