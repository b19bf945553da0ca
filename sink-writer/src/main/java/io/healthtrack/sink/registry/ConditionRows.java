package io.healthtrack.sink.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The health conditions of a person, as the newest version of the entry has them. */
final class ConditionRows {

  private static final String END =
      "DELETE FROM health.user_conditions WHERE user_id = ? AND condition <> ALL (?)";

  private static final String BEGIN =
      """
      INSERT INTO health.user_conditions (user_id, condition, known_since)
      SELECT DISTINCT ?::uuid, told.condition, ?::timestamptz
      FROM unnest(?::text[]) AS told (condition)
      ON CONFLICT DO NOTHING
      """;

  private ConditionRows() {}

  /**
   * Takes away what is not told any more and adds what is new; the rest keeps its time.
   *
   * @param changedAt when the registry took the change
   */
  static void write(Connection connection, UUID user, List<String> conditions, Instant changedAt)
      throws SQLException {
    Object[] told = conditions.toArray();
    try (PreparedStatement end = connection.prepareStatement(END)) {
      end.setObject(1, user);
      end.setArray(2, connection.createArrayOf("text", told));
      end.executeUpdate();
    }
    if (told.length > 0) {
      try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
        begin.setObject(1, user);
        begin.setObject(2, changedAt.atOffset(ZoneOffset.UTC));
        begin.setArray(3, connection.createArrayOf("text", told));
        begin.executeUpdate();
      }
    }
  }
}
