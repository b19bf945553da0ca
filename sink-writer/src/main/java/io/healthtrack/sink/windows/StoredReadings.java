package io.healthtrack.sink.windows;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.windows.HourWindows;
import io.healthtrack.schemas.windows.RunningTotal;
import io.healthtrack.schemas.windows.RunningTotals;
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
   * read that reach into the hour from before, and of each counter the total before the hour and
   * the one after it: the differences from them reach into the hour.
   */
  private static final String SELECT =
      """
      SELECT q.position, h.metric_id, h.device_id,
             round(date_part('epoch', h.measured_at) * 1e6)::bigint,
             round(date_part('epoch', h.end_at) * 1e6)::bigint,
             h.metric_value, h.comparator, h.status, h.statistic
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[], ?::integer[], ?::integer[])
        WITH ORDINALITY AS q (user_id, metric_type, hour, reach, reach_of_totals, position)
      CROSS JOIN LATERAL (
        (SELECT m.measured_at, m.end_at, m.metric_id, m.device_id, m.metric_value, m.comparator,
                m.status, m.statistic
         FROM health.health_metrics m
         WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type
           AND m.measured_at >= q.hour - q.reach * interval '1 second'
           AND m.measured_at < q.hour + interval '1 hour'
           AND (m.measured_at >= q.hour OR m.end_at > q.hour)
         OFFSET 0)
        UNION ALL
        (SELECT DISTINCT ON (m.device_id) m.measured_at, m.end_at, m.metric_id, m.device_id,
                m.metric_value, m.comparator, m.status, m.statistic
         FROM health.health_metrics m
         WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type
           AND m.measured_at >= q.hour - q.reach_of_totals * interval '1 second'
           AND m.measured_at < q.hour AND q.reach_of_totals > 0
           AND m.statistic = 'running-total' AND m.device_id IS NOT NULL
           AND m.status IS DISTINCT FROM 'entered-in-error' AND m.comparator IS NULL
         ORDER BY m.device_id, m.measured_at DESC, m.metric_value DESC, m.metric_id)
        UNION ALL
        (SELECT DISTINCT ON (m.device_id) m.measured_at, m.end_at, m.metric_id, m.device_id,
                m.metric_value, m.comparator, m.status, m.statistic
         FROM health.health_metrics m
         WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type
           AND m.measured_at >= q.hour + interval '1 hour' AND q.reach_of_totals > 0
           AND m.measured_at < q.hour + interval '1 hour' + q.reach_of_totals * interval '1 second'
           AND m.statistic = 'running-total' AND m.device_id IS NOT NULL
           AND m.status IS DISTINCT FROM 'entered-in-error' AND m.comparator IS NULL
         ORDER BY m.device_id, m.measured_at, m.metric_value DESC, m.metric_id)) h
      """;

  private StoredReadings() {}

  /** The windows of hours that have readings. */
  static List<Window> fold(Connection connection, MetricCatalogue catalogue, List<Hour> hours)
      throws SQLException {
    List<OpenHour> open = new ArrayList<>();
    List<Long> reach = new ArrayList<>();
    List<Long> reachOfTotals = new ArrayList<>();
    for (Hour hour : hours) {
      Metric metric = catalogue.byId(hour.metricType()).orElseThrow();
      open.add(OpenHour.of(metric, hour.start()));
      long longest = WindowReading.LONGEST.toSeconds();
      reach.add(WindowReading.amounts(metric) ? longest : 0);
      reachOfTotals.add(RunningTotal.isPossible(metric) ? longest : 0);
    }
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      HourArrays.bind(connection, select, hours);
      select.setArray(4, connection.createArrayOf("int4", reach.toArray()));
      select.setArray(5, connection.createArrayOf("int4", reachOfTotals.toArray()));
      select.setFetchSize(FETCH);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          open.get(rows.getInt(1) - 1).add(rows);
        }
      }
    }
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      Hour hour = hours.get(i);
      open.get(i)
          .close()
          .forEach(
              (length, start, aggregate) ->
                  windows.add(new Window(hour, length, start, aggregate)));
    }
    return windows;
  }

  /** An hour whose readings are being read. */
  private record OpenHour(Metric metric, HourWindows windows, RunningTotals totals) {

    static OpenHour of(Metric metric, long start) {
      return new OpenHour(metric, new HourWindows(metric, start), new RunningTotals(metric));
    }

    void add(ResultSet row) throws SQLException {
      String status = row.getString(8);
      String statistic = row.getString(9);
      if (WindowAggregate.takes(status, statistic)) {
        windows.add(reading(row));
      } else if (statistic != null) {
        WindowReading reading = reading(row);
        if (RunningTotal.takes(
            metric, status, statistic, reading.comparator(), reading.deviceId())) {
          totals.add(
              new RunningTotal(
                  reading.readingId(), reading.deviceId(), reading.measuredAt(), reading.value()));
        }
      }
    }

    HourWindows close() {
      totals.forEachAmount(windows::add);
      return windows;
    }
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
