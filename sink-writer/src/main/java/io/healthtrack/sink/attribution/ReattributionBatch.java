package io.healthtrack.sink.attribution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One transaction's worth of readings that are not the person's under whom they are stored. Rows
 * are locked before anything is decided; whatever else may happen to their new places meanwhile
 * ends in a conflict of keys, which counts as having been there already.
 */
final class ReattributionBatch {

  private static final String PREPARE =
      """
      CREATE TEMPORARY TABLE IF NOT EXISTS reattributing
        (LIKE health.health_metrics, wearer uuid, fate text) ON COMMIT DELETE ROWS;
      SET LOCAL enable_seqscan = off
      """;

  private static final String WRONG =
      """
      FROM health.health_metrics h
      LEFT JOIN health.device_assignments w ON w.device_id = h.device_id
        AND w.assigned_from <= h.measured_at
        AND (w.assigned_until IS NULL OR w.assigned_until > h.measured_at)
      WHERE h.user_id = ? AND h.device_id = ? AND h.measured_at >= ? AND h.measured_at < ?
        AND w.user_id IS DISTINCT FROM h.user_id
      """;

  /** Of somebody who is not registered nothing is withdrawn: what is left goes with the erasure. */
  private static final String STAGE =
      "INSERT INTO reattributing SELECT h.*, w.user_id "
          + WRONG
          + """
              AND (w.user_id IS NOT NULL
                   OR ? AND EXISTS (SELECT FROM health.users u WHERE u.user_id = h.user_id))
            LIMIT ? FOR UPDATE OF h
            """;

  private static final String ANY_TO_WITHDRAW =
      "SELECT EXISTS (SELECT " + WRONG + " AND w.user_id IS NULL)";

  /** The same rules as of a reading that arrives again: a correction replaces, a copy adds none. */
  private static final String DECIDE =
      """
      UPDATE reattributing r SET fate = CASE
        WHEN r.wearer IS NULL THEN 'withdrawn'
        WHEN NOT ops.is_here(r.wearer) THEN 'elsewhere'
        ELSE coalesce((
          SELECT CASE
            WHEN (h.metric_value, h.comparator, h.end_at, coalesce(h.sequence, 0), h.device_id, h.status)
              IS NOT DISTINCT FROM
              (r.metric_value, r.comparator, r.end_at, coalesce(r.sequence, 0), r.device_id, r.status)
              THEN 'merged'
            WHEN r.status IS NULL AND h.status IS NULL THEN 'conflict'
            WHEN r.status IS NULL THEN 'merged'
            WHEN h.status IS NULL OR r.received_at >= h.received_at THEN 'replaces'
            ELSE 'merged'
          END
          FROM health.health_metrics h
          WHERE (h.user_id, h.metric_type, h.measured_at, h.metric_id)
            = (r.wearer, r.metric_type, r.measured_at, r.metric_id)), 'moved')
      END
      """;

  private static final String TAKE =
      """
      DELETE FROM health.health_metrics h USING reattributing r
      WHERE (h.user_id, h.metric_type, h.measured_at, h.metric_id)
        = (r.user_id, r.metric_type, r.measured_at, r.metric_id)
      """;

  private static final String REPLACE =
      """
      DELETE FROM health.health_metrics h USING reattributing r
      WHERE r.fate = 'replaces' AND (h.user_id, h.metric_type, h.measured_at, h.metric_id)
        = (r.wearer, r.metric_type, r.measured_at, r.metric_id)
      """;

  private static final String GIVE =
      """
      INSERT INTO health.health_metrics
        (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type,
         offset_minutes, comparator, status, statistic, modality, source, end_at, sequence,
         group_id, sent_value, sent_unit)
      SELECT wearer, metric_id, device_id, measured_at, metric_value, received_at, metric_type,
             offset_minutes, comparator, status, statistic, modality, source, end_at, sequence,
             group_id, sent_value, sent_unit
      FROM reattributing WHERE fate IN ('moved', 'replaces')
      ON CONFLICT DO NOTHING
      """;

