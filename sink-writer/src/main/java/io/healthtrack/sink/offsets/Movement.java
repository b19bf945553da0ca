package io.healthtrack.sink.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How one batch moves one partition's position. {@code next} is the consumer's position after the
 * poll, not the last record's offset plus one: transaction markers and aborted records take offsets
 * too, and a drained lane must stand at the end of the log.
 */
public record Movement(TopicPartition partition, long expected, long next) {

  /** Refuses to go backwards. */
  public Movement {
    if (next <= expected) {
      throw new IllegalArgumentException(
          "%s would move from %d to %d".formatted(partition, expected, next));
    }
  }

  /** The movements between two sets of positions; partitions that stand still have none. */
  public static List<Movement> between(
      Map<TopicPartition, Long> stored, Map<TopicPartition, Long> reached) {
    List<Movement> movements = new ArrayList<>();
    reached.forEach(
        (partition, next) -> {
          long expected = stored.get(partition);
          if (next != expected) {
            movements.add(new Movement(partition, expected, next));
          }
        });
    return movements;
  }
}
