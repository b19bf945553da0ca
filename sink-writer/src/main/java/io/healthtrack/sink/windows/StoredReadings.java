package io.healthtrack.sink.windows;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowLength;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Folds the readings stored of some hours into windows, by a cursor. */
final class StoredReadings {

  private static final int FETCH = 5_000;

  /** Times as a double are exact to the microsecond until the year 2255. */
  private static final String SELECT =
      """
      SELECT q.position, round(date_part('epoch', h.measured_at) * 1e6)::bigint, h.metric_id,
             h.metric_value, h.comparator, h.status, h.statistic
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[])
        WITH ORDINALITY AS q (user_id, metric_type, hour, position)
      CROSS JOIN LATERAL (
        SELECT m.measured_at, m.metric_id, m.metric_value, m.comparator, m.status, m.statistic
        FROM health.health_metrics m
        WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type
          AND m.measured_at >= q.hour AND m.measured_at < q.hour + interval '1 hour'
        OFFSET 0) h
      """;

  private StoredReadings() {}

  /**
   * The windows of hours that have readings.
   *
   * @param lengths which lengths are wanted of each hour
   */
  static List<Window> fold(
      Connection connection,
      MetricCatalogue catalogue,
      List<Hour> hours,
      List<Set<WindowLength>> lengths)
      throws SQLException {
    List<Map<WindowLength, Map<Long, WindowAggregate>>> open = new ArrayList<>();
    hours.forEach(hour -> open.add(new TreeMap<>()));
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      HourArrays.bind(connection, select, hours);
      select.setFetchSize(FETCH);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (!WindowAggregate.takes(rows.getString(6), rows.getString(7))) {
            continue;
          }
          int position = rows.getInt(1) - 1;
          Metric metric = catalogue.byId(hours.get(position).metricType()).orElse(null);
          if (metric == null) {
            continue;
          }
          long measuredAt = rows.getLong(2);
          UUID id = rows.getObject(3, UUID.class);
          double value = rows.getDouble(4);
          String comparator = rows.getString(5);
          for (WindowLength length : lengths.get(position)) {
            open.get(position)
                .computeIfAbsent(length, any -> new TreeMap<>())
                .computeIfAbsent(
                    length.start(measuredAt), start -> new WindowAggregate(metric.bins()))
                .add(measuredAt, id, value, comparator);
          }
        }
      }
    }
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      Hour hour = hours.get(i);
      open.get(i)
          .forEach(
              (length, starts) ->
                  starts.forEach(
                      (start, aggregate) ->
                          windows.add(new Window(hour, length, start, aggregate))));
    }
    return windows;
  }
}
