package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.shards.Partitions;
import io.healthtrack.sink.shards.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database becomes two shards, by the statements of the README. */
class ShardMoveIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final int PEOPLE = 20;
  private static final String ROWS = "SELECT count(*) FROM health.health_metrics";

  private static final List<String> TELL =
      List.of("CALL ops.set_shard('a', ARRAY[0,1], 4)", "CALL ops.set_shard('b', ARRAY[2,3], 4)");

  private static final List<String> LEAVE =
      List.of(
          """
          SELECT health.unmerge_user(user_id) FROM health.users
          WHERE merged_into IS NOT NULL AND ops.is_here(user_id) <> ops.is_here(merged_into)
          """,
          """
          SELECT health.erase_user(user_id, now()) FROM health.users
          WHERE NOT ops.is_here(user_id)
          """);

  /** The law of each database: rows = inserted - erased. */
  private static final String UNACCOUNTED =
      """
      SELECT (SELECT sum(inserted) FROM ops.lane_tallies WHERE lane = 'readings')
        - (SELECT coalesce(sum(row_count), 0) FROM ops.row_movements
           WHERE table_name = 'health_metrics' AND kind = 'erased')
        - (SELECT count(*) FROM health.health_metrics)
      """;

  private static final String ELSEWHERE =
      """
      SELECT (SELECT count(*) FROM health.users WHERE NOT ops.is_here(user_id))
        + (SELECT count(*) FROM health.health_metrics WHERE NOT ops.is_here(user_id))
        + (SELECT count(*) FROM health.latest_metrics WHERE NOT ops.is_here(user_id))
        + (SELECT count(*) FROM health.metric_windows WHERE NOT ops.is_here(user_id))
      """;

  private final SinkWorld world = new SinkWorld();
  private final DatabaseConfig a = config(world.database.name());
  private final DatabaseConfig b = config(world.database.name() + "_b");

  @AfterEach
  void close() {
    world.close();
    world.database.inServer(
        "DROP DATABASE IF EXISTS %s_b WITH (FORCE)".formatted(world.database.name()));
  }

  @Test
  void movesPartitionsToANewShardAndReadsOnInBoth() throws SQLException, IOException {
    List<Reading> first = TestReadings.stream(new Random(1), PEOPLE, 40);
    for (int person = 0; person < PEOPLE; person++) {
      register(TestReadings.user(person));
    }
    world.send(first);
    SinkApp alone = world.startSink("sink", SMALL);
    world.drained();
    int far = personOf(true);
    merge(TestReadings.user(personOf(false)), TestReadings.user(far));
    merge(TestReadings.user(far + 1), TestReadings.user(far));
    alone.close();
    // While nobody reads: some that are known, some late, some new.
    List<Reading> second = TestReadings.stream(new Random(2), PEOPLE, 60);
    world.send(again(first));
    world.send(second);

    move();
    world.startSink(
        world
            .config("sink", SMALL)
            .withShards(
                List.of(
                    Shard.of("a", a, Partitions.parse("0-1")),
                    Shard.of("b", b, Partitions.parse("2-3")))));

    List<Reading> all = new ArrayList<>(first);
    all.addAll(second);
    String ids = "SELECT metric_id FROM health.health_metrics";
    List<String> sent =
        all.stream().map(Reading::getReadingId).map(UUID::toString).distinct().sorted().toList();
    Await.until(
        "every reading is in one of the two",
        () -> {
          List<String> stored = new ArrayList<>(rows(a, ids));
          stored.addAll(rows(b, ids));
          return stored.stream().sorted().toList().equals(sent);
        });
    for (DatabaseConfig shard : List.of(a, b)) {
      assertTrue(Integer.parseInt(rows(shard, ROWS).getFirst()) > 0);
      assertEquals(List.of("0"), rows(shard, ELSEWHERE));
      assertEquals(List.of("0"), rows(shard, UNACCOUNTED));
    }
    String people = "SELECT count(*) FROM health.users";
    assertEquals(
        PEOPLE,
        Integer.parseInt(rows(a, people).getFirst()) + Integer.parseInt(rows(b, people).getFirst()),
        "nobody went with a record of the other shard");
  }

  private void move() throws SQLException, IOException {
    String readme = Files.readString(Path.of("README.md"));
    world.database.inServer(
        "CREATE DATABASE %1$s_b TEMPLATE %1$s".formatted(world.database.name()));
    run(a, TELL.getFirst());
    run(b, TELL.getLast());
    for (DatabaseConfig shard : List.of(a, b)) {
      for (String statement : LEAVE) {
        run(shard, statement);
      }
    }
    TELL.forEach(statement -> assertTrue(readme.contains(statement), statement));
    LEAVE.forEach(statement -> assertTrue(readme.contains(statement.strip()), statement));
  }

  private void register(UUID person) {
    world.send(
        Topics.REGISTRY_USERS,
        person,
        User.newBuilder().setUserId(person).setVersion(1).setChangedAt(TestReadings.NOW).build());
  }

  private void merge(UUID duplicate, UUID survivor) {
    if (!duplicate.equals(survivor)) {
      world.execute("SELECT health.merge_users('%s', '%s')".formatted(duplicate, survivor));
    }
  }

  /** The first person whose partition stays, or goes. */
  private int personOf(boolean goes) {
    for (int person = 0; person < PEOPLE; person++) {
      String partition =
          world
              .query("SELECT ops.partition_of('%s', 4)".formatted(TestReadings.user(person)))
              .getFirst();
      if (Integer.parseInt(partition) >= 2 == goes) {
        return person;
      }
    }
    throw new AssertionError("all in one half");
  }

  private static List<Reading> again(List<Reading> readings) {
    return readings.stream().limit(50).map(TestReadings::unproven).toList();
  }

  private DatabaseConfig config(String database) {
    return new DatabaseConfig(
        world.stack.jdbcUrl(database),
        world.stack.databaseUser(),
        world.stack.databasePassword(),
        20_000);
  }

  private static void run(DatabaseConfig database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(DatabaseConfig database, String sql) throws SQLException {
    try (Connection connection = connect(database)) {
      return MigratedDatabase.rows(connection, sql);
    }
  }

  private static Connection connect(DatabaseConfig database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }
}
