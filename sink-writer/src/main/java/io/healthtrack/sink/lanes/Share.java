package io.healthtrack.sink.lanes;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicKey;
import io.healthtrack.sink.shards.Partitions;

/**
 * The part of a lane's topics that one runner reads. Shares of one lane and database do not
 * overlap, so their runners touch no row of each other's: whatever a batch writes belongs to a
 * person or to a partition.
 *
 * @param shard the database's name among several; empty for the only one
 * @param people which partitions of topics keyed by person the database holds; of other topics,
 *     such as devices and rules, every database holds all
 * @param writer which of the lane's writers, from 0
 * @param writers how many there are
 */
public record Share(String shard, Partitions people, int writer, int writers) {

  /** Of a lane with one writer, into the only database. */
  public static final Share WHOLE = new Share("", Partitions.ALL, 0, 1);

  /** Checks the numbers. */
  public Share {
    if (writers < 1 || writer < 0 || writer >= writers) {
      throw new IllegalArgumentException("writer %d of %d".formatted(writer, writers));
    }
  }

  /** Whether the runner reads this partition. */
  boolean owns(Topic topic, int partition) {
    if (topic.key() != TopicKey.USER_ID) {
      return partition % writers == writer;
    }
    return people.contains(partition) && people.rank(partition) % writers == writer;
  }

  /** The runner's name among those of all lanes, writers and shards. */
  String runner(String lane) {
    return (shard.isEmpty() ? "" : shard + "/") + lane + (writers == 1 ? "" : "-" + writer);
  }

  /** The Kafka group that is told the lane's positions. */
  String group(String lane) {
    return "healthtrack-sink-" + lane + (shard.isEmpty() ? "" : "-" + shard);
  }
}
