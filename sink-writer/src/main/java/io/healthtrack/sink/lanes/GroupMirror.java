package io.healthtrack.sink.lanes;

import io.healthtrack.sink.offsets.Movement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's group offsets, which follow those of the database for the usual tools. What the broker
 * did not acknowledge is told again at the next occasion.
 */
final class GroupMirror {

  private final Consumer<?, ?> consumer;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> untold = new HashMap<>();

  GroupMirror(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /** Begins anew: the owner before may have been killed before it told of its last commit. */
  void begin(Map<TopicPartition, Long> stored, Set<TopicPartition> partitions) {
    positions.clear();
    positions.putAll(stored);
    positions.keySet().retainAll(partitions);
    untold.clear();
    untold.putAll(positions);
  }

  /** Notes what the database committed. */
  void moved(Collection<Movement> movements) {
    for (Movement movement : movements) {
      positions.put(movement.partition(), movement.next());
      untold.put(movement.partition(), movement.next());
    }
  }

  /**
   * Asks what the group holds and tells it what is otherwise, for a lane without work: Kafka does
   * not fence an owner that was frozen, so its last word may have come after ours.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
   */
  void look(Duration patience) {
    Map<TopicPartition, OffsetAndMetadata> held = consumer.committed(positions.keySet(), patience);
    positions.forEach(
        (partition, next) -> {
          OffsetAndMetadata told = held.get(partition);
          if (told == null || told.offset() != next) {
            untold.put(partition, next);
          }
        });
    tell();
  }

  /** Tells what is not told yet, without waiting. */
  void tell() {
    if (untold.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    untold.forEach((partition, next) -> offsets.put(partition, new OffsetAndMetadata(next)));
    // The database is the truth: a group that lags for a while misleads nobody.
    consumer.commitAsync(
        offsets,
        (told, failure) -> {
          if (failure == null) {
            told.forEach((partition, next) -> untold.remove(partition, next.offset()));
          }
        });
  }
}
