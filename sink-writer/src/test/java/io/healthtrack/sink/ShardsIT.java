package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.PostgresServer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.shards.Partitions;
import io.healthtrack.sink.shards.Shard;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People spread over two database servers. */
class ShardsIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final String ROWS = "SELECT count(*) FROM health.health_metrics";

  private final SinkWorld world = new SinkWorld();
  private final PostgresServer second = PostgresServer.start();
  private final DatabaseConfig b;

  ShardsIT() {
    second.createDatabase("shard_b");
    b = new DatabaseConfig(second.jdbcUrl("shard_b"), second.user(), second.password());
  }

  @AfterEach
  void close() {
    world.close();
    second.close();
  }

  @Test
  void keepsEachPersonInOneShardAndReportsOverBoth() throws SQLException {
    List<Reading> sent = TestReadings.stream(new Random(1), 30, 50);
    world.send(sent);
    world.startSink(config());
    drained(sent.size());

    List<Reading> ofA = sent.stream().filter(ShardsIT::inA).toList();
    assertEquals(List.of(Integer.toString(ofA.size())), world.query(ROWS));
    assertEquals(List.of(Integer.toString(sent.size() - ofA.size())), inB(ROWS));
    assertEquals(
        people(ofA), world.query("SELECT DISTINCT user_id FROM health.health_metrics ORDER BY 1"));
    assertEquals(
        List.of("0"),
        world.query(ROWS + " WHERE NOT ops.is_here(user_id)"),
        "SQL agrees with Kafka");
    assertEquals(List.of("0"), inB(ROWS + " WHERE NOT ops.is_here(user_id)"));
    String positions =
        "SELECT string_agg(partition::text, ',' ORDER BY partition) FROM ops.lane_offsets"
            + " WHERE topic = ";
    assertEquals(List.of("0,1"), world.query(positions + "'readings.valid'"));
    assertEquals(List.of("2,3"), inB(positions + "'readings.valid'"));
    assertEquals(List.of("0,1,2,3"), world.query(positions + "'registry.devices'"));
    assertEquals(List.of("0,1,2,3"), inB(positions + "'registry.devices'"));

    reportsOverBoth(sent.size());
  }

  @Test
  void goesOnInOneShardWhileTheOtherIsDead() throws Exception {
    SinkApp app = world.startSink(config());
    Await.until("both run", app::ready);
    List<Reading> sent = new ArrayList<>(TestReadings.stream(new Random(2), 30, 20));
    world.send(sent);
    drained(sent.size());

    second.part().kill9();
    List<Reading> more = new ArrayList<>(TestReadings.stream(new Random(3), 30, 40));
    more.removeIf(reading -> sent.contains(reading));
    world.send(more);
    sent.addAll(more);

    long ofA = sent.stream().filter(ShardsIT::inA).map(Reading::getReadingId).distinct().count();
    Await.until(
        "the living one has all of its own", () -> world.query(ROWS).equals(List.of("" + ofA)));
    Await.until(
        "the dead one is named",
        () -> Operations.ready(app).contains("lane-b/readings\":\"paused"));
    assertFalse(app.ready());
    assertTrue(
        Operations.ready(app).contains("lane-a/readings\":\"running"), Operations.ready(app));
    assertTrue(
        Operations.metrics(app)
            .contains("healthtrack_sink_paused{lane=\"readings\",shard=\"b\"} 1"));
    assertTrue(
        Operations.metrics(app)
            .contains("healthtrack_sink_paused{lane=\"readings\",shard=\"a\"} 0"));

    second.part().restart();
    drained((int) sent.stream().map(Reading::getReadingId).distinct().count());
    Await.until("both run again", app::ready);
  }

  @Test
  void refusesSettingsThatTheDatabasesContradict() throws Exception {
    world.send(TestReadings.stream(new Random(4), 10, 5));
    SinkApp first = world.startSink(config());
    drained(50);
    first.close();

    SinkApp moved = world.startSink(config("0", "1-3"));
    Await.until(
        "it says what does not fit",
        () -> Operations.ready(moved).contains("knows itself as shard a with partitions 0-1 of 4"));
    moved.close();
    SinkApp alone = world.startSink();
    Await.until(
        "it says that there are shards",
        () -> Operations.ready(alone).contains("this database is shard a with partitions 0-1"));
  }

  private void reportsOverBoth(int all) throws SQLException {
    executeInB("CREATE ROLE reader LOGIN PASSWORD 'hush' IN ROLE analyst");
    String link =
        "CALL ops.link_shard('%s', '127.0.0.1', "
            + second.port()
            + ", 'shard_b', '%s', '%s', '{\"sslmode\": \"require\"}')";
    assertTrue(
        assertThrows(
                IllegalStateException.class,
                () -> world.execute(link.formatted("b", second.user(), second.password())))
            .getMessage()
            .contains("beyond schema analytics"));
    assertThrows(
        IllegalStateException.class, () -> world.execute(link.formatted("c", "reader", "hush")));
    world.execute(link.formatted("b", "reader", "hush"));
    // Again, as after an upgrade.
    world.execute(link.formatted("b", "reader", "hush"));

    // People whom the registry has not told of get their pseudonyms within seconds.
    Await.until(
        "everybody has a pseudonym",
        () -> world.query("SELECT count(*) FROM reporting.readings").equals(List.of("" + all)));
    asAnalyst(
        analyst -> {
          assertEquals(List.of("" + all), rows(analyst, "SELECT count(*) FROM reporting.readings"));
          assertEquals(
              List.of("a", "b"),
              rows(analyst, "SELECT DISTINCT shard FROM reporting.readings ORDER BY 1"));
          List<String> plan =
              rows(
                  analyst,
                  "EXPLAIN (VERBOSE, COSTS OFF) SELECT person, value FROM reporting.readings"
                      + " WHERE metric = 'heart-rate' AND measured_at >= '2026-11-01 11:59:50+00'");
          assertTrue(
              plan.stream()
                  .anyMatch(
                      line ->
                          line.contains("Remote SQL")
                              && line.contains("metric = 'heart-rate'")
                              && line.contains("measured_at >= '2026-11-01 11:59:50+00'")),
              plan::toString);
          assertTrue(
              rows(
                      analyst,
                      "EXPLAIN (VERBOSE, COSTS OFF) SELECT count(*) FROM reporting.readings WHERE shard = 'a'")
                  .stream()
                  .noneMatch(line -> line.contains("Remote SQL")));
          for (String beyond : List.of("shard_b.readings", "health.users", "ops.shard_links")) {
            SQLException refused =
                assertThrows(SQLException.class, () -> rows(analyst, "SELECT * FROM " + beyond));
            assertEquals("42501", refused.getSQLState(), beyond);
          }
        });
    assertEquals(
        List.of("t"),
        world.query(
            """
            SELECT (SELECT sum(readings) FROM reporting.daily)
              = (SELECT sum(readings) FROM analytics.daily) + (SELECT sum(readings) FROM shard_b.daily)
            """),
        "days add up");

    world.execute("CALL ops.unlink_shard('b')");
    assertEquals(List.of("a"), world.query("SELECT DISTINCT shard FROM reporting.readings"));
  }

  private SinkConfig config() {
    return config("0-1", "2-3");
  }

  private SinkConfig config(String ofA, String ofB) {
    SinkConfig config = world.config("sink", SMALL);
    return config.withShards(
        List.of(
            Shard.of("a", config.shards().getFirst().database(), Partitions.parse(ofA)),
            Shard.of("b", b, Partitions.parse(ofB))));
  }

  private void drained(int readings) {
    Await.until(
        "all readings in one of the two",
        () ->
            Integer.parseInt(world.query(ROWS).getFirst()) + Integer.parseInt(inB(ROWS).getFirst())
                == readings);
  }

  private static boolean inA(Reading reading) {
    return BuiltInPartitioner.partitionForKey(
            UuidSerializer.bytes(reading.getUserId()), SinkWorld.PARTITIONS)
        < 2;
  }

  private static List<String> people(List<Reading> readings) {
    return readings.stream()
        .map(Reading::getUserId)
        .map(UUID::toString)
        .distinct()
        .sorted()
        .toList();
  }

  private interface Questions {
    void ask(Connection connection) throws SQLException;
  }

  private void asAnalyst(Questions questions) throws SQLException {
    try (Connection connection = world.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE analyst");
      questions.ask(connection);
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    return MigratedDatabase.rows(connection, sql);
  }

  private List<String> inB(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(b.url(), b.user(), b.password())) {
      return MigratedDatabase.rows(connection, sql);
    }
  }

  private void executeInB(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(b.url(), b.user(), b.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
