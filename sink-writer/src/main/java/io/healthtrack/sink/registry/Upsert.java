package io.healthtrack.sink.registry;

import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What users and devices have in common. */
final class Upsert {

  private Upsert() {}

  /** Runs an upsert that returns whether the row is new; no row means a newer one was there. */
  static RowOutcome run(PreparedStatement upsert) throws SQLException {
    try (ResultSet row = upsert.executeQuery()) {
      if (!row.next()) {
        return RowOutcome.ALREADY_STORED;
      }
      return row.getBoolean(1) ? RowOutcome.INSERTED : RowOutcome.CORRECTED;
    }
  }

  /** Makes sure that a tenant has its row. */
  static void tenant(Connection connection, String tenant) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO health.tenants (tenant) VALUES (?) ON CONFLICT DO NOTHING")) {
      insert.setString(1, tenant);
      insert.executeUpdate();
    }
  }
}
