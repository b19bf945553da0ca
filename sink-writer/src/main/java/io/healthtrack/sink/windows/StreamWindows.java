package io.healthtrack.sink.windows;

import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.sink.windows.WindowsLane.Told;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code health.metric_windows} as the stream tells of them. */
final class StreamWindows {

  private static final String UPSERT =
      """
      INSERT INTO health.metric_windows AS w
        (user_id, metric_type, window_minutes, window_start, readings, limited, sum, m2, min, max,
         first_value, first_at, last_value, last_at, histogram, revision, origin, computed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'stream', ?)
      ON CONFLICT (user_id, metric_type, window_minutes, window_start) DO UPDATE SET
        readings = excluded.readings, limited = excluded.limited, sum = excluded.sum,
        m2 = excluded.m2, min = excluded.min, max = excluded.max,
        first_value = excluded.first_value, first_at = excluded.first_at,
        last_value = excluded.last_value, last_at = excluded.last_at,
        histogram = excluded.histogram, revision = excluded.revision, origin = 'stream',
        computed_at = excluded.computed_at
      WHERE w.revision < excluded.revision AND w.origin = 'stream'
      """;

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

  /** Writes windows, each once; which of them are news. */
  static boolean[] upsert(Connection connection, List<Told> windows) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (Told told : windows) {
        bind(connection, upsert, told);
        upsert.addBatch();
      }
      int[] counts = upsert.executeBatch();
      boolean[] written = new boolean[counts.length];
      for (int i = 0; i < counts.length; i++) {
        // Statements that were sent as one do not tell how many rows were of which.
        written[i] = counts[i] != 0;
      }
      return written;
    }
  }

  private static void bind(Connection connection, PreparedStatement upsert, Told told)
      throws SQLException {
    ReadingWindow window = told.window();
    upsert.setObject(1, told.hour().userId());
    upsert.setShort(2, told.hour().metricType());
    upsert.setInt(3, told.length().minutes());
    upsert.setObject(4, time(window.getWindowStart()));
    upsert.setInt(5, window.getReadings());
    upsert.setInt(6, window.getLimited());
    upsert.setDouble(7, window.getSum());
    upsert.setDouble(8, window.getM2());
    number(upsert, 9, window.getMin());
    number(upsert, 10, window.getMax());
    number(upsert, 11, window.getFirstValue());
    upsert.setObject(12, time(window.getFirstAt()), Types.TIMESTAMP_WITH_TIMEZONE);
    number(upsert, 13, window.getLastValue());
    upsert.setObject(14, time(window.getLastAt()), Types.TIMESTAMP_WITH_TIMEZONE);
    if (told.length().storesHistogram()) {
      upsert.setArray(15, connection.createArrayOf("int4", window.getHistogram().toArray()));
    } else {
      upsert.setNull(15, Types.ARRAY);
    }
    upsert.setInt(16, window.getRevision());
    upsert.setObject(17, time(window.getComputedAt()));
  }

  private static void number(PreparedStatement upsert, int parameter, Double number)
      throws SQLException {
    upsert.setObject(parameter, number, Types.DOUBLE);
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
