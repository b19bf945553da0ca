package io.healthtrack.sink.windows;

import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.WindowLength;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@code health.metric_windows} as the stream tells of them. */
final class StreamWindows {

  private static final String UPSERT =
      """
      INSERT INTO health.metric_windows AS w (%1$s, origin)
      SELECT %1$s, 'stream' FROM told_windows
      ON CONFLICT (user_id, metric_type, window_minutes, window_start) DO UPDATE SET
        readings = excluded.readings, limited = excluded.limited, sum = excluded.sum,
        m2 = excluded.m2, min = excluded.min, max = excluded.max,
        first_value = excluded.first_value, first_at = excluded.first_at,
        last_value = excluded.last_value, last_at = excluded.last_at,
        histogram = excluded.histogram, revision = excluded.revision,
        computed_at = excluded.computed_at
      WHERE w.revision < excluded.revision AND w.origin = 'stream'
      """
          .formatted(StagedWindows.COLUMNS);

  private static final String SAYING_WHICH =
      UPSERT + "RETURNING w.user_id, w.metric_type, w.window_minutes, w.window_start";

  private static final String OF_THE_TABLE =
      """
      SELECT q.position
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[])
        WITH ORDINALITY AS q (user_id, metric_type, hour, position)
      WHERE EXISTS (
          SELECT FROM ops.table_hours t
          WHERE t.user_id = q.user_id AND t.metric_type = q.metric_type AND t.window_start = q.hour)
        OR EXISTS (
          SELECT FROM ops.repair_queue r
          WHERE r.user_id = q.user_id AND r.metric_type = q.metric_type AND r.window_start = q.hour)
      """;

  private static final String QUEUE =
      """
      INSERT INTO ops.repair_queue AS r (user_id, metric_type, window_start)
      SELECT DISTINCT q.user_id, q.metric_type, q.hour
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[]) AS q (user_id, metric_type, hour)
      ORDER BY 1, 2, 3
      ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = r.requests + 1
      """;

  private StreamWindows() {}

  /** Those of some hours of which the stream is not heard. */
  static Set<Hour> ofTheTable(Connection connection, List<Hour> hours) throws SQLException {
    Set<Hour> found = new HashSet<>();
    if (hours.isEmpty()) {
      return found;
    }
    try (PreparedStatement select = connection.prepareStatement(OF_THE_TABLE)) {
      HourArrays.bind(connection, select, hours);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(hours.get(rows.getInt(1) - 1));
        }
      }
    }
    return found;
  }

  /** Asks for hours to be computed from the readings stored. */
  static void queue(Connection connection, Collection<Hour> hours) throws SQLException {
    if (hours.isEmpty()) {
      return;
    }
    try (PreparedStatement queue = connection.prepareStatement(QUEUE)) {
      HourArrays.bind(connection, queue, List.copyOf(hours));
      queue.executeUpdate();
    }
  }

  /** Writes the windows that are staged, each once; how many of them are news. */
  static int upsert(Connection connection) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      return upsert.executeUpdate();
    }
  }

  /** Writes the windows that are staged, each once; which of them are news. */
  static Set<WindowRows.Key> upsertAndTell(Connection connection) throws SQLException {
    Set<WindowRows.Key> news = new HashSet<>();
    try (PreparedStatement upsert = connection.prepareStatement(SAYING_WHICH);
        ResultSet rows = upsert.executeQuery()) {
      while (rows.next()) {
        long start = EventTime.micros(rows.getObject(4, OffsetDateTime.class).toInstant());
        Hour hour =
            new Hour(
                rows.getObject(1, UUID.class), rows.getShort(2), WindowLength.HOUR.start(start));
        news.add(new WindowRows.Key(hour, rows.getInt(3), start));
      }
    }
    return news;
  }
}
