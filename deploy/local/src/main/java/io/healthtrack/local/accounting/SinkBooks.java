package io.healthtrack.local.accounting;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /**
   * Rows that left the table of readings or came back, otherwise than through the sink's lane.
   *
   * @param archived to files
   * @param dropped for good, as the retention policy says
   * @param erased with their person
   * @param merged because the person they moved to had them already
   * @param withdrawn into quarantine, because nobody wore the device after all
   * @param restored from files
   */
  record Movements(
      long archived, long dropped, long erased, long merged, long withdrawn, long restored) {

    /** How many rows they leave of those inserted. */
    long left(long inserted) {
      return inserted - archived - dropped - erased - merged - withdrawn + restored;
    }

    /** For people. */
    Map<String, Long> document() {
      Map<String, Long> document = new LinkedHashMap<>();
      document.put("archived", archived);
      document.put("dropped", dropped);
      document.put("erased", erased);
      document.put("merged", merged);
      document.put("withdrawn", withdrawn);
      document.put("restored", restored);
      return document;
    }
  }

  Movements movements() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT coalesce(sum(row_count) FILTER (WHERE kind = 'archived'), 0),
                       coalesce(sum(row_count) FILTER (WHERE kind = 'dropped'), 0),
                       coalesce(sum(row_count) FILTER (WHERE kind = 'erased'), 0),
                       coalesce(sum(row_count) FILTER (WHERE kind = 'merged'), 0),
                       coalesce(sum(row_count) FILTER (WHERE kind = 'withdrawn'), 0),
                       coalesce(sum(row_count) FILTER (WHERE kind = 'restored'), 0)
                FROM ops.row_movements WHERE table_name = 'health_metrics'
                """)) {
      row.next();
      return new Movements(
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          row.getLong(6));
    }
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
