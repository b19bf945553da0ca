package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.PostgresServer;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * No space for the database's own log: the server gives up altogether and cannot start again before
 * somebody makes space. The sink waits, says where to look, and goes on.
 */
class FullLogIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final String DATABASE = "fulllog";
  private static final String GONE =
      "no connection to the server (08001); start it (does it start? is a disk full?)";

  private final SinkWorld world = new SinkWorld();
  private final PostgresServer server = PostgresServer.start();
  private SmallDisk disk;

  @AfterEach
  void close() {
    world.close();
    server.close();
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void survivesAServerThatDiesOfItsFullLog() throws IOException {
    server.createDatabase(DATABASE);
    SinkApp app =
        world.startSinkOn(
            new DatabaseConfig(server.jdbcUrl(DATABASE), server.user(), server.password(), 20_000),
            SMALL);
    List<Reading> readings = TestReadings.stream(new Random(1), 10, 1_000);
    world.send(readings.subList(0, 1_000));
    Await.until("the first are stored", () -> stored() == 1_000);
    moveLog();
    Await.until("it is ready again", app::ready);

    disk.fillBut(20);
    world.send(readings.subList(1_000, 5_000));
    Await.until(
        "the server is dead",
        () -> {
          fillSegment();
          return !server.part().ready();
        });
    world.send(readings.subList(5_000, 10_000));
    // A server that dies tells nobody why; so what is told is where to look.
    Await.until("the lane asks for the disk", () -> Operations.ready(app).contains(GONE));
    assertTrue(Operations.ready(app).contains("\"status\":\"down\""));

    disk.free();
    if (!server.part().ready()) {
      server.part().restart();
    }
    Await.until("all are stored", () -> stored() == readings.size());
    Await.until("it is ready again", app::ready);
    assertEquals(
        List.of(readings.size() + "|0"),
        query(
            "SELECT (SELECT count(DISTINCT metric_id) FROM health.health_metrics),"
                + " (SELECT count(*) FROM ops.quarantined_readings)"));
  }

  /** Onto a disk with room for little more than what is there. */
  private void moveLog() throws IOException {
    execute("ALTER SYSTEM SET min_wal_size = '32MB'");
    Path log = Path.of(query("SHOW data_directory").getFirst()).resolve("pg_wal");
    server.part().stop();
    disk = SmallDisk.mount(256, log);
    Path moved = disk.path().resolve("pg_wal");
    assertTrue(SmallDisk.run("cp", "-a", log.toString(), moved.toString()));
    try (Stream<Path> files = Files.walk(log)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.createSymbolicLink(log, moved);
    server.part().restart();
  }

  private void fillSegment() {
    try {
      query("SELECT pg_switch_wal()");
    } catch (IllegalStateException e) {
      // That is what we wait for.
      return;
    }
  }

  private long stored() {
    return Long.parseLong(query("SELECT count(*) FROM health.health_metrics").getFirst());
  }

  private void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> query(String sql) {
    try (Connection connection = connect()) {
      return MigratedDatabase.rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(DATABASE), server.user(), server.password());
  }
}
