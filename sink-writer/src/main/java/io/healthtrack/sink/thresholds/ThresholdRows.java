package io.healthtrack.sink.thresholds;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.sink.rows.RowOutcome;
import io.healthtrack.sink.rows.RowWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Writes every version of a rule. An entry holds all of them, so the newest entry tells also how
 * long the earlier ones were in force.
 */
public final class ThresholdRows implements RowWriter<ThresholdRule> {

  private static final String NEWEST =
      "SELECT max(changed_at) FROM health.thresholds WHERE rule_id = ?";

  private static final String TENANT =
      "INSERT INTO health.tenants (tenant) VALUES (?) ON CONFLICT DO NOTHING";

  private static final String UPSERT =
      """
      INSERT INTO health.thresholds
        (rule_id, version, tenant, name, metric, severity, above, below, hysteresis, dwell, resolve,
         enabled, user_id, valid_from, valid_until, changed_at, kind, window_length, statistic,
         baseline_days, absent_for, match, conditions, min_age, max_age, condition, escalate_above,
         escalate_below, escalate_to, cooldown, repeat_every)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?), make_interval(secs => ?), ?, ?,
              ?, ?, ?, ?, make_interval(secs => ?), ?, ?, make_interval(secs => ?), ?, ?::jsonb, ?,
              ?, ?, ?, ?, ?, make_interval(secs => ?), make_interval(secs => ?))
      ON CONFLICT (rule_id, version) DO UPDATE SET
        valid_until = excluded.valid_until, enabled = excluded.enabled,
        changed_at = excluded.changed_at
      """;

  @Override
  public RowOutcome write(Connection connection, UUID key, ThresholdRule rule) throws SQLException {
    if (rule.getVersion() < 1) {
      // The answer to a command about a rule that was never taken.
      return RowOutcome.ALREADY_STORED;
    }
    Instant newest = newest(connection, key);
    if (newest != null && !newest.isBefore(rule.getChangedAt())) {
      return RowOutcome.ALREADY_STORED;
    }
    try (PreparedStatement tenant = connection.prepareStatement(TENANT)) {
      tenant.setString(1, rule.getTenant());
      tenant.executeUpdate();
    }
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (RuleVersion version : rule.getVersions()) {
        bind(upsert, key, rule, version);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
    return newest == null ? RowOutcome.INSERTED : RowOutcome.CORRECTED;
  }

  @Override
  public RowOutcome delete(Connection connection, String topic, UUID key, Instant at)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM health.thresholds WHERE rule_id = ?")) {
      delete.setObject(1, key);
      return delete.executeUpdate() > 0 ? RowOutcome.CORRECTED : RowOutcome.ALREADY_STORED;
    }
  }

  private static Instant newest(Connection connection, UUID rule) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NEWEST)) {
      query.setObject(1, rule);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        OffsetDateTime newest = row.getObject(1, OffsetDateTime.class);
        return newest == null ? null : newest.toInstant();
      }
    }
  }

  private static void bind(
      PreparedStatement upsert, UUID key, ThresholdRule rule, RuleVersion version)
      throws SQLException {
    upsert.setObject(1, key);
    upsert.setInt(2, version.getVersion());
    upsert.setString(3, rule.getTenant());
    upsert.setString(4, version.getName());
    upsert.setString(5, version.getMetric());
    upsert.setString(6, version.getSeverity());
    upsert.setObject(7, version.getAbove(), Types.DOUBLE);
    upsert.setObject(8, version.getBelow(), Types.DOUBLE);
    upsert.setDouble(9, version.getHysteresis());
    upsert.setDouble(10, version.getDwellSeconds());
    upsert.setDouble(11, version.getResolveSeconds());
    upsert.setBoolean(12, version.getEnabled());
    upsert.setObject(13, version.getUserId(), Types.OTHER);
    upsert.setObject(14, time(version.getFrom()));
    upsert.setObject(15, time(version.getUntil()), Types.TIMESTAMP_WITH_TIMEZONE);
    upsert.setObject(16, time(rule.getChangedAt()));
    bindKind(upsert, version);
  }

  private static void bindKind(PreparedStatement upsert, RuleVersion version) throws SQLException {
    boolean composite = !version.getConditions().isEmpty();
    upsert.setString(17, version.getKind());
    upsert.setObject(18, seconds(version.getWindowSeconds()), Types.DOUBLE);
    upsert.setString(19, version.getStatistic());
    upsert.setObject(
        20, version.getBaselineDays() == 0 ? null : version.getBaselineDays(), Types.INTEGER);
    upsert.setObject(21, seconds(version.getAbsentSeconds()), Types.DOUBLE);
    upsert.setString(22, composite ? version.getMatch() : null);
    upsert.setString(23, composite ? ConditionsJson.of(version.getConditions()) : null);
    upsert.setObject(24, version.getMinAge(), Types.INTEGER);
    upsert.setObject(25, version.getMaxAge(), Types.INTEGER);
    upsert.setString(26, version.getCondition());
    upsert.setObject(27, version.getEscalateAbove(), Types.DOUBLE);
    upsert.setObject(28, version.getEscalateBelow(), Types.DOUBLE);
    upsert.setString(29, version.getEscalateTo());
    upsert.setDouble(30, version.getCooldownSeconds());
    upsert.setObject(31, seconds(version.getRepeatSeconds()), Types.DOUBLE);
  }

  /** Absent where a rule was not asked for it: {@code make_interval} of null is null. */
  private static Double seconds(int stated) {
    return stated == 0 ? null : (double) stated;
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