  private static final String REPAIR =
      """
      INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
      SELECT DISTINCT whose.user_id, r.metric_type, touched.hour
      FROM reattributing r CROSS JOIN LATERAL
        (VALUES (r.user_id), (CASE WHEN r.fate <> 'elsewhere' THEN r.wearer END)) AS whose (user_id)
      CROSS JOIN LATERAL (
        SELECT t.hour FROM ops.hours_touched(r.measured_at, r.end_at) AS t (hour)
        UNION ALL
        SELECT t.hour
        FROM ops.hours_of_total(whose.user_id, r.metric_type, r.device_id, r.measured_at) AS t (hour)
        WHERE r.statistic = 'running-total') AS touched (hour)
      WHERE whose.user_id IS NOT NULL
      ORDER BY 1, 2, 3
      ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1
      """;

  private static final String BOOK =
      """
      INSERT INTO ops.row_movements (table_name, kind, row_count)
      SELECT 'health_metrics', kind, row_count
      FROM unnest(?::text[], ?::bigint[]) AS b (kind, row_count) WHERE row_count > 0
      """;

  private static final String NOTE =
      """
      UPDATE ops.reattributions SET moved = moved + ?, withdrawn = withdrawn + ?
      WHERE device_id = ? AND user_id = ? AND measured_from = ? AND measured_until = ?
      """;

  private final WithdrawnReadings withdrawn;
  private final int size;

  ReattributionBatch(WithdrawnReadings withdrawn, int size) {
    this.withdrawn = withdrawn;
    this.size = size;
  }

  int size() {
    return size;
  }

  /** Does it, in the caller's transaction; how many rows left the person. */
  int run(Connection connection, Reattribution.Due due) throws SQLException {
    execute(connection, PREPARE);
    int staged = stage(connection, due);
    if (staged == 0) {
      return 0;
    }
    execute(connection, DECIDE);
    int taken = execute(connection, TAKE);
    int replaced = execute(connection, REPLACE);
    int given = execute(connection, GIVE);
    int quarantined = withdrawn.write(connection);
    int merged = taken + replaced - given - quarantined;
    book(connection, given, merged, quarantined);
    execute(connection, REPAIR);
    MovedLatest.refresh(connection);
    note(connection, due, taken - quarantined, quarantined);
    return staged;
  }

  static boolean anyToWithdraw(Connection connection, Reattribution.Due due) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ANY_TO_WITHDRAW)) {
      bind(select, due);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private int stage(Connection connection, Reattribution.Due due) throws SQLException {
    try (PreparedStatement stage = connection.prepareStatement(STAGE)) {
      bind(stage, due);
      stage.setBoolean(5, due.mayWithdraw());
      stage.setInt(6, size);
      return stage.executeUpdate();
    }
  }

  private static void book(Connection connection, long given, long merged, long quarantined)
      throws SQLException {
    try (PreparedStatement book = connection.prepareStatement(BOOK)) {
      book.setArray(
          1,
          connection.createArrayOf("text", new Object[] {"reattributed", "merged", "withdrawn"}));
      book.setArray(2, connection.createArrayOf("int8", new Object[] {given, merged, quarantined}));
      book.executeUpdate();
    }
  }

  private static void note(
      Connection connection, Reattribution.Due due, long moved, long quarantined)
      throws SQLException {
    try (PreparedStatement note = connection.prepareStatement(NOTE)) {
      note.setLong(1, moved);
      note.setLong(2, quarantined);
      note.setObject(3, due.device());
      note.setObject(4, due.user());
      note.setObject(5, due.from());
      note.setObject(6, due.until());
      note.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Reattribution.Due due) throws SQLException {
    statement.setObject(1, due.user());
    statement.setObject(2, due.device());
    statement.setObject(3, due.from());
    statement.setObject(4, due.until());
  }

  private static int execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
