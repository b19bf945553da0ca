package io.healthtrack.sink.alerts;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.sink.rows.RowOutcome;
import io.healthtrack.sink.rows.RowWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Writes every event once, though a change of severity travels in two topics, and keeps the episode
 * as its highest revision left it, though topics are read in any order.
 */
public final class AlertRows implements RowWriter<AlertEvent> {

  private static final String EVENT =
      """
      INSERT INTO health.alert_events
        (event_id, alert_id, user_id, revision, event, severity, previous_severity, page,
         retrospective, measured_at, received_at, evaluated_at, valid_until, metric_value,
         comparator, reading_id, acknowledged_by, evidence, silenced_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
      ON CONFLICT (event_id) DO NOTHING
      """;

  private static final String EPISODE =
      """
      INSERT INTO health.alerts AS a
        (alert_id, user_id, tenant, rule_id, rule_version, rule_name, metric, severity, state,
         revision, retrospective, opened_at, measured_at, evaluated_at, breaching_readings,
         most_extreme, limit_value, unit, device_id, rule_kind, silenced_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (alert_id) DO UPDATE SET
        rule_version = excluded.rule_version, rule_name = excluded.rule_name,
        severity = excluded.severity, state = excluded.state, revision = excluded.revision,
        retrospective = excluded.retrospective, opened_at = excluded.opened_at,
        measured_at = excluded.measured_at, evaluated_at = excluded.evaluated_at,
        breaching_readings = excluded.breaching_readings, most_extreme = excluded.most_extreme,
        limit_value = excluded.limit_value, unit = excluded.unit, device_id = excluded.device_id,
        rule_kind = excluded.rule_kind, silenced_until = excluded.silenced_until
        WHERE a.revision < excluded.revision
      """;

  /** Whoever took on a warning has not taken on what it became. */
  private static final String TAKEN_ON =
      """
      UPDATE health.alerts a SET (acknowledged_at, acknowledged_by) = (
        SELECT e.received_at, e.acknowledged_by
        FROM health.alert_events e
        WHERE e.alert_id = a.alert_id AND e.event = 'acknowledged' AND NOT EXISTS (
          SELECT FROM health.alert_events w
          WHERE w.alert_id = e.alert_id AND w.event = 'escalated' AND w.revision > e.revision)
        ORDER BY e.revision DESC
        LIMIT 1)
      WHERE alert_id = ?
      """;

  /** Once for each event: only an event that was not there yet comes here. */
  private static final String REPEATED =
      "UPDATE health.alerts SET repetitions = repetitions + 1 WHERE alert_id = ?";

  @Override
  public RowOutcome write(Connection connection, UUID key, AlertEvent event) throws SQLException {
    if (!insert(connection, event)) {
      return RowOutcome.ALREADY_STORED;
    }
    try (PreparedStatement upsert = connection.prepareStatement(EPISODE)) {
      upsert.setObject(1, event.getEpisodeId());
      upsert.setObject(2, event.getUserId());
      upsert.setString(3, event.getTenant());
      upsert.setObject(4, event.getRuleId());
      upsert.setInt(5, event.getRuleVersion());
      upsert.setString(6, event.getRuleName());
      upsert.setString(7, event.getMetric());
      upsert.setString(8, event.getSeverity());
      upsert.setString(9, event.getEvent());
      upsert.setInt(10, event.getRevision());
      upsert.setBoolean(11, event.getRetrospective());
      upsert.setObject(12, time(event.getOpenedAt()));
      upsert.setObject(13, time(event.getMeasuredAt()));
      upsert.setObject(14, time(event.getEvaluatedAt()));
      upsert.setLong(15, event.getBreachingReadings());
      upsert.setDouble(16, event.getMostExtreme());
      upsert.setDouble(17, event.getLimit());
      upsert.setString(18, event.getUnit());
      upsert.setObject(19, event.getDeviceId(), Types.OTHER);
      upsert.setString(20, event.getRuleKind());
      upsert.setObject(21, time(event.getSilencedUntil()), Types.TIMESTAMP_WITH_TIMEZONE);
      upsert.executeUpdate();
    }
    switch (event.getEvent()) {
      case "acknowledged", "escalated" -> update(connection, TAKEN_ON, event);
      case "repeated" -> update(connection, REPEATED, event);
      default -> {}
    }
    return RowOutcome.INSERTED;
  }

  @Override
  public RowOutcome delete(Connection connection, String topic, UUID key, Instant at) {
    return RowOutcome.ALREADY_STORED;
  }

  private static void update(Connection connection, String sql, AlertEvent event)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, event.getEpisodeId());
      update.executeUpdate();
    }
  }

  private static boolean insert(Connection connection, AlertEvent event) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(EVENT)) {
      insert.setObject(1, event.getEventId());
      insert.setObject(2, event.getEpisodeId());
      insert.setObject(3, event.getUserId());
      insert.setInt(4, event.getRevision());
      insert.setString(5, event.getEvent());
      insert.setString(6, event.getSeverity());
      insert.setString(7, event.getPreviousSeverity());
      insert.setBoolean(8, event.getPage());
      insert.setBoolean(9, event.getRetrospective());
      insert.setObject(10, time(event.getMeasuredAt()));
      insert.setObject(11, time(event.getReceivedAt()));
      insert.setObject(12, time(event.getEvaluatedAt()));
      insert.setObject(13, time(event.getValidUntil()));
      insert.setDouble(14, event.getValue());
      insert.setString(15, event.getComparator());
      insert.setObject(16, event.getReadingId(), Types.OTHER);
      insert.setString(17, event.getAcknowledgedBy());
      insert.setString(18, EvidenceJson.of(event.getEvidence()));
      insert.setObject(19, time(event.getSilencedUntil()), Types.TIMESTAMP_WITH_TIMEZONE);
      return insert.executeUpdate() == 1;
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
