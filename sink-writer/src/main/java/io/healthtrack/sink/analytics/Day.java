package io.healthtrack.sink.analytics;

import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.sink.windows.Hour;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * A UTC day of one person and metric.
 *
 * @param number days since 1970
 */
record Day(UUID userId, short metricType, long number) {

  private static final long MICROS = 86_400L * EventTime.MICROS_PER_SECOND;

  /** The days of some hours, each once. */
  static List<Day> of(Collection<Hour> hours) {
    return hours.stream()
        .map(hour -> new Day(hour.userId(), hour.metricType(), Math.floorDiv(hour.start(), MICROS)))
        .distinct()
        .toList();
  }

  /** Sets the first three parameters to arrays of users, metrics and dates, side by side. */
  static void bind(Connection connection, PreparedStatement statement, Collection<Day> days)
      throws SQLException {
    statement.setArray(1, array(connection, "uuid", days.stream().map(Day::userId).toArray()));
    statement.setArray(2, array(connection, "int2", days.stream().map(Day::metricType).toArray()));
    statement.setArray(
        3, array(connection, "date", days.stream().map(day -> day.date().toString()).toArray()));
  }

  LocalDate date() {
    return LocalDate.ofEpochDay(number);
  }

  private static Array array(Connection connection, String type, Object[] elements)
      throws SQLException {
    return connection.createArrayOf(type, elements);
  }
}
