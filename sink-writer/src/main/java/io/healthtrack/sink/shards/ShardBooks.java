package io.healthtrack.sink.shards;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicKey;
import io.healthtrack.schemas.topics.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * {@code ops.shard}: what a database knows of itself. Settings that say otherwise would put a
 * person into two databases, or read from the start what another database holds; so nothing is
 * written until somebody has moved the rows and said so.
 */
public final class ShardBooks {

  private static final String TOLD = "SELECT shard, partitions, partition_count FROM ops.shard";

  /** What a database has read that is keyed by person. */
  private static final String READ =
      """
      SELECT coalesce(array_agg(DISTINCT partition), '{}') FROM ops.lane_offsets
      WHERE topic = ANY (:topics) AND next_offset > 0
      """;

  private static final String TELL = "CALL ops.set_shard(?, ?, ?)";

  private record Told(String name, Partitions people, int partitions) {}

  private ShardBooks() {}

  /**
   * Compares, and tells an empty database which shard it is.
   *
   * @throws WrongShardException saying what does not fit, and what to do
   */
  public static void check(Jdbi jdbi, Shard shard) {
    jdbi.useTransaction(handle -> check(handle, shard));
  }

  private static void check(Handle handle, Shard shard) {
    Optional<Told> told =
        handle
            .createQuery(TOLD)
            .map(
                (row, context) ->
                    new Told(
                        row.getString(1), partitions(row.getArray(2).getArray()), row.getInt(3)))
            .findOne();
    if (shard.alone()) {
      told.ifPresent(
          other -> {
            throw new WrongShardException(
                "this database is shard %s with partitions %s, and sink.shards is not set"
                    .formatted(other.name(), other.people()));
          });
      return;
    }
    if (told.isPresent()) {
      Told other = told.orElseThrow();
      if (!other.equals(new Told(shard.name(), shard.people(), shard.partitions()))) {
        throw new WrongShardException(
            "the database of shard %s knows itself as shard %s with partitions %s of %d, and %s says %s of %d; see 'Shards' in the README"
                .formatted(
                    shard.name(),
                    other.name(),
                    other.people(),
                    other.partitions(),
                    shard.setting(),
                    shard.people(),
                    shard.partitions()));
      }
      return;
    }
    Partitions read =
        handle
            .createQuery(READ)
            .bindArray("topics", String.class, keyedByPerson())
            .map((row, context) -> partitions(row.getArray(1).getArray()))
            .one();
    for (Integer partition : read.numbers()) {
      if (!shard.people().contains(partition)) {
        throw new WrongShardException(
            "the database of shard %s holds people of partition %d, which %s does not name; see 'Shards' in the README"
                .formatted(shard.name(), partition, shard.setting()));
      }
    }
    handle.execute(
        TELL, shard.name(), shard.people().numbers().toArray(Integer[]::new), shard.partitions());
  }

  private static List<String> keyedByPerson() {
    return Topics.all().stream()
        .filter(topic -> topic.key() == TopicKey.USER_ID)
        .map(Topic::name)
        .toList();
  }

  private static Partitions partitions(Object array) {
    return new Partitions(new TreeSet<>(Arrays.asList((Integer[]) array)));
  }
}
