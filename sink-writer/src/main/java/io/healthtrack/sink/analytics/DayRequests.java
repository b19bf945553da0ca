package io.healthtrack.sink.analytics;

import io.healthtrack.sink.windows.Hour;
import io.healthtrack.sink.windows.HoursRepaired;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Asks for days to be added up by {@link DailyFollowUp}, in the transaction that changes their
 * hours: one row however many days, so that asking costs next to nothing.
 */
public final class DayRequests implements HoursRepaired {

  private static final String ASK =
      "INSERT INTO ops.day_requests (user_ids, metric_types, days) VALUES (?, ?, ?::date[])";

  private static final String TAKE =
      """
      DELETE FROM ops.day_requests
      WHERE request_id IN (SELECT request_id FROM ops.day_requests ORDER BY request_id LIMIT ?)
      RETURNING user_ids, metric_types, days
      """;

  /** Asks for the days of hours that changed. */
  public DayRequests() {}

  @Override
  public void repaired(Connection connection, List<Hour> hours) throws SQLException {
    ask(connection, Day.of(hours));
  }

  static void ask(Connection connection, Collection<Day> days) throws SQLException {
    if (days.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(ASK)) {
      Day.bind(connection, insert, days);
      insert.executeUpdate();
    }
  }

  /** Takes the oldest requests, each day once. */
  static Set<Day> take(Connection connection, int requests) throws SQLException {
    Set<Day> taken = new LinkedHashSet<>();
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setInt(1, requests);
      try (ResultSet rows = take.executeQuery()) {
        while (rows.next()) {
          UUID[] users = (UUID[]) rows.getArray(1).getArray();
          Short[] metrics = (Short[]) rows.getArray(2).getArray();
          java.sql.Date[] days = (java.sql.Date[]) rows.getArray(3).getArray();
          for (int i = 0; i < users.length; i++) {
            LocalDate day = days[i].toLocalDate();
            taken.add(new Day(users[i], metrics[i], day.toEpochDay()));
          }
        }
      }
    }
    return taken;
  }
}
