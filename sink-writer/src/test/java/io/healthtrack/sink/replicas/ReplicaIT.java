package io.healthtrack.sink.replicas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.embedded.PostgresServer;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.DatabaseConfig;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A primary with a real standby. */
class ReplicaIT {

  private static final String DATABASE = "healthtrack";

  @Test
  void tellsHowFarTheStandbyIsBehindAndLetsNobodyLookAtPeopleThere() throws SQLException {
    try (PostgresServer primary = PostgresServer.start()) {
      primary.createDatabase(DATABASE);
      DatabaseConfig config = config(primary);
      try (Database database = new Database(config)) {
        database.migrate();
        try (PostgresServer standby = primary.standby()) {
          SimpleMeterRegistry meters = new SimpleMeterRegistry();
          try (ReplicaWatch watch =
              new ReplicaWatch(database, config(standby), meters, Tags.empty())) {
            watch.start();
            follow(primary, standby, meters);
          }
          refuse(standby);
        }
      }
    }
  }

  private static void follow(
      PostgresServer primary, PostgresServer standby, SimpleMeterRegistry meters)
      throws SQLException {
    until("it is up", () -> gauge(meters, "up") == 1 && gauge(meters, "lag.seconds") == 0);
    execute(primary, "CREATE TABLE public.told AS SELECT generate_series(1, 1000)");
    until("it has caught up", () -> count(standby) == 1_000 && gauge(meters, "lag.seconds") < 1);

    standby.part().pause();
    try {
      execute(primary, "INSERT INTO public.told SELECT generate_series(1, 1000)");
      until("the lag grows", () -> gauge(meters, "lag.seconds") > 3);
      assertTrue(gauge(meters, "lag.bytes") > 10_000);
      until("it is seen not to answer", () -> gauge(meters, "up") == 0);
    } finally {
      standby.part().resume();
    }
    until(
        "the lag is gone",
        () ->
            gauge(meters, "up") == 1
                && gauge(meters, "lag.seconds") < 1
                && count(standby) == 2_000);
  }

  private static void refuse(PostgresServer standby) {
    SQLException refused =
        assertThrows(
            SQLException.class,
            () ->
                execute(
                    standby, "CALL care.open('00000000-0000-4000-8000-000000000001', 'check up')"));
    assertEquals("25006", refused.getSQLState());
    assertTrue(refused.getMessage().contains("a look at a person must be logged"));
    assertTrue(refused.getMessage().contains("Ask the primary"));
  }

  private static DatabaseConfig config(PostgresServer server) {
    return new DatabaseConfig(server.jdbcUrl(DATABASE), server.user(), server.password());
  }

  private static double gauge(SimpleMeterRegistry meters, String name) {
    return meters.get("healthtrack.replica." + name).gauge().value();
  }

  private static int count(PostgresServer server) {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM public.told")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      return -1;
    }
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(PostgresServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(DATABASE), server.user(), server.password());
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "never came true: " + what);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
