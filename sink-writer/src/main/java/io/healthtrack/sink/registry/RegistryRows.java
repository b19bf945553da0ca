package io.healthtrack.sink.registry;

import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.erasure.Erasure;
import io.healthtrack.sink.rows.RowOutcome;
import io.healthtrack.sink.rows.RowWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes registry entries. An entry holds its whole history, so the newest version replaces what
 * was there; the answer to a refused command repeats the entry and changes nothing.
 */
public final class RegistryRows implements RowWriter<SpecificRecord> {

  private final UserRows users = new UserRows();
  private final DeviceRows devices = new DeviceRows();
  private final ConsentRows consents = new ConsentRows();

  @Override
  public RowOutcome write(Connection connection, UUID key, SpecificRecord entry)
      throws SQLException {
    return switch (entry) {
      case User user -> users.write(connection, key, user);
      case Device device -> devices.write(connection, key, device);
      case Consents consented -> consents.write(connection, key, consented);
      default -> RowOutcome.ALREADY_STORED;
    };
  }

  @Override
  public RowOutcome delete(Connection connection, String topic, UUID key, Instant at)
      throws SQLException {
    if (topic.equals(Topics.REGISTRY_USERS.name())) {
      return Erasure.erase(connection, key, at) ? RowOutcome.CORRECTED : RowOutcome.ALREADY_STORED;
    }
    if (topic.equals(Topics.REGISTRY_CONSENTS.name())) {
      return consents.delete(connection, key);
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM health.devices WHERE device_id = ?")) {
      delete.setObject(1, key);
      return delete.executeUpdate() == 1 ? RowOutcome.CORRECTED : RowOutcome.ALREADY_STORED;
    }
  }
}
