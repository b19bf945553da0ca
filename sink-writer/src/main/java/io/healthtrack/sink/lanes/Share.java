package io.healthtrack.sink.lanes;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicKey;
import io.healthtrack.sink.offsets.OffsetsRefusedException;
import io.healthtrack.sink.shards.Partitions;
import io.healthtrack.sink.shards.Shard;

/**
 * The part of a lane's topics that one runner reads. Shares of one lane and database do not
 * overlap, so their runners touch no row of each other's: whatever a batch writes belongs to a
 * person or to a partition.
 *
 * @param shard the database: which partitions of topics keyed by person it holds; of other topics,
 *     such as devices and rules, every database holds all
 * @param writer which of the lane's writers, from 0
 * @param writers how many there are
 */
public record Share(Shard shard, int writer, int writers) {

  /** Checks the numbers. */
  public Share {
    if (writers < 1 || writer < 0 || writer >= writers) {
      throw new IllegalArgumentException("writer %d of %d".formatted(writer, writers));
    }
  }

  /** Whether the database holds this partition: whether some writer of the lane reads it. */
  boolean stored(Topic topic, int partition) {
    return topic.key() != TopicKey.USER_ID || shard.people().contains(partition);
  }

  /** Whether the runner reads this partition. */
  boolean owns(Topic topic, int partition) {
    if (topic.key() != TopicKey.USER_ID) {
      return partition % writers == writer;
    }
    Partitions people = shard.people();
    return people.contains(partition) && people.rank(partition) % writers == writer;
  }

  /**
   * Refuses a topic that has more or fewer partitions than all shards together.
   *
   * @throws OffsetsRefusedException saying which, and what to do
   */
  void check(Topic topic, int partitions) {
    if (shard.alone() || topic.key() != TopicKey.USER_ID || partitions == shard.partitions()) {
      return;
    }
    throw new OffsetsRefusedException(
        partitions > shard.partitions()
            ? "partition %d of %s is in no shard; add it to one, such as %s"
                .formatted(shard.partitions(), topic.name(), shard.setting())
            : "topic %s has %d partitions, and sink.shards has %d; take partition %d out of its shard"
                .formatted(topic.name(), partitions, shard.partitions(), partitions));
  }

  /** The runner's name among those of all lanes, writers and shards. */
  String runner(String lane) {
    return (shard.alone() ? "" : shard.name() + "/") + lane + (writers == 1 ? "" : "-" + writer);
  }

  /** The Kafka group that is told the lane's positions. */
  String group(String lane) {
    return "healthtrack-sink-" + lane + (shard.alone() ? "" : "-" + shard.name());
  }
}
