package io.healthtrack.sink.windows;

import io.healthtrack.schemas.time.EventTime;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * {@code ops.repair_queue}: hours to recompute, oldest request first.
 *
 * <p>Hours are read without locks, so that the ingest path, which queues them, never waits for a
 * repair. An hour asked for again meanwhile has another number of requests, or is locked by the one
 * who asks; either way it stays.
 */
final class HourQueue {

  /** An hour, and how often it had been asked for when it was read. */
  record Request(Hour hour, int requests) {}

  private static final String FIND_BATCH =
      """
      SELECT 1 FROM ops.batches WHERE lane = 'readings' AND rolled_up_at IS NULL LIMIT 1
      """;

  private static final String TAKE_BATCHES =
      """
      WITH taken AS (
        UPDATE ops.batches SET rolled_up_at = now()
        WHERE batch_id IN (
          SELECT batch_id FROM ops.batches WHERE lane = 'readings' AND rolled_up_at IS NULL
          ORDER BY batch_id LIMIT ? FOR UPDATE SKIP LOCKED)
        RETURNING user_ids, measured_from, measured_until
      )
      """;

  /** One range may span years: only hours that have readings are queued. */
  private static final String HOURS_OF_BATCHES =
      TAKE_BATCHES
          + """
          INSERT INTO ops.repair_queue (user_id, metric_type, window_start)
          SELECT DISTINCT h.user_id, h.metric_type, touched.hour
          FROM taken t
          CROSS JOIN LATERAL unnest(t.user_ids, t.measured_from, t.measured_until)
            AS r (user_id, since, until)
          CROSS JOIN LATERAL (
            SELECT m.user_id, m.metric_type, m.measured_at, m.end_at, m.device_id, m.statistic
            FROM health.health_metrics m
            WHERE m.user_id = r.user_id AND m.measured_at >= r.since AND m.measured_at <= r.until
            OFFSET 0) h
          CROSS JOIN LATERAL (
            SELECT t.hour FROM ops.hours_touched(h.measured_at, h.end_at) AS t (hour)
            UNION ALL
            SELECT t.hour
            FROM ops.hours_of_total(h.user_id, h.metric_type, h.device_id, h.measured_at) AS t (hour)
            WHERE h.statistic = 'running-total') AS touched (hour)
          """;

  private static final String ONCE =
      """
      ORDER BY 1, 2, 3
      ON CONFLICT (user_id, metric_type, window_start) DO NOTHING
      """;

  private static final String QUEUE_BATCHES = HOURS_OF_BATCHES + ONCE;

  /** Of the other hours the stream tells. */
  private static final String QUEUE_OWN_OF_BATCHES =
      HOURS_OF_BATCHES
          + """
          JOIN ops.table_hours o ON o.user_id = h.user_id AND o.metric_type = h.metric_type
            AND o.window_start = touched.hour
          """
          + ONCE;

  private static final String OWN =
      """
      INSERT INTO ops.table_hours (user_id, metric_type, window_start, computed_at)
      SELECT q.user_id, q.metric_type, q.hour, now()
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[]) AS q (user_id, metric_type, hour)
      ON CONFLICT (user_id, metric_type, window_start) DO NOTHING
      """;

  private static final String NEXT =
      """
      SELECT user_id, metric_type, window_start, requests FROM ops.repair_queue
      ORDER BY queued_at LIMIT ?
      """;

  private static final String REMOVE =
      """
      DELETE FROM ops.repair_queue WHERE (user_id, metric_type, window_start) IN (
        SELECT q.user_id, q.metric_type, q.window_start
        FROM ops.repair_queue q
        JOIN unnest(?::uuid[], ?::smallint[], ?::timestamptz[], ?::integer[])
          AS done (user_id, metric_type, window_start, requests)
          USING (user_id, metric_type, window_start, requests)
        FOR UPDATE OF q SKIP LOCKED)
      """;

  private static final String NOT_ARCHIVED =
      """
      SELECT q.position
      FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[])
        WITH ORDINALITY AS q (user_id, metric_type, hour, position)
      WHERE NOT EXISTS (
        SELECT FROM ops.archives a
        WHERE a.table_name = 'health_metrics' AND a.state = 'stored' AND a.restored_at IS NULL
          AND q.hour < a.until_day::timestamp AT TIME ZONE 'UTC'
          AND (a.from_day IS NULL OR q.hour >= a.from_day::timestamp AT TIME ZONE 'UTC'))
      ORDER BY q.position
      """;

  private HourQueue() {}

  /**
   * Queues hours of some batches; whether there were any batches.
   *
   * @param all every hour that has readings of theirs, not only hours that are the table's
   */
  static boolean queueBatches(Connection connection, int batches, boolean all) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND_BATCH);
        ResultSet found = find.executeQuery()) {
      if (!found.next()) {
        return false;
      }
    }
    try (PreparedStatement queue =
        connection.prepareStatement(all ? QUEUE_BATCHES : QUEUE_OWN_OF_BATCHES)) {
      queue.setInt(1, batches);
      queue.executeUpdate();
      return true;
    }
  }

  /** From now on the stream's words about these hours are not heard. */
  static void own(Connection connection, List<Hour> hours) throws SQLException {
    try (PreparedStatement own = connection.prepareStatement(OWN)) {
      HourArrays.bind(connection, own, hours);
      own.executeUpdate();
    }
  }

  static List<Request> next(Connection connection, int limit) throws SQLException {
    List<Request> requests = new ArrayList<>();
    try (PreparedStatement next = connection.prepareStatement(NEXT)) {
      next.setInt(1, limit);
      try (ResultSet rows = next.executeQuery()) {
        while (rows.next()) {
          requests.add(
              new Request(
                  new Hour(
                      rows.getObject(1, UUID.class),
                      rows.getShort(2),
                      EventTime.micros(rows.getObject(3, OffsetDateTime.class).toInstant())),
                  rows.getInt(4)));
        }
      }
    }
    return requests;
  }

  /** Those whose readings are all in the table, as far as archives tell. */
  static List<Hour> notArchived(Connection connection, List<Hour> hours) throws SQLException {
    List<Hour> present = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(NOT_ARCHIVED)) {
      HourArrays.bind(connection, select, hours);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          present.add(hours.get(rows.getInt(1) - 1));
        }
      }
    }
    return present;
  }

  static void remove(Connection connection, List<Request> done) throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
      HourArrays.bind(connection, remove, done.stream().map(Request::hour).toList());
      Array requests =
          connection.createArrayOf("int4", done.stream().map(Request::requests).toArray());
      remove.setArray(4, requests);
      remove.executeUpdate();
    }
  }
}
