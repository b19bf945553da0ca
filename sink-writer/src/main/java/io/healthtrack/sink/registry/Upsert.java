package io.healthtrack.sink.registry;

import io.healthtrack.avro.Identifier;
import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

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

  /** Replaces a subject's identifiers. */
  static void identifiers(
      Connection connection, String table, String column, UUID subject, List<Identifier> names)
      throws SQLException {
    delete(connection, table, column, subject);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO health.%s (%s, system, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                .formatted(table, column))) {
      for (Identifier name : names) {
        insert.setObject(1, subject);
        insert.setString(2, name.getSystem());
        insert.setString(3, name.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Deletes a subject's rows. */
  static void delete(Connection connection, String table, String column, UUID subject)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM health.%s WHERE %s = ?".formatted(table, column))) {
      delete.setObject(1, subject);
      delete.executeUpdate();
    }
  }
}
