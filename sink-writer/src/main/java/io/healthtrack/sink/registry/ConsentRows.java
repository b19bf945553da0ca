package io.healthtrack.sink.registry;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What people permit and deny. An entry is a person's whole history, so rows that it does not have
 * go, and of the others only those that differ are written.
 */
final class ConsentRows {

  /** Rows of an entry that is older than what is stored change nothing. */
  private static final String CURRENT =
      """
      WITH told AS (
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
          AS t (scope, decision, metric, valid_from, valid_until)
      ), person AS (
        SELECT ?::uuid AS user_id, ?::timestamptz AS changed_at
      ), newer AS (
        SELECT FROM health.consents c JOIN person p USING (user_id) WHERE c.changed_at > p.changed_at
      )
      """;

  private static final String DELETE =
      CURRENT
          + """
            DELETE FROM health.consents c USING person p
            WHERE c.user_id = p.user_id AND NOT EXISTS (SELECT FROM newer)
              AND NOT EXISTS (
                SELECT FROM told t
                WHERE t.scope = c.scope AND t.metric IS NOT DISTINCT FROM c.metric
                  AND t.valid_from = c.valid_from)
            """;

  private static final String UPSERT =
      CURRENT
          + """
            INSERT INTO health.consents AS c
              (user_id, scope, decision, metric, valid_from, valid_until, changed_at)
            SELECT p.user_id, t.scope, t.decision, t.metric, t.valid_from, t.valid_until, p.changed_at
            FROM told t CROSS JOIN person p WHERE NOT EXISTS (SELECT FROM newer)
            ON CONFLICT (user_id, scope, metric, valid_from) DO UPDATE SET
              decision = excluded.decision, valid_until = excluded.valid_until,
              changed_at = excluded.changed_at
              WHERE (c.decision, c.valid_until)
                IS DISTINCT FROM (excluded.decision, excluded.valid_until)
            """;

  RowOutcome write(Connection connection, UUID key, Consents entry) throws SQLException {
    if (entry.getVersion() < 1) {
      // The answer to a command that was not taken, about somebody who never decided anything.
      return RowOutcome.ALREADY_STORED;
    }
    int gone = run(connection, DELETE, key, entry);
    int written = run(connection, UPSERT, key, entry);
    if (gone + written == 0) {
      return RowOutcome.ALREADY_STORED;
    }
    return entry.getVersion() == 1 ? RowOutcome.INSERTED : RowOutcome.CORRECTED;
  }

  /** The person is gone; what the topic tells of them later is of somebody registered again. */
  RowOutcome delete(Connection connection, UUID key) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM health.consents WHERE user_id = ?")) {
      delete.setObject(1, key);
      return delete.executeUpdate() > 0 ? RowOutcome.CORRECTED : RowOutcome.ALREADY_STORED;
    }
  }

  private static int run(Connection connection, String sql, UUID key, Consents entry)
      throws SQLException {
    List<Consent> told = entry.getConsents();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, column(connection, "text", told, Consent::getScope));
      statement.setArray(2, column(connection, "text", told, Consent::getDecision));
      statement.setArray(3, column(connection, "text", told, Consent::getMetric));
      statement.setArray(
          4, column(connection, "timestamptz", told, consent -> time(consent.getFrom())));
      statement.setArray(
          5, column(connection, "timestamptz", told, consent -> time(consent.getUntil())));
      statement.setObject(6, key);
      statement.setObject(7, time(entry.getChangedAt()));
      return statement.executeUpdate();
    }
  }

  private static Array column(
      Connection connection, String type, List<Consent> told, Function<Consent, Object> value)
      throws SQLException {
    return connection.createArrayOf(type, told.stream().map(value).toArray());
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
