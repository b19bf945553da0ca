package io.healthtrack.sink.windows;

import io.healthtrack.schemas.time.EventTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Hours as three arrays, the first three parameters of a statement. */
final class HourArrays {

  private HourArrays() {}

  static void bind(Connection connection, PreparedStatement statement, List<Hour> hours)
      throws SQLException {
    statement.setArray(
        1, connection.createArrayOf("uuid", hours.stream().map(Hour::userId).toArray()));
    statement.setArray(
        2, connection.createArrayOf("int2", hours.stream().map(Hour::metricType).toArray()));
    statement.setArray(
        3,
        connection.createArrayOf(
            "timestamptz",
            hours.stream().map(hour -> EventTime.instant(hour.start()).toString()).toArray()));
  }
}
