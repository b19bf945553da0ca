package io.healthtrack.sink.readings;

import io.healthtrack.schemas.time.EventTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;

/** The newest reading of each series a batch touched, for {@code health.latest_metrics}. */
final class LatestMetrics {

  // An interval is multiplied in floating point, which is exact for seconds and microseconds apart,
  // and would not be for microseconds before the year 1684.
  private static final String UPSERT =
      """
      INSERT INTO health.latest_metrics AS l
        (user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id,
         comparator)
      SELECT user_id, metric_type,
             timestamptz 'epoch' + measured / 1000000 * interval '1 second'
               + measured % 1000000 * interval '1 microsecond',
             value,
             timestamptz 'epoch' + received / 1000000 * interval '1 second'
               + received % 1000000 * interval '1 microsecond',
             metric_id, device_id, comparator
      FROM unnest(?::uuid[], ?::smallint[], ?::bigint[], ?::double precision[], ?::bigint[],
                  ?::uuid[], ?::uuid[], ?::text[])
        AS n (user_id, metric_type, measured, value, received, metric_id, device_id, comparator)
      ON CONFLICT (user_id, metric_type) DO UPDATE SET
        measured_at = excluded.measured_at, metric_value = excluded.metric_value,
        received_at = excluded.received_at, metric_id = excluded.metric_id,
        device_id = excluded.device_id, comparator = excluded.comparator
        WHERE l.measured_at <= excluded.measured_at
      """;

  private static final String FORGET =
      "DELETE FROM health.latest_metrics WHERE user_id = ? AND metric_type = ?";

  private static final String FIND =
      """
      INSERT INTO health.latest_metrics
        (user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id,
         comparator)
      SELECT user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id,
             comparator
      FROM health.health_metrics
      WHERE user_id = ? AND metric_type = ? AND statistic IS NULL
        AND status IS DISTINCT FROM 'entered-in-error'
      ORDER BY measured_at DESC
      LIMIT 1
      """;

  private record Series(UUID userId, short metricType) {}

  private final Map<Series, ReadingRow> newest = new HashMap<>();
  private final Set<Series> changed = new LinkedHashSet<>();

  /** Rows that are in the table now, sorted by the key. */
  void add(List<ReadingRow> rows) {
    ReadingRow candidate = null;
    for (ReadingRow row : rows) {
      if (candidate != null && !candidate.sameSeries(row)) {
        offer(candidate);
        candidate = null;
      }
      if (row.mayBeLatest()) {
        candidate = row;
      }
    }
    if (candidate != null) {
      offer(candidate);
    }
  }

  /** A series in which a row was replaced: its latest may be the one that is gone. */
  void changed(UUID userId, short metricType) {
    changed.add(new Series(userId, metricType));
  }

  void write(Connection connection) throws SQLException {
    if (!newest.isEmpty()) {
      upsert(connection);
    }
    for (Series series : changed) {
      run(connection, FORGET, series);
      run(connection, FIND, series);
    }
  }

  private void offer(ReadingRow row) {
    newest.merge(
        new Series(row.userId(), row.metricType()),
        row,
        (a, b) -> a.measuredAt() > b.measuredAt() ? a : b);
  }

  private void upsert(Connection connection) throws SQLException {
    List<ReadingRow> rows = new ArrayList<>(newest.values());
    rows.sort(ReadingRow.BY_KEY);
    int size = rows.size();
    UUID[] users = new UUID[size];
    short[] metrics = new short[size];
    long[] measured = new long[size];
    double[] values = new double[size];
    long[] received = new long[size];
    UUID[] ids = new UUID[size];
    UUID[] devices = new UUID[size];
    String[] comparators = new String[size];
    for (int i = 0; i < size; i++) {
      ReadingRow row = rows.get(i);
      users[i] = row.userId();
      metrics[i] = row.metricType();
      measured[i] = row.measuredAt();
      values[i] = row.reading().getValue();
      received[i] = EventTime.micros(row.reading().getReceivedAt());
      ids[i] = row.metricId();
      devices[i] = row.reading().getDeviceId();
      comparators[i] = row.reading().getComparator();
    }
    // Arrays of primitives travel in binary: times as text took longer to write and to read than
    // the rows themselves.
    PGConnection arrays = connection.unwrap(PGConnection.class);
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      upsert.setArray(1, connection.createArrayOf("uuid", users));
      upsert.setArray(2, arrays.createArrayOf("int2", metrics));
      upsert.setArray(3, arrays.createArrayOf("int8", measured));
      upsert.setArray(4, arrays.createArrayOf("float8", values));
      upsert.setArray(5, arrays.createArrayOf("int8", received));
      upsert.setArray(6, connection.createArrayOf("uuid", ids));
      upsert.setArray(7, connection.createArrayOf("uuid", devices));
      upsert.setArray(8, connection.createArrayOf("text", comparators));
      upsert.executeUpdate();
    }
  }

  private static void run(Connection connection, String statement, Series series)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      prepared.setObject(1, series.userId());
      prepared.setShort(2, series.metricType());
      prepared.executeUpdate();
    }
  }
}
