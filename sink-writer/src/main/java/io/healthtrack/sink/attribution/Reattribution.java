package io.healthtrack.sink.attribution;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serializer;
import org.jdbi.v3.core.Jdbi;

/**
 * Moves readings to whoever wore their device. What a reading's person should be is read from the
 * assignments as they are now, so that it can be done again and in any order: a batch is one
 * transaction, a look that is interrupted is taken up where it was, and a finished one is repeated
 * when the person and the device have synced since.
 */
public final class Reattribution implements MaintenanceTask {

  static final int BATCH = 5_000;

  /** Maintenance has other tasks: what is left is continued at the next turn. */
  private static final Duration TURN = Duration.ofSeconds(4);

  /**
   * The longer ago the change, the rarer the look, a twentieth of the time since: about two hundred
   * in all for who goes on wearing the device. The last comes after the last day.
   *
   * <p>Withdrawing waits a little: the deletion of a person takes their assignments first, and who
   * is to be forgotten should not be in quarantine on the way.
   */
  private static final String DUE =
      """
      WITH due AS MATERIALIZED (
        SELECT * FROM ops.reattributions r
        WHERE r.looked_at IS NULL
          OR r.looked_at < r.repeat_until
            AND r.looked_at < now() - greatest((now() - r.changed_at) / 20, interval '10 seconds')
        ORDER BY r.looked_at NULLS FIRST, r.changed_at
        LIMIT 1000
      )
      SELECT d.device_id, d.user_id, d.measured_from, d.measured_until, now() AS began,
             d.changed_at, s.synced, d.changed_at < now() - interval '10 minutes' AS may_withdraw,
             d.looked_at IS NULL OR now() >= d.repeat_until OR s.synced <> d.synced AS anything_new
      FROM due d
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(a.readings), 0)::bigint AS synced FROM health.activity_log a
        WHERE a.user_id = d.user_id AND a.device_id = d.device_id AND a.kind = 'data-sync'
          AND a.occurred_at >= d.changed_at - interval '1 day'
        OFFSET 0) s
      """;

  private static final String FINISHED =
      """
      UPDATE ops.reattributions SET looked_at = ?, synced = ?
      WHERE device_id = ? AND user_id = ? AND measured_from = ? AND measured_until = ?
        AND changed_at = ?
      """;

  /**
   * One of the queue.
   *
   * @param began the database's clock when it was read
   * @param changedAt when the registry took the change
   * @param synced readings that the log of syncs knew then
   * @param mayWithdraw whether readings that are nobody's go to quarantine yet
   * @param anythingNew whether there may be rows that no look has seen
   */
  record Due(
      UUID device,
      UUID user,
      OffsetDateTime from,
      OffsetDateTime until,
      OffsetDateTime began,
      OffsetDateTime changedAt,
      long synced,
      boolean mayWithdraw,
      boolean anythingNew) {}

  private final ReattributionBatch batch;
  private final Duration turn;

  /** Moves readings, and writes those that are nobody's to quarantine by the serializer. */
  public Reattribution(MetricCatalogue catalogue, Serializer<Reading> serializer) {
    this(new ReattributionBatch(new WithdrawnReadings(catalogue, serializer), BATCH), TURN);
  }

  Reattribution(ReattributionBatch batch, Duration turn) {
    this.batch = batch;
    this.turn = turn;
  }

  @Override
  public String name() {
    return "reattribution";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(10);
  }

  /** Does what is due, for a few seconds at most; how many rows. */
  @Override
  public long run(Jdbi jdbi) throws SQLException {
    long end = System.nanoTime() + turn.toNanos();
    long rows = 0;
    for (Due due : jdbi.withHandle(handle -> due(handle.getConnection()))) {
      boolean more = due.anythingNew();
      while (more) {
        int taken = jdbi.inTransaction(handle -> batch.run(handle.getConnection(), due));
        rows += taken;
        more = taken == batch.size();
        if (more && System.nanoTime() - end >= 0) {
          return rows;
        }
      }
      jdbi.useTransaction(handle -> finish(handle.getConnection(), due));
      if (System.nanoTime() - end >= 0) {
        return rows;
      }
    }
    return rows;
  }

  private static List<Due> due(Connection connection) throws SQLException {
    List<Due> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(DUE);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(
            new Due(
                rows.getObject(1, UUID.class),
                rows.getObject(2, UUID.class),
                rows.getObject(3, OffsetDateTime.class),
                rows.getObject(4, OffsetDateTime.class),
                rows.getObject(5, OffsetDateTime.class),
                rows.getObject(6, OffsetDateTime.class),
                rows.getLong(7),
                rows.getBoolean(8),
                rows.getBoolean(9)));
      }
    }
    return found;
  }

  /** Unless something waits to be withdrawn, or the stretch was queued again meanwhile. */
  private static void finish(Connection connection, Due due) throws SQLException {
    if (!due.mayWithdraw() && ReattributionBatch.anyToWithdraw(connection, due)) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(FINISHED)) {
      update.setObject(1, due.began());
      update.setLong(2, due.synced());
      update.setObject(3, due.device());
      update.setObject(4, due.user());
      update.setObject(5, due.from());
      update.setObject(6, due.until());
      update.setObject(7, due.changedAt());
      update.executeUpdate();
    }
  }
}
