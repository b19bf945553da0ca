package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.PostgresServer;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The primary is lost, and a standby that had not heard everything takes its place. */
class PromotionIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final String DATABASE = "healthtrack";
  private static final String ROWS =
      "SELECT count(*), count(DISTINCT metric_id) FROM health.health_metrics";

  private final SinkWorld world = new SinkWorld();
  private final PostgresServer primary = PostgresServer.start();
  private PostgresServer standby;

  @AfterEach
  void close() {
    world.close();
    if (standby != null) {
      standby.close();
    }
    primary.close();
  }

  @Test
  void lanesGoOnInThePromotedStandbyAndReadAgainWhatItLacks() {
    primary.createDatabase(DATABASE);
    standby = primary.standby();
    List<Reading> readings = TestReadings.stream(new Random(1), 10, 120);
    SinkApp app =
        world.startSinkOn(
            new DatabaseConfig(eitherOf(), primary.user(), primary.password(), 20_000), SMALL);
    world.send(readings.subList(0, 400));
    world.drained(this::inPrimary);
    Await.until("the standby has it", () -> rows(standby, ROWS).equals(List.of("400|400")));

    standby.part().kill9();
    world.send(readings.subList(400, 800));
    world.drained(this::inPrimary);
    primary.part().kill9();
    standby.part().restart();
    Await.until(
        "it has what it had heard of", () -> rows(standby, ROWS).equals(List.of("400|400")));
    Await.until(
        "the lanes say that there is no primary",
        () -> Operations.ready(app).contains("no connection to the server (08001)"));
    world.send(readings.subList(800, 1_200));
    assertEquals(List.of("400|400"), rows(standby, ROWS), "it lacks what came later");
    assertEquals(List.of("t"), rows(standby, "SELECT pg_promote()"));

    world.drained(sql -> rows(standby, sql));
    Await.until("it is ready again", app::ready);
    assertEquals(List.of("1200|1200"), rows(standby, ROWS));
    assertEquals(
        List.of("1200"),
        rows(standby, "SELECT sum(inserted) FROM ops.lane_tallies WHERE lane = 'readings'"));
  }

  /** As an operator writes it who has two servers: whichever is the primary. */
  private String eitherOf() {
    return "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s"
            .formatted(primary.port(), standby.port(), DATABASE)
        + "?targetServerType=primary&hostRecheckSeconds=1&sslmode=require";
  }

  private List<String> inPrimary(String sql) {
    return rows(primary, sql);
  }

  private static List<String> rows(PostgresServer server, String sql) {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl(DATABASE), server.user(), server.password())) {
      return MigratedDatabase.rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
