package io.healthtrack.sink.registry;

import io.healthtrack.avro.User;
import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.UUID;

/** People, their names elsewhere and their health conditions. */
final class UserRows {

  private static final String UPSERT =
      """
      INSERT INTO health.users AS u
        (user_id, tenant, time_zone, birth_year, gender, version, changed_at, signed_up_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (user_id) DO UPDATE SET
        tenant = excluded.tenant, time_zone = excluded.time_zone,
        birth_year = excluded.birth_year, gender = excluded.gender, version = excluded.version,
        changed_at = excluded.changed_at
        WHERE u.version < excluded.version
      RETURNING old.user_id IS NULL
      """;

  RowOutcome write(Connection connection, UUID key, User user) throws SQLException {
    if (user.getVersion() < 1) {
      // The answer to a command about somebody who was never registered.
      return RowOutcome.ALREADY_STORED;
    }
    Upsert.tenant(connection, user.getTenant());
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      upsert.setObject(1, key);
      upsert.setString(2, user.getTenant());
      upsert.setString(3, user.getTimeZone());
      upsert.setObject(4, user.getBirthYear(), Types.INTEGER);
      upsert.setString(5, user.getSex());
      upsert.setInt(6, user.getVersion());
      upsert.setObject(7, user.getChangedAt().atOffset(ZoneOffset.UTC));
      upsert.setObject(8, user.getChangedAt().atOffset(ZoneOffset.UTC));
      RowOutcome outcome = Upsert.run(upsert);
      if (!outcome.equals(RowOutcome.ALREADY_STORED)) {
        Identifiers.OF_USERS.write(
            connection, key, user.getIdentifiers(), outcome, user.getChangedAt());
        ConditionRows.write(connection, key, user.getConditions(), user.getChangedAt());
      }
      return outcome;
    }
  }
}
