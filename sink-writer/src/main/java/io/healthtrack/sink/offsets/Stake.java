package io.healthtrack.sink.offsets;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a writer reads of a lane.
 *
 * @param share its own partitions; of several writers with as many partitions, maybe none
 * @param lane those of all writers of its sink
 */
public record Stake(Set<TopicPartition> share, Set<TopicPartition> lane) {

  /** Refuses a share that is not of the lane. */
  public Stake {
    share = Set.copyOf(share);
    lane = Set.copyOf(lane);
    if (!lane.containsAll(share)) {
      throw new IllegalArgumentException("a share must be of its lane");
    }
  }

  /** A lane's only writer reads all of it. */
  public static Stake whole(Set<TopicPartition> lane) {
    return new Stake(lane, lane);
  }
}
