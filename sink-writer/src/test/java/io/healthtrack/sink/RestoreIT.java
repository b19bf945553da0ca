package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.embedded.PostgresServer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.restore.TableContents;
import io.healthtrack.sink.windows.WindowSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A copy taken in mid-load, restored, and a sink that replays: as if nothing had happened. */
class RestoreIT {

  /** Many small batches, so that the copy is taken between and inside of some. */
  private static final BatchPolicy SMALL = new BatchPolicy(200, 1 << 20, Duration.ofMillis(5));

  private static final String WAITING =
      """
      SELECT (SELECT count(*) FROM ops.repair_queue)
        + (SELECT count(*) FROM ops.day_requests)
        + (SELECT count(*) FROM ops.batches WHERE lane = 'readings' AND rolled_up_at IS NULL)
        + (SELECT count(*) FROM ops.quarantined_readings
           WHERE stage = 'sink' AND relayed_at IS NULL AND source_topic <> 'readings.quarantined')
      """;

  /** The law: rows = inserted - erased. */
  private static final String UNACCOUNTED =
      """
      SELECT (SELECT sum(inserted) FROM ops.lane_tallies WHERE lane = 'readings')
        - (SELECT coalesce(sum(row_count), 0) FROM ops.row_movements
           WHERE table_name = 'health_metrics' AND kind = 'erased')
        - (SELECT count(*) FROM health.health_metrics)
      """;

  /** The lane of refusals may have read more of what sinks told, and nothing else. */
  private static final String REFUSED =
      """
      SELECT topic, partition, records_in - already_stored, inserted, corrected, quarantined
      FROM ops.lane_tallies WHERE lane = 'quarantine' ORDER BY 1, 2
      """;

  private static final String TAKEN_IN =
      """
      SELECT lane, topic, partition, counted_to, records_in FROM ops.lane_tallies
      WHERE lane <> 'quarantine' ORDER BY 1, 2, 3
      """;

  /** What became of the readings in partitions where nobody was forgotten. */
  private static final String OUTCOMES =
      """
      SELECT partition, inserted, already_stored, corrected, quarantined FROM ops.lane_tallies
      WHERE lane = 'readings' AND partition NOT IN (%d, %d) ORDER BY 1
      """
          .formatted(partition(RestoreLoad.FORGOTTEN), partition(RestoreLoad.RETURNED));

  private static final String KNOWN_OF_THE_FORGOTTEN =
      """
      SELECT (SELECT count(*) FROM health.users WHERE user_id = '%1$s')
        + (SELECT count(*) FROM health.health_metrics WHERE user_id = '%1$s')
        + (SELECT count(*) FROM health.metric_windows WHERE user_id = '%1$s')
        + (SELECT count(*) FROM health.consents WHERE user_id = '%1$s')
        + (SELECT count(*) FROM ops.quarantined_readings WHERE user_id = '%1$s')
      """
          .formatted(TestReadings.user(RestoreLoad.FORGOTTEN));

  private final SinkWorld world = new SinkWorld(WindowSource.STREAM);
  private final RestoreLoad load = new RestoreLoad(world);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aCopyTakenInMidLoadAndReplayedHasTheRowsOfTheUndisturbedDatabase() throws SQLException {
    load.begin();
    SinkApp first = world.startSink("first", SMALL);
    world.drained();
    CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> load.run(30));
    try (PostgresServer copy = PostgresServer.copyOf(world.stack)) {
      sending.join();
      load.forget();
      load.run(3);
      settle(world::query);
      first.close();
      forgetForGood(world.database.connect());
      Map<String, List<String>> undisturbed = contents(world.database.connect());

      copy.part().restart();
      Function<String, List<String>> restored = sql -> query(copy, sql);
      assertTrue(behind(restored), "the copy is of the middle of the load");

      SinkApp second =
          world.startSink(world.config("second", SMALL, copy.jdbcUrl(world.database.name())));
      settle(restored);
      second.close();
      forgetForGood(connect(copy));

      assertEquals(List.of(), TableContents.differences(undisturbed, contents(connect(copy))));
      for (String counts : List.of(REFUSED, TAKEN_IN, OUTCOMES)) {
        assertEquals(world.query(counts), restored.apply(counts));
      }
      assertEquals(List.of("0"), restored.apply(KNOWN_OF_THE_FORGOTTEN));
      assertEquals(List.of("0"), world.query(UNACCOUNTED));
      assertEquals(List.of("0"), restored.apply(UNACCOUNTED));
    }
  }

  @Test
  void refusesToReplayWhatTheLogDoesNotHaveAnyMoreAndSaysWhatToDo() throws Exception {
    world.send(TestReadings.stream(new Random(6), 4, 10));
    SinkApp first = world.startSink();
    world.drained();
    first.close();
    // As in a copy that is too old.
    world.execute("UPDATE ops.lane_offsets SET next_offset = 1 WHERE lane = 'readings'");
    world.topics.loseLog(Topics.READINGS_VALID);

    SinkApp again = world.startSink();

    Await.until("it says so", () -> Operations.ready(again).contains("are gone from the log"));
    assertFalse(again.ready());
    assertTrue(Operations.ready(again).contains("restore a newer copy"), Operations.ready(again));
    assertEquals(
        List.of("1"),
        world.query("SELECT DISTINCT next_offset FROM ops.lane_offsets WHERE lane = 'readings'"));
  }

  /** An hour later what was computed of late readings goes too. */
  private static void forgetForGood(Connection connection) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT ops.forget_again()");
      Map<String, String> told =
          Map.of(
              "health.metric_windows", "computed_at",
              "health.daily_metrics", "computed_at",
              "ops.table_hours", "computed_at",
              "ops.quarantined_readings", "received_at");
      for (Map.Entry<String, String> table : told.entrySet()) {
        statement.execute(
            "UPDATE %1$s SET %2$s = %2$s - interval '2 hours' WHERE user_id = '%3$s'"
                .formatted(
                    table.getKey(), table.getValue(), TestReadings.user(RestoreLoad.FORGOTTEN)));
      }
      statement.execute("SELECT ops.forget_again()");
    }
  }

  private static int partition(int person) {
    return BuiltInPartitioner.partitionForKey(
        UuidSerializer.bytes(TestReadings.user(person)), SinkWorld.PARTITIONS);
  }

  /** Until everything is done that follows from the topics. */
  private void settle(Function<String, List<String>> rows) {
    world.drained(rows);
    Await.until("nothing waits", () -> rows.apply(WAITING).equals(List.of("0")));
    // What is left of somebody who came back is computed again.
    assertEquals(1, rows.apply("SELECT ops.forget_again()").size());
    world.drained(rows);
    Await.until("nothing waits", () -> rows.apply(WAITING).equals(List.of("0")));
  }

  private boolean behind(Function<String, List<String>> restored) {
    return List.of("readings", "registry", "windows", "alerts", "quarantine").stream()
        .anyMatch(lane -> !restored.apply(positions(lane)).equals(world.query(positions(lane))));
  }

  private static String positions(String lane) {
    return "SELECT coalesce(sum(next_offset), 0) FROM ops.lane_offsets WHERE lane = '%s'"
        .formatted(lane);
  }

  private List<String> query(PostgresServer copy, String sql) {
    try (Connection connection = connect(copy)) {
      return MigratedDatabase.rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection connect(PostgresServer copy) throws SQLException {
    return DriverManager.getConnection(
        copy.jdbcUrl(world.database.name()), copy.user(), copy.password());
  }

  private static Map<String, List<String>> contents(Connection connection) throws SQLException {
    try (connection) {
      return TableContents.of(connection);
    }
  }
}
