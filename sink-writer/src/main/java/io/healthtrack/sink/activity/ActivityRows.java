package io.healthtrack.sink.activity;

import io.healthtrack.avro.Activity;
import io.healthtrack.sink.rows.RowOutcome;
import io.healthtrack.sink.rows.RowWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;

/** Logs each happening once, under the id that it was told with. */
public final class ActivityRows implements RowWriter<Activity> {

  /** What this database logs by itself, exactly: told by others as well, it would count twice. */
  private static final Set<String> OURS =
      Set.of("data-sync", "registered", "profile-changed", "device-assigned");

  /** Far less than partitions are made ahead. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** Of somebody who was forgotten since, nothing comes back. */
  private static final String INSERT =
      """
      INSERT INTO health.activity_log
        (activity_id, occurred_at, user_id, device_id, tenant, kind, actor)
      SELECT a.activity_id, a.occurred_at, a.user_id, ?, ?, ?, ?
      FROM (VALUES (?::uuid, ?::timestamptz, ?::uuid)) AS a (activity_id, occurred_at, user_id)
      WHERE NOT EXISTS (
        SELECT FROM ops.erasures e
        WHERE e.user_id = a.user_id AND e.erased_at >= a.occurred_at)
      ON CONFLICT (activity_id, occurred_at) DO NOTHING
      """;

  private final Clock clock;

  /** With the clock that says what lies in the future. */
  public ActivityRows(Clock clock) {
    this.clock = clock;
  }

  @Override
  public RowOutcome write(Connection connection, UUID key, Activity told) throws SQLException {
    if (!told.getUserId().equals(key)) {
      return new RowOutcome.Refused(
          "wrong-key", "user_id differs from the record's key: send it under the person's id");
    }
    if (OURS.contains(told.getKind())) {
      return new RowOutcome.Refused(
          "reserved-kind", "kind is one that the database logs by itself: use another");
    }
    if (told.getOccurredAt().isAfter(clock.instant().plus(AHEAD))) {
      return new RowOutcome.Refused(
          "occurred-in-future", "occurred_at is more than a day ahead: set the sender's clock");
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, told.getDeviceId(), Types.OTHER);
      insert.setString(2, told.getTenant());
      insert.setString(3, told.getKind());
      insert.setString(4, told.getActor());
      insert.setObject(5, told.getActivityId());
      insert.setObject(6, OffsetDateTime.ofInstant(told.getOccurredAt(), ZoneOffset.UTC));
      insert.setObject(7, told.getUserId());
      return insert.executeUpdate() == 1 ? RowOutcome.INSERTED : RowOutcome.ALREADY_STORED;
    }
  }

  /** What happened has happened: only an erasure takes it back. */
  @Override
  public RowOutcome delete(Connection connection, String topic, UUID key, Instant at) {
    return RowOutcome.ALREADY_STORED;
  }
}
