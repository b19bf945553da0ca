package io.healthtrack.sink.registry;

import io.healthtrack.avro.Identifier;
import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The names of a person or device elsewhere, with the time they were in use. */
enum Identifiers {
  OF_USERS("user_identifiers", "user_id"),
  OF_DEVICES("device_identifiers", "device_id");

  /** A clock that was set back must neither keep a name for ever nor break the row's check. */
  private final String end;

  /** Distinct, for a row cannot be inserted and met by one statement. */
  private final String begin;

  Identifiers(String table, String column) {
    end =
        """
        UPDATE health.%1$s
        SET valid_until = greatest(?::timestamptz, valid_from + interval '1 microsecond')
        WHERE %2$s = ? AND valid_until IS NULL
          AND (system, value) NOT IN (SELECT * FROM unnest(?::text[], ?::text[]))
        """
            .formatted(table, column);
    begin =
        """
        INSERT INTO health.%1$s AS i (%2$s, system, value, valid_from)
        SELECT DISTINCT ?::uuid, n.system, n.value, ?::timestamptz
        FROM unnest(?::text[], ?::text[]) AS n (system, value)
        ON CONFLICT (%2$s, system, value) DO UPDATE SET valid_until = NULL
          WHERE i.valid_until IS NOT NULL
        """
            .formatted(table, column);
  }

  /**
   * Ends the names that are gone and begins those that are new.
   *
   * @param outcome of the subject itself: since when its first names were in use nobody knows
   * @param changedAt when the registry took the change
   */
  void write(
      Connection connection,
      UUID subject,
      List<Identifier> names,
      RowOutcome outcome,
      Instant changedAt)
      throws SQLException {
    OffsetDateTime at = changedAt.atOffset(ZoneOffset.UTC);
    Object[] systems = names.stream().map(Identifier::getSystem).toArray();
    Object[] values = names.stream().map(Identifier::getValue).toArray();
    try (PreparedStatement ending = connection.prepareStatement(end)) {
      ending.setObject(1, at);
      ending.setObject(2, subject);
      ending.setArray(3, connection.createArrayOf("text", systems));
      ending.setArray(4, connection.createArrayOf("text", values));
      ending.executeUpdate();
    }
    try (PreparedStatement beginning = connection.prepareStatement(begin)) {
      beginning.setObject(1, subject);
      beginning.setObject(
          2, outcome.equals(RowOutcome.INSERTED) ? null : at, Types.TIMESTAMP_WITH_TIMEZONE);
      beginning.setArray(3, connection.createArrayOf("text", systems));
      beginning.setArray(4, connection.createArrayOf("text", values));
      beginning.executeUpdate();
    }
  }
}
