package io.healthtrack.sink.offsets;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * One lane's rows in {@code ops.lane_offsets}, and who may move them. A lane belongs to one sink as
 * a whole: whoever takes it over takes every partition and ends all who hold any. Within that sink
 * each writer has its own share of them under an epoch of its own ({@link Tenure}).
 */
public final class OffsetLedger {

  /**
   * A frozen owner keeps its server process, but that one hears nothing any more: it is idle, or in
   * the middle of a COPY, where it is active, waits for its client, and minds no time-out. Only
   * epochs above our own are another owner's.
   */
  private static final String OWNER_GONE =
      """
      SELECT coalesce(max(epoch), 0),
             coalesce(bool_and(moved_at < r.since AND NOT EXISTS (
               SELECT FROM pg_stat_activity a
               WHERE a.pid = o.backend_pid AND a.backend_start = o.backend_start
                 AND (a.state IS NULL OR a.state_change > r.since
                   OR a.state = 'active' AND a.wait_event_type IS DISTINCT FROM 'Client')))
               FILTER (WHERE o.epoch > ?), false)
      FROM ops.lane_offsets o,
           (SELECT clock_timestamp() - make_interval(secs => ?) AS since) AS r
      WHERE lane = ?
        AND (topic, partition) IN (SELECT * FROM unnest(?::text[], ?::integer[]))
      """;

  // The start time guards against a process id that was given to somebody else since.
  private static final String END_OWNER =
      """
      SELECT pg_terminate_backend(a.pid, 5000)
      FROM pg_stat_activity a
      WHERE a.pid <> pg_backend_pid() AND (a.pid, a.backend_start) IN (
        SELECT backend_pid, backend_start FROM ops.lane_offsets
        WHERE lane = ?
          AND (topic, partition) IN (SELECT * FROM unnest(?::text[], ?::integer[])))
      """;

  private static final String CLAIM =
      """
      INSERT INTO ops.lane_offsets AS o
        (lane, topic, partition, next_offset, epoch, backend_pid, backend_start, owner)
      SELECT ?, m.topic, m.partition, 0, ?,
             CASE WHEN m.own THEN a.pid END, CASE WHEN m.own THEN a.backend_start END, ?
      FROM unnest(?::text[], ?::integer[], ?::boolean[]) AS m (topic, partition, own),
           (SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS a
      ORDER BY m.topic, m.partition
      ON CONFLICT (lane, topic, partition) DO UPDATE
        SET epoch = excluded.epoch, backend_pid = excluded.backend_pid,
            backend_start = excluded.backend_start, owner = excluded.owner,
            moved_at = clock_timestamp()
        WHERE o.epoch < excluded.epoch
      """;

  private static final String POSITIONS =
      "SELECT topic, partition, next_offset FROM ops.lane_offsets WHERE lane = ?";

  private static final String ADVANCE =
      """
      UPDATE ops.lane_offsets o SET next_offset = m.next, moved_at = now()
      FROM unnest(?::text[], ?::integer[], ?::bigint[], ?::bigint[])
        AS m (topic, partition, expected, next)
      WHERE o.lane = ? AND o.topic = m.topic AND o.partition = m.partition
        AND o.epoch = ? AND o.next_offset = m.expected
      """;

  private final String lane;
  private final String owner;
  private final Duration takeover;

  /** The lane's ledger, for a sink of this name that waits as usual. */
  public OffsetLedger(String lane, String owner) {
    this(lane, owner, StandBy.DEFAULT.takeover());
  }

  /**
   * The lane's ledger, for a sink of this name.
   *
   * @param takeover how long another owner must have been silent before its lane may be taken
   */
  public OffsetLedger(String lane, String owner, Duration takeover) {
    this.lane = lane;
    this.owner = owner;
    this.takeover = takeover;
  }

