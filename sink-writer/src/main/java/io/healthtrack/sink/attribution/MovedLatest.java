package io.healthtrack.sink.attribution;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Finds the newest readings of everybody in a batch anew. A lane that writes one at the same time
 * waits for the row and then leaves the newer of both.
 */
final class MovedLatest {

  private static final String SERIES =
      """
      (SELECT DISTINCT whose.user_id, r.metric_type
       FROM reattributing r CROSS JOIN LATERAL
         (VALUES (r.user_id), (CASE WHEN r.fate <> 'elsewhere' THEN r.wearer END)) AS whose (user_id)
       WHERE whose.user_id IS NOT NULL ORDER BY 1, 2) s
      """;

  private static final String FORGET =
      "DELETE FROM health.latest_metrics l USING "
          + SERIES
          + " WHERE (l.user_id, l.metric_type) = (s.user_id, s.metric_type)";

  private static final String FIND =
      """
      INSERT INTO health.latest_metrics AS l
        (user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id,
         comparator)
      SELECT s.user_id, s.metric_type, n.measured_at, n.metric_value, n.received_at, n.metric_id,
             n.device_id, n.comparator
      FROM
      """
          + SERIES
          + """
            CROSS JOIN LATERAL (
              SELECT h.* FROM health.health_metrics h
              WHERE h.user_id = s.user_id AND h.metric_type = s.metric_type
                AND h.statistic IS NULL AND h.status IS DISTINCT FROM 'entered-in-error'
              ORDER BY h.measured_at DESC LIMIT 1) n
            ON CONFLICT (user_id, metric_type) DO UPDATE SET
              measured_at = excluded.measured_at, metric_value = excluded.metric_value,
              received_at = excluded.received_at, metric_id = excluded.metric_id,
              device_id = excluded.device_id, comparator = excluded.comparator
              WHERE l.measured_at <= excluded.measured_at
            """;

  private MovedLatest() {}

  static void refresh(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(FORGET);
      statement.executeUpdate(FIND);
    }
  }
}
