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
        (quarantine_id, user_id, tenant, reason, detail, sqlstate, stage, reading_id, metric,
         source_topic, source_partition, source_offset, received_at, quarantined_at, payload)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (quarantine_id) DO NOTHING
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
        insert.setObject(1, refusal.id());
        insert.setObject(2, userId(refusal.record().key()), Types.OTHER);
        insert.setString(3, storable(refusal.tenant()));
        insert.setString(4, refusal.reason());
        insert.setString(5, refusal.detail());
        insert.setString(6, refusal.sqlState());
        insert.setString(7, "sink");
        insert.setObject(8, refusal.readingId(), Types.OTHER);
        insert.setString(9, storable(refusal.metric()));
        insert.setString(10, refusal.record().topic());
        insert.setInt(11, refusal.record().partition());
        insert.setLong(12, refusal.record().offset());
        insert.setObject(13, time(Instant.ofEpochMilli(refusal.record().timestamp())));
        insert.setObject(14, now);
        insert.setBytes(15, refusal.record().value());
        insert.addBatch();
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
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, told.getQuarantineId());
      insert.setObject(2, told.getUserId());
      insert.setString(3, storable(told.getTenant()));
      insert.setString(4, storable(told.getReason()));
      insert.setString(5, storable(told.getDetail()));
      insert.setNull(6, Types.VARCHAR);
      insert.setString(7, storable(told.getStage()));
      insert.setObject(8, told.getReadingId(), Types.OTHER);
      insert.setString(9, storable(told.getMetric()));
      insert.setString(10, storable(told.getSourceTopic()));
      insert.setInt(11, told.getSourcePartition());
      insert.setLong(12, told.getSourceOffset());
      insert.setObject(13, time(told.getReceivedAt()));
      insert.setObject(14, time(told.getQuarantinedAt()));
      insert.setBytes(15, bytes(told.getPayload()));
      return insert.executeUpdate() == 1;
    }
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