  /**
   * The positions the database holds. A partition that was never read has none.
   *
   * @throws SQLException if the database does not answer
   */
  public Map<TopicPartition, Long> positions(Connection connection) throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(POSITIONS)) {
      select.setString(1, lane);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
        }
      }
    }
    return positions;
  }

  /** The position of one partition among those of the lane. */
  public static OptionalLong position(Map<TopicPartition, Long> positions, TopicPartition of) {
    Long position = positions.get(of);
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }

  /**
   * Takes a share of the lane, or the whole lane if it is another sink's: ends the server processes
   * of those who hold any of what it takes, then raises the epoch of exactly these partitions, so
   * that nothing of the old owners can commit any more. What it takes for other writers of the same
   * sink has no server process until they come.
   *
   * @param connection the writer's own connection, in a transaction; committed here
   * @param mine the highest epoch any writer of this sink has had, 0 if none
   * @return the new epoch, or mine if there is nothing to take
   * @throws SupersededException if another sink took the lane since and lives
   * @throws SQLException if the database does not answer
   */
  public long claim(Connection connection, Stake stake, long mine) throws SQLException {
    EpochDecision.Claim claim =
        switch (decide(connection, stake.lane(), mine)) {
          case EpochDecision.Claim decided -> decided;
          case EpochDecision.Superseded superseded -> {
            connection.rollback();
            throw new SupersededException(
                "lane %s is owned under epoch %d, above %d"
                    .formatted(lane, superseded.byEpoch(), mine));
          }
        };
    List<TopicPartition> taken = List.copyOf(claim.whole() ? stake.lane() : stake.share());
    if (taken.isEmpty()) {
      // An epoch that no row has would make this sink look newer than whoever takes the lane next.
      connection.commit();
      return mine;
    }
    try (PreparedStatement end = connection.prepareStatement(END_OWNER)) {
      end.setString(1, lane);
      bind(connection, end, 2, taken);
      end.execute();
    }
    // A new snapshot: what the old owner committed at its last moment must be seen.
    connection.commit();
    try (PreparedStatement raise = connection.prepareStatement(CLAIM)) {
      raise.setString(1, lane);
      raise.setLong(2, claim.epoch());
      raise.setString(3, owner);
      bind(connection, raise, 4, taken);
      raise.setArray(
          6,
          connection.createArrayOf("bool", taken.stream().map(stake.share()::contains).toArray()));
      if (raise.executeUpdate() != taken.size()) {
        connection.rollback();
        throw new SupersededException(
            "lane %s was taken by another sink at the same moment".formatted(lane));
      }
    }
    connection.commit();
    return claim.epoch();
  }

  /**
   * Moves positions, as the first statement of a batch's transaction: from then on the rows are
   * locked, and a newer owner waits or has already won.
   *
   * @throws SupersededException if any position is not the expected one or the epoch is not ours
   * @throws SQLException if the database does not answer
   */
  public void advance(Connection connection, long epoch, List<Movement> movements)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
      bind(connection, update, 1, movements.stream().map(Movement::partition).toList());
      update.setArray(
          3,
          connection.createArrayOf("int8", movements.stream().map(Movement::expected).toArray()));
      update.setArray(
          4, connection.createArrayOf("int8", movements.stream().map(Movement::next).toArray()));
      update.setString(5, lane);
      update.setLong(6, epoch);
      int moved = update.executeUpdate();
      if (moved != movements.size()) {
        throw new SupersededException(
            "lane %s: %d of %d positions were where epoch %d left them"
                .formatted(lane, moved, movements.size(), epoch));
      }
    }
  }

  private EpochDecision decide(
      Connection connection, Collection<TopicPartition> partitions, long mine) throws SQLException {
    try (Statement clean = connection.createStatement()) {
      clean.execute("SELECT pg_stat_clear_snapshot()");
    }
    try (PreparedStatement select = connection.prepareStatement(OWNER_GONE)) {
      select.setLong(1, mine);
      select.setDouble(2, takeover.toMillis() / 1e3);
      select.setString(3, lane);
      bind(connection, select, 4, partitions);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return EpochDecision.of(mine, row.getLong(1), row.getBoolean(2));
      }
    }
  }

  /** Topics and partition numbers, as this parameter and the next. */
  private static void bind(
      Connection connection,
      PreparedStatement statement,
      int parameter,
      Collection<TopicPartition> partitions)
      throws SQLException {
    statement.setArray(
        parameter,
        connection.createArrayOf("text", partitions.stream().map(TopicPartition::topic).toArray()));
    statement.setArray(
        parameter + 1,
        connection.createArrayOf(
            "int4", partitions.stream().map(TopicPartition::partition).toArray()));
  }
}
