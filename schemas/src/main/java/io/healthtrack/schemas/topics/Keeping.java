package io.healthtrack.schemas.topics;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * For how long Kafka really keeps a record that is meant to go. Retention alone does not bound it:
 * Kafka drops whole segments, so a record waits for the youngest one beside it, and it compacts
 * only segments that nothing is appended to any more. So both the settings that bound the wait and
 * the bound that follows from them are here.
 */
final class Keeping {

  /** The longest span of record times in one segment. */
  static final Duration SEGMENT = Duration.ofDays(1);

  /** After this, what has been superseded is due for compaction, however little it is. */
  static final Duration COMPACTION_LAG = Duration.ofDays(1);

  /** How far ahead of the broker's clock a record's time may be. */
  static final Duration AHEAD = Duration.ofHours(1);

  /**
   * The longest silence in a compacted partition. A segment ends only when something is appended,
   * so the registry and the stream processors append something every hour.
   */
  static final Duration SILENCE = Duration.ofHours(1);

  /** For the broker's own rounds: looking for old segments, compacting, deleting files. */
  static final Duration ROUNDS = Duration.ofHours(1);

  private Keeping() {}

  /** The settings of a topic. */
  static Map<String, String> settings(Topic topic) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cleanup.policy", topic.cleanup().policy());
    settings.put("segment.ms", millis(SEGMENT));
    settings.put("message.timestamp.after.max.ms", millis(AHEAD));
    switch (topic.cleanup()) {
      case DELETE -> settings.put("retention.ms", millis(topic.retention()));
      case COMPACT -> {
        settings.put("delete.retention.ms", millis(topic.retention()));
        settings.put("max.compaction.lag.ms", millis(COMPACTION_LAG));
      }
    }
    return settings;
  }

  /** How long after it was written, or superseded by a tombstone, nothing of a record is left. */
  static Duration longest(Topic topic) {
    return switch (topic.cleanup()) {
      case DELETE -> topic.retention().plus(SEGMENT).plus(AHEAD).plus(ROUNDS);
      case COMPACT -> compacted(topic.retention());
    };
  }

  /**
   * One compaction takes away what the tombstone supersedes, the next one after {@code tombstones}
   * the tombstone itself.
   */
  static Duration compacted(Duration tombstones) {
    return COMPACTION_LAG.plus(SILENCE).plus(ROUNDS).multipliedBy(2).plus(tombstones);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
