package io.healthtrack.sink.attribution;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.registry.RegistryRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A database with a device whose wearers change, as the registry lane tells it. Readings are stored
 * with what the readings lane notes of them: tallies and the log of syncs.
 */
final class WornWorld {

  static final UUID ADA = UUID.fromString("ada00000-0000-4000-8000-000000000001");
  static final UUID BOB = UUID.fromString("b0b00000-0000-4000-8000-000000000002");
  static final UUID DEVICE = UUID.fromString("de51ce00-0000-4000-8000-000000000003");
  static final Instant T0 = Instant.parse("2026-11-01T08:00:00Z");

  final MigratedDatabase database = MigratedDatabase.fresh();
  final RegistryClient schemas = RegistryClient.local();
  private final RegistryRows rows = new RegistryRows();
  private final Instant registered =
      Instant.now().truncatedTo(ChronoUnit.MICROS).minus(Duration.ofHours(1));
  private int version;

  static {
    // Loading the deserializer makes Avro trust our records, which building one alone does not.
    new AvroDeserializer<>(RegistryClient.local()).close();
  }

  WornWorld() {
    database.execute(
        """
        INSERT INTO health.users (user_id, tenant, version, changed_at)
        VALUES ('%s', 'default', 1, now() - interval '1 day'), ('%s', 'default', 1, now() - interval '1 day');
        INSERT INTO ops.lane_tallies VALUES ('readings', 'readings.valid', 0, 0, 0, 0, 0, 0, 0)
        """
            .formatted(ADA, BOB));
  }

  static Assignment worn(UUID user, int fromMinute, Integer untilMinute) {
    return new Assignment(
        user, minute(fromMinute), untilMinute == null ? null : minute(untilMinute));
  }

  static Instant minute(int minute) {
    return T0.plus(Duration.ofMinutes(minute));
  }

  /** The registry says who wears the device, {@code ago} before now. */
  void wearers(Duration ago, Assignment... wearers) {
    Device device =
        Device.newBuilder()
            .setDeviceId(DEVICE)
            .setAssignments(Arrays.asList(wearers))
            .setVersion(++version)
            .setChangedAt(
                version == 1 ? registered : Instant.now().truncatedTo(ChronoUnit.MICROS).minus(ago))
            .build();
    try (Database pool = new Database(database.config());
        Connection lane = pool.openLane("registry")) {
      pool.dropRights(lane);
      rows.write(lane, DEVICE, device);
      lane.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A reading of the device, one a minute, as the lane stores it. */
  void reading(UUID user, int minute) {
    reading(user, minute, minute, 60 + minute, null);
  }

  void reading(UUID user, int id, int minute, double value, String status) {
    database.execute(
        """
        INSERT INTO health.health_metrics
          (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type, status, source)
        VALUES ('%1$s', '%2$s', '%3$s', '%4$s', %5$s, now(), 1, %6$s, 'test');
        INSERT INTO health.latest_metrics AS l
          (user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id)
        VALUES ('%1$s', 1, '%4$s', %5$s, now(), '%2$s', '%3$s')
        ON CONFLICT (user_id, metric_type) DO UPDATE SET measured_at = excluded.measured_at,
          metric_value = excluded.metric_value, metric_id = excluded.metric_id
          WHERE l.measured_at <= excluded.measured_at;
        INSERT INTO ops.batches (lane, records, inserted, already_stored, corrected, quarantined,
                                 people, devices, user_ids, device_ids, readings)
        VALUES ('readings', 1, 1, 0, 0, 0, 1, 1, ARRAY['%1$s'::uuid], ARRAY['%3$s'::uuid], ARRAY[1]);
        UPDATE ops.lane_tallies SET records_in = records_in + 1, inserted = inserted + 1
        """
            .formatted(
                user,
                id(id),
                DEVICE,
                minute(minute),
                value,
                status == null ? "NULL" : "'" + status + "'"));
  }

  static UUID id(int number) {
    return new UUID(0x1d00_0000_0000_4000L, 0x8000_0000_0000_0000L | number);
  }

  /** Whose which minutes are, such as {@code ada:1,2 bob:3}. */
  String whose() {
    return String.join(
        " ",
        database.query(
            """
            SELECT CASE user_id WHEN '%s' THEN 'ada:' ELSE 'bob:' END || string_agg(m, ',' ORDER BY m::int)
            FROM (SELECT user_id, (extract(epoch FROM measured_at - '%s') / 60)::int::text AS m
                  FROM health.health_metrics) x
            GROUP BY user_id ORDER BY 1
            """
                .formatted(ADA, T0)));
  }

  long move() {
    return move(Reattribution.BATCH, Duration.ofSeconds(30));
  }

  long move(int size, Duration turn) {
    AvroSerializer<Reading> serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    try {
      return new Reattribution(
              new ReattributionBatch(
                  new WithdrawnReadings(MetricCatalogue.load(), serializer), size),
              turn)
          .run(database.jdbi());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the next look at everything be due, as if time had passed. */
  void later() {
    database.execute(
        "UPDATE ops.reattributions SET looked_at = looked_at - interval '1 day' WHERE looked_at IS NOT NULL");
  }

  /** What the audit says: rows against what the lane inserted and what left otherwise. */
  List<String> missing() {
    return database.query(
        """
        SELECT (SELECT sum(inserted) FROM ops.lane_tallies WHERE topic = 'readings.valid')
          - coalesce((SELECT sum(row_count) FROM ops.row_movements
                      WHERE table_name = 'health_metrics' AND kind IN ('merged', 'withdrawn')), 0)
          - (SELECT count(*) FROM health.health_metrics)
        """);
  }

  AvroDeserializer<Reading> readings() {
    return new AvroDeserializer<>(schemas);
  }
}
