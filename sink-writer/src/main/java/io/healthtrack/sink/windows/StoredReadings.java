package io.healthtrack.sink.windows;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.windows.HourWindows;
import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowReading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Folds the readings stored of some hours into windows, by a cursor. */
final class StoredReadings {

  private static final int FETCH = 5_000;

  /**
   * Times as a double are exact to the microsecond until the year 2255. Of amounts also those are
   * read that reach into the hour from before.
   */
  private static final String SELECT =
      """
      SELECT q.position, h.metric_id, h.device_id,
             round(date_part('epoch', h.measured_at) * 1e6)::bigint,
             round(date_part('epoch', h.end_at) * 1e6)::bigint,
             h.metric_value, h.comparator, h.status, h.statistic
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[], ?::integer[])
        WITH ORDINALITY AS q (user_id, metric_type, hour, reach, position)
      CROSS JOIN LATERAL (
        SELECT m.measured_at, m.end_at, m.metric_id, m.device_id, m.metric_value, m.comparator,
               m.status, m.statistic
        FROM health.health_metrics m
        WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type
          AND m.measured_at >= q.hour - q.reach * interval '1 second'
          AND m.measured_at < q.hour + interval '1 hour'
          AND (m.measured_at >= q.hour OR m.end_at > q.hour)
        OFFSET 0) h
      """;

  private StoredReadings() {}

  /** The windows of hours that have readings. */
  static List<Window> fold(Connection connection, MetricCatalogue catalogue, List<Hour> hours)
      throws SQLException {
    List<HourWindows> open = new ArrayList<>();
    List<Long> reach = new ArrayList<>();
    for (Hour hour : hours) {
      Metric metric = catalogue.byId(hour.metricType()).orElseThrow();
      open.add(new HourWindows(metric, hour.start()));
      reach.add(WindowReading.amounts(metric) ? WindowReading.LONGEST.toSeconds() : 0);
    }
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      HourArrays.bind(connection, select, hours);
      select.setArray(4, connection.createArrayOf("int4", reach.toArray()));
      select.setFetchSize(FETCH);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (WindowAggregate.takes(rows.getString(8), rows.getString(9))) {
            open.get(rows.getInt(1) - 1).add(reading(rows));
          }
        }
      }
    }
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      Hour hour = hours.get(i);
      open.get(i)
          .forEach(
              (length, start, aggregate) ->
                  windows.add(new Window(hour, length, start, aggregate)));
    }
    return windows;
  }

  private static WindowReading reading(ResultSet row) throws SQLException {
    return new WindowReading(
        row.getObject(2, UUID.class),
        row.getObject(3, UUID.class),
        row.getLong(4),
        row.getObject(5, Long.class),
        row.getDouble(6),
        row.getString(7));
  }
}
