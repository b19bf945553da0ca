package io.healthtrack.sink.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.shards.Partitions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareTest {

  @Test
  void givesEachPartitionToOneWriter() {
    assertEquals(List.of(0, 3, 6), owned(new Share("", Partitions.ALL, 0, 3), 8));
    assertEquals(List.of(1, 4, 7), owned(new Share("", Partitions.ALL, 1, 3), 8));
    assertEquals(List.of(2, 5), owned(new Share("", Partitions.ALL, 2, 3), 8));
  }

  @Test
  void leavesWritersWithoutPartitionsWhereThereAreTooFew() {
    assertEquals(List.of(), owned(new Share("", Partitions.ALL, 2, 3), 2));
  }

  @Test
  void spreadsTheShardsOwnPartitionsEvenly() {
    // By their own numbers, the second writer would have none.
    Partitions even = Partitions.parse("0,2,4,6");
    assertEquals(List.of(0, 4), owned(new Share("a", even, 0, 2), 8));
    assertEquals(List.of(2, 6), owned(new Share("a", even, 1, 2), 8));
  }

  @Test
  void readsInEveryShardWhatIsNotKeyedByPerson() {
    Share share = new Share("a", Partitions.parse("0-1"), 0, 1);
    assertEquals(List.of(0, 1), owned(share, 4));
    assertEquals(List.of(0, 1, 2, 3), owned(share, Topics.REGISTRY_DEVICES, 4));
  }

  @Test
  void namesRunnersAndGroups() {
    assertEquals("readings", Share.WHOLE.runner("readings"));
    assertEquals("healthtrack-sink-readings", Share.WHOLE.group("readings"));
    Share share = new Share("a", Partitions.ALL, 1, 2);
    assertEquals("a/readings-1", share.runner("readings"));
    assertEquals("healthtrack-sink-readings-a", share.group("readings"));
  }

  @Test
  void refusesAWriterThatIsNotThere() {
    assertThrows(IllegalArgumentException.class, () -> new Share("", Partitions.ALL, 2, 2));
  }

  private static List<Integer> owned(Share share, int partitions) {
    return owned(share, Topics.READINGS_VALID, partitions);
  }

  private static List<Integer> owned(Share share, Topic topic, int partitions) {
    return IntStream.range(0, partitions).filter(p -> share.owns(topic, p)).boxed().toList();
  }
}
