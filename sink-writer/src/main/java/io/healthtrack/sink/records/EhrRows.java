package io.healthtrack.sink.records;

import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.RecordCode;
import io.healthtrack.sink.rows.RowOutcome;
import io.healthtrack.sink.rows.RowWriter;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Keeps the newest version of every health record, with its codes. A withdrawn record keeps its row
 * and loses its codes, so that no search finds it and nobody wonders where it went.
 *
 * <p>No statement here reads what is in a record: the lane has no right to.
 */
public final class EhrRows implements RowWriter<EhrRecord> {

  private static final String WITHDRAWN = "entered-in-error";

  private static final String TENANT =
      "INSERT INTO health.tenants (tenant) VALUES (?) ON CONFLICT DO NOTHING";

  private static final String INSERT =
      """
      INSERT INTO health.electronic_health_records
        (tenant, record_type, recorded_at, status, source, changed_at, key_id, details, version,
         record_id, user_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (record_id) DO NOTHING
      """;

  private static final String UPDATE =
      """
      UPDATE health.electronic_health_records SET
        tenant = ?, record_type = ?, recorded_at = ?, status = ?, source = ?, changed_at = ?,
        key_id = ?, details = ?, version = ?
      WHERE record_id = ? AND user_id = ? AND version < ?
      """;

  private static final String OWNED =
      "SELECT user_id = ? FROM health.electronic_health_records WHERE record_id = ?";

  private static final String CODE =
      """
      INSERT INTO health.record_codes (record_id, system, code) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  @Override
  public RowOutcome write(Connection connection, UUID key, EhrRecord told) throws SQLException {
    if (!told.getUserId().equals(key)) {
      return new RowOutcome.Refused(
          "wrong-key", "user_id differs from the record's key: send it under the person's id");
    }
    tenant(connection, told.getTenant());
    if (insert(connection, told)) {
      codes(connection, told);
      return RowOutcome.INSERTED;
    }
    if (update(connection, told)) {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM health.record_codes WHERE record_id = ?")) {
        delete.setObject(1, told.getRecordId());
        delete.executeUpdate();
      }
      codes(connection, told);
      return RowOutcome.CORRECTED;
    }
    return owned(connection, told)
        ? RowOutcome.ALREADY_STORED
        : new RowOutcome.Refused(
            "record-of-another",
            "record_id is that of another person's record: send it under an id of its own");
  }

  /** All of a person's records that were told until then: the key names nothing smaller. */
  @Override
  public RowOutcome delete(Connection connection, String topic, UUID key, Instant at)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM health.electronic_health_records WHERE user_id = ? AND changed_at <= ?")) {
      delete.setObject(1, key);
      delete.setObject(2, time(at));
      return delete.executeUpdate() > 0 ? RowOutcome.CORRECTED : RowOutcome.ALREADY_STORED;
    }
  }

  private static void tenant(Connection connection, String tenant) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(TENANT)) {
      insert.setString(1, tenant);
      insert.executeUpdate();
    }
  }

  private static boolean insert(Connection connection, EhrRecord told) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      bind(insert, told);
      return insert.executeUpdate() == 1;
    }
  }

  private static boolean update(Connection connection, EhrRecord told) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      bind(update, told);
      update.setInt(12, told.getVersion());
      return update.executeUpdate() == 1;
    }
  }

  private static boolean owned(Connection connection, EhrRecord told) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(OWNED)) {
      query.setObject(1, told.getUserId());
      query.setObject(2, told.getRecordId());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static void codes(Connection connection, EhrRecord told) throws SQLException {
    if (told.getCodes().isEmpty() || WITHDRAWN.equals(told.getStatus())) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(CODE)) {
      for (RecordCode code : told.getCodes()) {
        insert.setObject(1, told.getRecordId());
        insert.setString(2, code.getSystem());
        insert.setString(3, code.getCode());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void bind(PreparedStatement statement, EhrRecord told) throws SQLException {
    statement.setString(1, told.getTenant());
    statement.setString(2, told.getRecordType());
    statement.setObject(3, time(told.getRecordedAt()));
    statement.setString(4, told.getStatus());
    statement.setString(5, told.getSource());
    statement.setObject(6, time(told.getChangedAt()));
    statement.setString(7, told.getKeyId());
    statement.setBytes(8, bytes(told.getDetails()));
    statement.setInt(9, told.getVersion());
    statement.setObject(10, told.getRecordId());
    statement.setObject(11, told.getUserId());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
