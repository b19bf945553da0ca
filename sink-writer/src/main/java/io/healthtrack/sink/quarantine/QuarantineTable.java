package io.healthtrack.sink.quarantine;

import io.healthtrack.avro.QuarantinedReading;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Writes {@code ops.quarantined_readings}, in the transaction of the batch it is called from. */
public final class QuarantineTable {

  private static final String INSERT =
      """
      INSERT INTO ops.quarantined_readings
        (user_id, tenant, reason, detail, sqlstate, stage, reading_id, metric, source_topic,
         source_partition, source_offset, received_at, quarantined_at, payload, refused_replay,
         quarantine_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (quarantine_id) DO NOTHING
      """;

  /**
   * A record that was replayed and refused again keeps its row, which tells the new refusal. Not by
   * {@code ON CONFLICT DO UPDATE}, for which lanes would need the right to read the bytes.
   */
  private static final String REFUSE_AGAIN =
      """
      UPDATE ops.quarantined_readings SET
        user_id = ?, tenant = ?, reason = ?, detail = ?, sqlstate = ?, stage = ?, reading_id = ?,
        metric = ?, source_topic = ?, source_partition = ?, source_offset = ?, received_at = ?,
        quarantined_at = ?, payload = ?, refused_replay = ?, relayed_at = NULL
      WHERE quarantine_id = ? AND refused_replay < ?
      """;

  private QuarantineTable() {}

  /**
   * Keeps what the sink itself refuses.
   *
   * @throws SQLException if the database is in trouble
   */
  public static void insert(Connection connection, List<Refusal> refusals) throws SQLException {
    if (refusals.isEmpty()) {
      return;
    }
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Refusal refusal : refusals) {
        if (refusal.replay() == 0 || !refusedAgain(connection, refusal, now)) {
          bind(insert, refusal, now);
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /**
   * Keeps what the topic tells; false if it is there already.
   *
   * @throws SQLException if the database is in trouble
   */
  public static boolean insert(Connection connection, QuarantinedReading told) throws SQLException {
    if (told.getReplay() > 0) {
      try (PreparedStatement update = connection.prepareStatement(REFUSE_AGAIN)) {
        bind(update, told);
        update.setInt(17, told.getReplay());
        if (update.executeUpdate() == 1) {
          return true;
        }
      }
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      bind(insert, told);
      return insert.executeUpdate() == 1;
    }
  }

  private static boolean refusedAgain(Connection connection, Refusal refusal, OffsetDateTime now)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(REFUSE_AGAIN)) {
      bind(update, refusal, now);
      update.setInt(17, refusal.replay());
      return update.executeUpdate() == 1;
    }
  }

  private static void bind(PreparedStatement statement, Refusal refusal, OffsetDateTime now)
      throws SQLException {
    statement.setObject(1, userId(refusal.record().key()), Types.OTHER);
    statement.setString(2, storable(refusal.tenant()));
    statement.setString(3, refusal.reason());
    statement.setString(4, refusal.detail());
    statement.setString(5, refusal.sqlState());
    statement.setString(6, "sink");
    statement.setObject(7, refusal.readingId(), Types.OTHER);
    statement.setString(8, storable(refusal.metric()));
    statement.setString(9, refusal.record().topic());
    statement.setInt(10, refusal.record().partition());
    statement.setLong(11, refusal.record().offset());
    statement.setObject(12, time(Instant.ofEpochMilli(refusal.record().timestamp())));
    statement.setObject(13, now);
    statement.setBytes(14, refusal.record().value());
    statement.setInt(15, refusal.replay());
    statement.setObject(16, refusal.id());
  }

  private static void bind(PreparedStatement statement, QuarantinedReading told)
      throws SQLException {
    statement.setObject(1, told.getUserId());
    statement.setString(2, storable(told.getTenant()));
    statement.setString(3, storable(told.getReason()));
    statement.setString(4, storable(told.getDetail()));
    statement.setNull(5, Types.VARCHAR);
    statement.setString(6, storable(told.getStage()));
    statement.setObject(7, told.getReadingId(), Types.OTHER);
    statement.setString(8, storable(told.getMetric()));
    statement.setString(9, storable(told.getSourceTopic()));
    statement.setInt(10, told.getSourcePartition());
    statement.setLong(11, told.getSourceOffset());
    statement.setObject(12, time(told.getReceivedAt()));
    statement.setObject(13, time(told.getQuarantinedAt()));
    statement.setBytes(14, bytes(told.getPayload()));
    statement.setInt(15, told.getReplay());
    statement.setObject(16, told.getQuarantineId());
  }

  /** PostgreSQL stores every character but NUL, and quarantine must take everything. */
  private static String storable(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  private static UUID userId(byte[] key) {
    if (key == null || key.length != 16) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static byte[] bytes(ByteBuffer payload) {
    if (payload == null) {
      return null;
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
