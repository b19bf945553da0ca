package io.healthtrack.local.accounting;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the database says: the sink's own tallies, and the table itself. */
final class SinkBooks implements AutoCloseable {
  private final Connection connection;

  SinkBooks(String jdbcUrl) throws SQLException {
    connection = DriverManager.getConnection(jdbcUrl);
    connection.setReadOnly(true);
  }

  /**
   * The tallies of the lane that stores readings.
   *
   * @param in records taken from readings.valid
   * @param inserted new rows
   * @param alreadyStored records whose row was there
   * @param corrected records that replaced an older version of their row
   * @param quarantined records refused
   */
  record Lane(long in, long inserted, long alreadyStored, long corrected, long quarantined) {}

  Lane readings() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT coalesce(sum(records_in), 0), coalesce(sum(inserted), 0),
                       coalesce(sum(already_stored), 0), coalesce(sum(corrected), 0),
                       coalesce(sum(quarantined), 0)
                FROM ops.lane_tallies WHERE topic = 'readings.valid'
                """)) {
      row.next();
      return new Lane(
          row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
    }
  }

  /** Rows in the table of readings, counted. */
  long rows() throws SQLException {
    return number("SELECT count(*) FROM health.health_metrics");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
