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

  /** What {@code stage} says of a record that the sink itself refused. */
  public static final String STAGE = "sink";

  private static final String INSERT =
      """
      INSERT INTO ops.quarantined_readings
        (user_id, tenant, reason, detail, sqlstate, database_message, stage, reading_id, metric,
         source_topic, source_partition, source_offset, received_at, quarantined_at, payload,
         refused_replay, quarantine_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (quarantine_id) DO NOTHING
      """;

  /**
   * A record that was replayed and refused again keeps its row, which tells the new refusal. Not by
   * {@code ON CONFLICT DO UPDATE}, for which lanes would need the right to read the bytes.
   */
  private static final String REFUSE_AGAIN =
      """
      UPDATE ops.quarantined_readings SET
        user_id = ?, tenant = ?, reason = ?, detail = ?, sqlstate = ?, database_message = ?,
        stage = ?, reading_id = ?, metric = ?, source_topic = ?, source_partition = ?, source_offset = ?, received_at = ?,
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
        update.setInt(18, told.getReplay());
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
      update.setInt(18, refusal.replay());
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
    statement.setString(6, refusal.databaseMessage());
    statement.setString(7, STAGE);
    statement.setObject(8, refusal.readingId(), Types.OTHER);
    statement.setString(9, storable(refusal.metric()));
    statement.setString(10, refusal.record().topic());
    statement.setInt(11, refusal.record().partition());
    statement.setLong(12, refusal.record().offset());
    statement.setObject(13, time(Instant.ofEpochMilli(refusal.record().timestamp())));
    statement.setObject(14, now);
    statement.setBytes(15, refusal.record().value());
    statement.setInt(16, refusal.replay());
    statement.setObject(17, refusal.id());
  }

  private static void bind(PreparedStatement statement, QuarantinedReading told)
      throws SQLException {
    statement.setObject(1, told.getUserId());
    statement.setString(2, storable(told.getTenant()));
    statement.setString(3, storable(told.getReason()));
    statement.setString(4, storable(told.getDetail()));
    statement.setNull(5, Types.VARCHAR);
    statement.setNull(6, Types.VARCHAR);
    statement.setString(7, storable(told.getStage()));
    statement.setObject(8, told.getReadingId(), Types.OTHER);
    statement.setString(9, storable(told.getMetric()));
    statement.setString(10, storable(told.getSourceTopic()));
    statement.setInt(11, told.getSourcePartition());
    statement.setLong(12, told.getSourceOffset());
    statement.setObject(13, time(told.getReceivedAt()));
    statement.setObject(14, time(told.getQuarantinedAt()));
    statement.setBytes(15, bytes(told.getPayload()));
    statement.setInt(16, told.getReplay());
    statement.setObject(17, told.getQuarantineId());
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
