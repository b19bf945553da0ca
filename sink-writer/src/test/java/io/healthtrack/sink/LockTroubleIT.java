package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody else's session is in the way of the readings lane: really, not as a code. */
class LockTroubleIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final int AT_ONCE = 200;

  /** Milliseconds of a transaction; a lock may take half of them. */
  private static final long LIMIT = 6_000;

  private static final String TABLE_FOR_ONESELF =
      "LOCK TABLE health.latest_metrics IN EXCLUSIVE MODE";

  private static final String LANE_WAITS =
      """
      SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE NOT l.granted AND a.datname = current_database()
        AND a.application_name = 'healthtrack-sink-readings'
      """;

  private final SinkWorld world = new SinkWorld();
  private final List<Reading> readings = TestReadings.stream(new Random(1), 10, 1_000);
  private SinkApp app;
  private int sent;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void waitsForALockSaysSoAndGoesOn() throws SQLException {
    start("");
    try (Connection other = world.database.connect()) {
      hold(other, TABLE_FOR_ONESELF);
      send();
      told("somebody holds a lock for long (55P03); pg_blocking_pids() says who");
      other.rollback();
    }
    exact();
  }

  @Test
  void losesADeadlockSaysSoAndGoesOn() throws SQLException {
    start("");
    Await.until("the lane is the victim", this::deadlocked);
    exact();
  }

  @Test
  void goesOnWhereTheServerGivesItsTransactionsOneSnapshot() throws SQLException {
    start("SET default_transaction_isolation = 'repeatable read'");
    try (Connection other = world.database.connect()) {
      hold(other, "UPDATE health.latest_metrics SET metric_value = metric_value");
      send();
      laneWaits();
      other.commit();
    }
    Await.until("it has failed", () -> Operations.failures(app, "readings", "40001") > 0);
    exact();
  }

  /**
   * The lane looks for deadlocks once, after it has waited for a second. Where the machine stood
   * still just then there is none yet; our own wait ends with an error, and we try again.
   */
  private boolean deadlocked() throws SQLException {
    try (Connection other = world.database.connect()) {
      hold(other, "SET LOCAL deadlock_timeout = '1min'");
      hold(other, "SET LOCAL lock_timeout = '2s'");
      hold(other, TABLE_FOR_ONESELF);
      send();
      laneWaits();
      hold(other, "UPDATE ops.lane_offsets SET owner = owner WHERE lane = 'readings'");
      told("a deadlock with another transaction (40P01); nothing to do unless it stays");
      other.rollback();
    }
    return true;
  }

  private void start(String setting) {
    if (!setting.isEmpty()) {
      world.database.inServer("ALTER DATABASE %s %s".formatted(world.database.name(), setting));
    }
    app =
        world.startSinkOn(
            new DatabaseConfig(
                world.stack.jdbcUrl(world.database.name()),
                world.stack.databaseUser(),
                world.stack.databasePassword(),
                LIMIT),
            SMALL);
    Await.until("it runs", app::ready);
    send();
    world.drained();
  }

  private static void hold(Connection other, String what) throws SQLException {
    other.setAutoCommit(false);
    try (Statement statement = other.createStatement()) {
      statement.execute(what);
    }
  }

  private void laneWaits() {
    Await.until("the lane waits", () -> world.query(LANE_WAITS).equals(List.of("1")));
  }

  private void told(String words) {
    Await.until(
        words,
        () -> Operations.ready(app).contains("lane-readings\":\"paused: database: " + words));
  }

  private void send() {
    world.send(readings.subList(sent, sent + AT_ONCE));
    sent += AT_ONCE;
  }

  private void exact() {
    world.drained();
    Await.until("it is ready again", app::ready);
    assertEquals(
        List.of(sent + "|" + sent),
        world.query("SELECT count(*), count(DISTINCT metric_id) FROM health.health_metrics"));
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));
  }
}
