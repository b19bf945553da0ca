package io.healthtrack.local.replaying;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What was refused, as the database keeps it for 30 days. The topic keeps it as long, but knows
 * neither what was replayed nor who was erased since.
 */
final class QuarantineBooks implements AutoCloseable {

  private static final String MARK =
      """
      UPDATE ops.quarantined_readings SET replays = greatest(replays, ?), replayed_at = now()
      WHERE quarantine_id = ?
      """;

  private static final String OUTCOMES =
      """
      SELECT CASE s.state WHEN 'replayed' THEN '' ELSE s.reason END, count(*)
      FROM ops.quarantine_states s WHERE s.quarantine_id = ANY (?) GROUP BY 1
      """;

  private static final String POSITION =
      """
      SELECT coalesce(max(next_offset), 0) FROM ops.lane_offsets WHERE topic = ? AND partition = ?
      """;

  /**
   * A refused record.
   *
   * @param payload its bytes, as they arrived
   */
  // The array goes from the database to the broker and is never changed.
  @SuppressWarnings("ArrayRecordComponent")
  record Entry(
      UUID id, UUID user, boolean passedBefore, int replays, byte[] payload, Instant arrived) {}

  private final Connection connection;

  /** Leaves the login's rights behind for those that a replay needs. */
  QuarantineBooks(String jdbcUrl) throws SQLException {
    connection = DriverManager.getConnection(jdbcUrl);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE healthtrack_replay");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** How many are meant, by what keeps them from being sent again; empty for nothing does. */
  Map<String, Long> considered(Selection selection) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement(
            "SELECT coalesce(s.obstacle, ''), count(*) FROM ops.quarantine_states s WHERE "
                + selection.condition()
                + " GROUP BY 1")) {
      selection.bind(connection, count);
      return counts(count);
    }
  }

  /** The next of those that can be sent again. */
  List<Entry> page(Selection selection, Entry after, int most) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    // In the order of arrival, so that a first word comes before its correction.
    String query =
        """
        SELECT q.quarantine_id, q.user_id, q.stage, q.replays, q.payload,
               coalesce(q.received_at, 'epoch') AS arrived
        FROM ops.quarantine_states s JOIN ops.quarantined_readings q USING (quarantine_id)
        WHERE %s AND s.obstacle IS NULL
          AND (coalesce(q.received_at, 'epoch'), q.quarantine_id) > (?, ?)
        ORDER BY coalesce(q.received_at, 'epoch'), q.quarantine_id
        LIMIT ?
        """
            .formatted(selection.condition());
    try (PreparedStatement find = connection.prepareStatement(query)) {
      int next = selection.bind(connection, find);
      Instant from = after == null ? Instant.parse("-4000-01-01T00:00:00Z") : after.arrived();
      find.setObject(next++, from.atOffset(ZoneOffset.UTC));
      find.setObject(next++, after == null ? new UUID(0, 0) : after.id());
      find.setInt(next, most);
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          entries.add(
              new Entry(
                  row.getObject("quarantine_id", UUID.class),
                  row.getObject("user_id", UUID.class),
                  row.getString("stage").equals("sink"),
                  row.getInt("replays"),
                  row.getBytes("payload"),
                  row.getObject("arrived", OffsetDateTime.class).toInstant()));
        }
      }
    }
    return entries;
  }

  /** Notes that the broker has them; they count as sent again from now on. */
  void sentAgain(List<Entry> entries) throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(MARK)) {
      for (Entry entry : entries) {
        mark.setInt(1, entry.replays() + 1);
        mark.setObject(2, entry.id());
        mark.addBatch();
      }
      mark.executeBatch();
    }
  }

  /** How many were refused again, by the new reason; empty for those that were not. */
  Map<String, Long> outcomes(List<UUID> ids) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(OUTCOMES)) {
      count.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      return counts(count);
    }
  }

  /** Up to where the sink has stored a partition. */
  long position(String topic, int partition) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(POSITION)) {
      find.setString(1, topic);
      find.setInt(2, partition);
      try (ResultSet row = find.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static Map<String, Long> counts(PreparedStatement count) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (ResultSet row = count.executeQuery()) {
      while (row.next()) {
        counts.put(row.getString(1), row.getLong(2));
      }
    }
    return counts;
  }
}
