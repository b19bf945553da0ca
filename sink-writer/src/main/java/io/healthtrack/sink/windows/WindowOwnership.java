package io.healthtrack.sink.windows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * An hour passes from the stream to the table in a repair. So that no word of the stream slips in
 * while that happens, the lane holds a lock that it shares with itself only, and a repair holds it
 * alone. Whoever waits for it is served in turn, so neither keeps the other out for long.
 */
final class WindowOwnership {

  private static final long LOCK = 4_851_020;

  private WindowOwnership() {}

  static void listen(Connection connection) throws SQLException {
    lock(connection, "pg_advisory_xact_lock_shared");
  }

  static void takeOver(Connection connection) throws SQLException {
    lock(connection, "pg_advisory_xact_lock");
  }

  private static void lock(Connection connection, String how) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT " + how + "(" + LOCK + ")");
    }
  }
}
