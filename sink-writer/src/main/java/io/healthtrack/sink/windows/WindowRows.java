package io.healthtrack.sink.windows;

import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowLength;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** {@code health.metric_windows}: windows computed from the table. */
final class WindowRows {

  /** An unchanged window keeps its row and its revision; one of the stream's becomes ours. */
  private static final String UPSERT =
      """
      INSERT INTO health.metric_windows AS w
        (user_id, metric_type, window_minutes, window_start, readings, limited, sum, m2, min, max,
         first_value, first_at, last_value, last_at, histogram, revision, origin, computed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'table', now())
      ON CONFLICT (user_id, metric_type, window_minutes, window_start) DO UPDATE SET
        readings = excluded.readings, limited = excluded.limited, sum = excluded.sum,
        m2 = excluded.m2, min = excluded.min, max = excluded.max,
        first_value = excluded.first_value, first_at = excluded.first_at,
        last_value = excluded.last_value, last_at = excluded.last_at,
        histogram = excluded.histogram, revision = w.revision + 1, origin = 'table',
        computed_at = excluded.computed_at
      WHERE (w.readings, w.limited, w.sum, w.m2, w.min, w.max, w.first_value, w.first_at,
             w.last_value, w.last_at, w.histogram, w.origin)
        IS DISTINCT FROM
            (excluded.readings, excluded.limited, excluded.sum, excluded.m2, excluded.min,
             excluded.max, excluded.first_value, excluded.first_at, excluded.last_value,
             excluded.last_at, excluded.histogram, excluded.origin)
      """;

  private static final String FIND =
      """
      SELECT q.position, w.window_minutes, w.window_start
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[])
        WITH ORDINALITY AS q (user_id, metric_type, hour, position)
      CROSS JOIN LATERAL (
        SELECT m.window_minutes, m.window_start FROM health.metric_windows m
        WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type
          AND m.window_minutes IN (1, 5, 60)
          AND m.window_start >= q.hour AND m.window_start < q.hour + interval '1 hour'
        OFFSET 0) w
      """;

  private static final String DELETE =
      """
      DELETE FROM health.metric_windows
      WHERE user_id = ? AND metric_type = ? AND window_minutes = ? AND window_start = ?
      """;

  private WindowRows() {}

  /** Says which windows there are. */
  interface Found {

    void window(Hour hour, int minutes, long start);
  }

  static void find(Connection connection, List<Hour> hours, Found found) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      HourArrays.bind(connection, find, hours);
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          found.window(
              hours.get(rows.getInt(1) - 1),
              rows.getInt(2),
              EventTime.micros(rows.getObject(3, OffsetDateTime.class).toInstant()));
        }
      }
    }
  }

  static void upsert(Connection connection, List<Window> windows) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (Window window : windows) {
        bindKey(upsert, window.hour(), window.length().minutes(), window.start());
        bind(connection, upsert, window.length(), window.aggregate());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  static void delete(Connection connection, List<Key> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      for (Key key : keys) {
        bindKey(delete, key.hour(), key.minutes(), key.start());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  /** Which row of the table. */
  record Key(Hour hour, int minutes, long start) {}

  private static void bindKey(PreparedStatement statement, Hour hour, int minutes, long start)
      throws SQLException {
    statement.setObject(1, hour.userId());
    statement.setShort(2, hour.metricType());
    statement.setInt(3, minutes);
    statement.setObject(4, time(start));
  }

  private static void bind(
      Connection connection,
      PreparedStatement upsert,
      WindowLength length,
      WindowAggregate aggregate)
      throws SQLException {
    upsert.setInt(5, aggregate.readings());
    upsert.setInt(6, aggregate.limited());
    upsert.setDouble(7, aggregate.sum());
    upsert.setDouble(8, aggregate.m2());
    if (aggregate.readings() > 0) {
      WindowAggregate.Point first = aggregate.first().orElseThrow();
      WindowAggregate.Point last = aggregate.last().orElseThrow();
      upsert.setDouble(9, aggregate.min());
      upsert.setDouble(10, aggregate.max());
      upsert.setDouble(11, first.value());
      upsert.setObject(12, time(first.measuredAt()));
      upsert.setDouble(13, last.value());
      upsert.setObject(14, time(last.measuredAt()));
    } else {
      for (int column : new int[] {9, 10, 11, 13}) {
        upsert.setNull(column, Types.DOUBLE);
      }
      upsert.setNull(12, Types.TIMESTAMP_WITH_TIMEZONE);
      upsert.setNull(14, Types.TIMESTAMP_WITH_TIMEZONE);
    }
    if (length.storesHistogram()) {
      Object[] counts = Arrays.stream(aggregate.histogram().counts()).boxed().toArray();
      upsert.setArray(15, connection.createArrayOf("int4", counts));
    } else {
      upsert.setNull(15, Types.ARRAY);
    }
  }

  private static OffsetDateTime time(long micros) {
    return EventTime.instant(micros).atOffset(ZoneOffset.UTC);
  }
}
