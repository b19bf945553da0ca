package io.healthtrack.bench.pipeline;

import io.healthtrack.local.pipeline.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The database server's own processes, by whom they work for. For one thread at a time. */
final class Backends implements AutoCloseable {

  private static final String ALL =
      """
      SELECT pid,
             CASE WHEN backend_type <> 'client backend' THEN backend_type
                  WHEN application_name LIKE 'healthtrack-sink-%'
                  THEN 'sink ' || substr(application_name, length('healthtrack-sink-') + 1)
                  ELSE 'others' END
      FROM pg_stat_activity
      """;

  private final Connection connection;
  private final PreparedStatement all;

  Backends(Endpoints endpoints) throws SQLException {
    connection = DriverManager.getConnection(endpoints.postgres());
    all = connection.prepareStatement(ALL);
  }

  /**
   * CPU-seconds used so far, by the sink's lane or the server's own task. Those that have ended are
   * in nobody's.
   */
  Map<String, Double> cpuSeconds() throws SQLException {
    Map<String, Double> seconds = new TreeMap<>();
    try (ResultSet row = all.executeQuery()) {
      while (row.next()) {
        seconds.merge(
            row.getString(2).replaceAll("[^a-z]+", "_"),
            Footprint.cpuSeconds(row.getLong(1)),
            Double::sum);
      }
    }
    return seconds;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
