package io.healthtrack.local.replaying;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which quarantined records are meant; {@code null} leaves a condition out.
 *
 * @param reason why they were refused last
 * @param since refused then or later
 * @param until refused before
 * @param user whose they are: a UUID, or system|value
 * @param metric of which metric
 * @param again whether those are meant too that were sent again and not refused since
 */
public record Selection(
    String reason, Instant since, Instant until, String user, String metric, boolean again) {

  /** The condition, over {@code ops.quarantine_states} as {@code s}. */
  String condition() {
    StringBuilder condition = new StringBuilder(again ? "TRUE" : "s.state <> 'replayed'");
    add(condition, reason, "s.reason = ?");
    add(condition, since, "s.quarantined_at >= ?");
    add(condition, until, "s.quarantined_at < ?");
    add(condition, metric, "s.metric = ?");
    add(condition, user, "s.user_id = ANY (?)");
    return condition.toString();
  }

  /** Sets the condition's parameters; the number of the next one. */
  int bind(Connection connection, PreparedStatement statement) throws SQLException {
    int next = 1;
    if (reason != null) {
      statement.setString(next++, reason);
    }
    if (since != null) {
      statement.setObject(next++, since.atOffset(ZoneOffset.UTC));
    }
    if (until != null) {
      statement.setObject(next++, until.atOffset(ZoneOffset.UTC));
    }
    if (metric != null) {
      statement.setString(next++, metric);
    }
    if (user != null) {
      statement.setArray(next++, connection.createArrayOf("uuid", people(connection).toArray()));
    }
    return next;
  }

  private List<UUID> people(Connection connection) throws SQLException {
    int bar = user.indexOf('|');
    if (bar < 0) {
      return List.of(UUID.fromString(user));
    }
    List<UUID> people = new ArrayList<>();
    try (PreparedStatement find = connection.prepareStatement("SELECT ops.people_named(?, ?)")) {
      find.setString(1, user.substring(0, bar));
      find.setString(2, user.substring(bar + 1));
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          people.add(row.getObject(1, UUID.class));
        }
      }
    }
    return people;
  }

  private static void add(StringBuilder condition, Object given, String text) {
    if (given != null) {
      condition.append(" AND ").append(text);
    }
  }
}
