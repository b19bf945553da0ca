package io.healthtrack.sink.registry;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.sink.attribution.ReattributionQueue;
import io.healthtrack.sink.attribution.Stretch;
import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Devices and who wore them when. Readings of times that a wearer has no longer are queued to be
 * moved.
 */
final class DeviceRows {

  private static final String UPSERT =
      """
      INSERT INTO health.devices AS d
        (device_id, tenant, model, firmware, version, changed_at, registered_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (device_id) DO UPDATE SET
        tenant = excluded.tenant, model = excluded.model, firmware = excluded.firmware,
        version = excluded.version, changed_at = excluded.changed_at
        WHERE d.version < excluded.version
      RETURNING old.device_id IS NULL
      """;

  private static final String WORN =
      """
      SELECT user_id, assigned_from, assigned_until FROM health.device_assignments
      WHERE device_id = ? ORDER BY assigned_from
      """;

  private static final String UNASSIGN =
      """
      DELETE FROM health.device_assignments WHERE device_id = ? AND assigned_from <> ALL (?)
      """;

  private static final String ASSIGN =
      """
      INSERT INTO health.device_assignments AS a (device_id, user_id, assigned_from, assigned_until)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (device_id, assigned_from) DO UPDATE SET
        user_id = excluded.user_id, assigned_until = excluded.assigned_until
        WHERE (a.user_id, a.assigned_until)
          IS DISTINCT FROM (excluded.user_id, excluded.assigned_until)
      """;

  RowOutcome write(Connection connection, UUID key, Device device) throws SQLException {
    if (device.getVersion() < 1) {
      // The answer to a command about a device that was never registered.
      return RowOutcome.ALREADY_STORED;
    }
    Upsert.tenant(connection, device.getTenant());
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      upsert.setObject(1, key);
      upsert.setString(2, device.getTenant());
      upsert.setString(3, device.getModel());
      upsert.setString(4, device.getFirmware());
      upsert.setInt(5, device.getVersion());
      upsert.setObject(6, time(device.getChangedAt()));
      upsert.setObject(7, time(device.getChangedAt()));
      RowOutcome outcome = Upsert.run(upsert);
      if (!outcome.equals(RowOutcome.ALREADY_STORED)) {
        Identifiers.OF_DEVICES.write(
            connection, key, device.getIdentifiers(), outcome, device.getChangedAt());
        List<Stretch> before = worn(connection, key);
        assignments(connection, key, device.getAssignments());
        List<Stretch> lost = Stretch.lost(before, stretches(device.getAssignments()));
        ReattributionQueue.add(connection, key, lost, device.getChangedAt());
      }
      return outcome;
    }
  }

  private static List<Stretch> worn(Connection connection, UUID device) throws SQLException {
    List<Stretch> worn = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(WORN)) {
      select.setObject(1, device);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          OffsetDateTime until = rows.getObject(3, OffsetDateTime.class);
          worn.add(
              new Stretch(
                  rows.getObject(1, UUID.class),
                  rows.getObject(2, OffsetDateTime.class).toInstant(),
                  until == null ? null : until.toInstant()));
        }
      }
    }
    return worn;
  }

  private static List<Stretch> stretches(List<Assignment> wearers) {
    return wearers.stream()
        .map(wearer -> new Stretch(wearer.getUserId(), wearer.getFrom(), wearer.getUntil()))
        .toList();
  }

  private static void assignments(Connection connection, UUID device, List<Assignment> wearers)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(UNASSIGN)) {
      delete.setObject(1, device);
      Object[] kept = wearers.stream().map(wearer -> time(wearer.getFrom())).toArray();
      delete.setArray(2, connection.createArrayOf("timestamptz", kept));
      delete.executeUpdate();
    }
    try (PreparedStatement insert = connection.prepareStatement(ASSIGN)) {
      for (Assignment wearer : wearers) {
        insert.setObject(1, device);
        insert.setObject(2, wearer.getUserId());
        insert.setObject(3, time(wearer.getFrom()));
        insert.setObject(4, time(wearer.getUntil()), Types.TIMESTAMP_WITH_TIMEZONE);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
