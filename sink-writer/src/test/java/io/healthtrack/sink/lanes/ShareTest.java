package io.healthtrack.sink.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.offsets.OffsetsRefusedException;
import io.healthtrack.sink.shards.Partitions;
import io.healthtrack.sink.shards.Shard;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareTest {

  private static final DatabaseConfig DATABASE =
      new DatabaseConfig("jdbc:postgresql://a/h", "postgres", "");
  private static final Shard ONLY = Shard.only(DATABASE);

  @Test
  void givesEachPartitionToOneWriter() {
    assertEquals(List.of(0, 3, 6), owned(new Share(ONLY, 0, 3), 8));
    assertEquals(List.of(1, 4, 7), owned(new Share(ONLY, 1, 3), 8));
    assertEquals(List.of(2, 5), owned(new Share(ONLY, 2, 3), 8));
  }

  @Test
  void leavesWritersWithoutPartitionsWhereThereAreTooFew() {
    assertEquals(List.of(), owned(new Share(ONLY, 2, 3), 2));
  }

  @Test
  void spreadsTheShardsOwnPartitionsEvenly() {
    // By their own numbers, the second writer would have none.
    assertEquals(List.of(0, 4), owned(new Share(shard("0,2,4,6"), 0, 2), 8));
    assertEquals(List.of(2, 6), owned(new Share(shard("0,2,4,6"), 1, 2), 8));
  }

  @Test
  void readsInEveryShardWhatIsNotKeyedByPerson() {
    Share share = new Share(shard("0-1"), 0, 1);
    assertEquals(List.of(0, 1), owned(share, 4));
    assertEquals(List.of(0, 1, 2, 3), owned(share, Topics.REGISTRY_DEVICES, 4));
  }

  @Test
  void namesRunnersAndGroups() {
    Share whole = new Share(ONLY, 0, 1);
    assertEquals("readings", whole.runner("readings"));
    assertEquals("healthtrack-sink-readings", whole.group("readings"));
    Share share = new Share(shard("0-1"), 1, 2);
    assertEquals("a/readings-1", share.runner("readings"));
    assertEquals("healthtrack-sink-readings-a", share.group("readings"));
  }

  @Test
  void refusesAWriterThatIsNotThere() {
    assertThrows(IllegalArgumentException.class, () -> new Share(ONLY, 2, 2));
  }

  @Test
  void saysWhichPartitionIsInNoShard() {
    Share share =
        new Share(new Shard("a", DATABASE, Partitions.parse("0-1"), 4, Optional.empty()), 0, 1);
    share.check(Topics.READINGS_VALID, 4);
    assertEquals(
        "partition 4 of readings.valid is in no shard; add it to one, such as"
            + " sink.shards.a.partitions",
        assertThrows(OffsetsRefusedException.class, () -> share.check(Topics.READINGS_VALID, 8))
            .getMessage());
    assertEquals(
        "topic readings.valid has 3 partitions, and sink.shards has 4; take partition 3 out of its"
            + " shard",
        assertThrows(OffsetsRefusedException.class, () -> share.check(Topics.READINGS_VALID, 3))
            .getMessage());
    new Share(ONLY, 0, 1).check(Topics.READINGS_VALID, 8);
  }

  private static Shard shard(String partitions) {
    return Shard.of("a", DATABASE, Partitions.parse(partitions));
  }

  private static List<Integer> owned(Share share, int partitions) {
    return owned(share, Topics.READINGS_VALID, partitions);
  }

  private static List<Integer> owned(Share share, Topic topic, int partitions) {
    return IntStream.range(0, partitions).filter(p -> share.owns(topic, p)).boxed().toList();
  }
}
