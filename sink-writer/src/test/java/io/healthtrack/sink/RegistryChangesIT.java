package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consents, and what moves when it turns out who wore a device. */
class RegistryChangesIT {

  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
  private static final UUID ADA = TestReadings.user(1);
  private static final UUID BOB = TestReadings.user(2);
  private static final UUID WATCH = TestReadings.heartRate(1, MORNING, 60).getDeviceId();

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void replacesAPersonsConsentsByTheNewestEntry() {
    // Before the person: nothing says in which order two topics are read.
    world.send(
        Topics.REGISTRY_CONSENTS, ADA, consents(1, consent("analytics", "permit", null, 0, null)));
    Consents newest =
        consents(
            3,
            consent("analytics", "permit", null, 0, 10),
            consent("analytics", "deny", null, 10, null),
            consent("research", "deny", "heart-rate", 5, null));
    world.send(Topics.REGISTRY_CONSENTS, ADA, newest);
    world.send(
        Topics.REGISTRY_CONSENTS, ADA, consents(2, consent("analytics", "deny", null, 0, null)));
    world.send(Topics.REGISTRY_CONSENTS, ADA, newest);
    world.send(Topics.REGISTRY_CONSENTS, BOB, consents(0));
    world.startSink();
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA));
    world.drained();

    assertEquals(
        List.of(
            "analytics|permit|null|2026-03-01 08:00:00+00|2026-03-01 08:10:00+00",
            "analytics|deny|null|2026-03-01 08:10:00+00|null",
            "research|deny|heart-rate|2026-03-01 08:05:00+00|null"),
        consentRows());
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));

    world.send(
        Topics.REGISTRY_CONSENTS,
        ADA,
        consents(4, consent("research", "deny", "heart-rate", 5, null)));
    world.drained();
    assertEquals(List.of("research|deny|heart-rate|2026-03-01 08:05:00+00|null"), consentRows());
  }

  @Test
  void consentsGoWithTheirTombstoneAndWithThePerson() {
    world.startSink();
    for (UUID person : List.of(ADA, BOB)) {
      world.send(Topics.REGISTRY_USERS, person, user(person));
      world.send(
          Topics.REGISTRY_CONSENTS,
          person,
          consents(1, consent("research", "deny", null, 0, null)));
    }
    world.drained();
    assertEquals(2, consentRows().size());

    world.sendRaw(Topics.REGISTRY_CONSENTS, UuidSerializer.bytes(ADA), null);
    world.sendRaw(Topics.REGISTRY_USERS, UuidSerializer.bytes(BOB), null);
    world.drained();
    assertEquals(List.of(), consentRows());
  }

  @Test
  void readingsFollowACorrectionAlsoThoseThatArriveLater() {
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA));
    world.send(Topics.REGISTRY_USERS, BOB, user(BOB));
    world.send(Topics.REGISTRY_DEVICES, WATCH, device(1, worn(ADA, 0, null)));
    List<Reading> readings = new ArrayList<>();
    for (int minute = 0; minute < 200; minute++) {
      readings.add(TestReadings.heartRate(1, at(minute), 60 + minute));
    }
    world.send(readings);
    world.startSink();
    world.drained();
    adaHas(200);

    world.send(
        Topics.REGISTRY_DEVICES,
        WATCH,
        device(2, worn(ADA, 0, 50), worn(BOB, 50, 150), worn(ADA, 150, null)));
    adaHas(100);
    assertEquals(
        List.of("259"),
        world.query(
            "SELECT metric_value FROM health.latest_metrics WHERE user_id = '%s'".formatted(ADA)));
    assertEquals(
        List.of("209"),
        world.query(
            "SELECT metric_value FROM health.latest_metrics WHERE user_id = '%s'".formatted(BOB)));

    // On their way when the assignment was corrected: new ones, one that moved already, and one
    // that was sent again and is Bob's by now.
    Reading again = Reading.newBuilder(readings.get(60)).setUserId(BOB).build();
    world.send(
        List.of(
            TestReadings.heartRate(1, at(70).plusSeconds(30), 99),
            readings.get(80),
            again,
            TestReadings.heartRate(1, at(160).plusSeconds(30), 98)));
    world.drained();
    adaHas(101);

    assertEquals(
        List.of("101|t", "101|f"),
        world.query(
            """
            SELECT count(*), user_id = '%s' FROM health.health_metrics GROUP BY 2 ORDER BY 2 DESC
            """
                .formatted(ADA)));
    followed();
    // The law of the audit, and windows that say what the table says.
    assertEquals(
        List.of("0"),
        world.query(
            """
            SELECT (SELECT sum(inserted) FROM ops.lane_tallies WHERE topic = 'readings.valid')
              - coalesce((SELECT sum(row_count) FROM ops.row_movements
                          WHERE table_name = 'health_metrics' AND kind IN ('merged', 'withdrawn')), 0)
              - (SELECT count(*) FROM health.health_metrics)
            """));
    assertEquals(
        world.query(
            "SELECT user_id, date_bin('1 hour', measured_at, 'epoch'), count(*)"
                + " FROM health.health_metrics GROUP BY 1, 2 ORDER BY 1, 2"),
        world.query(
            "SELECT user_id, window_start, readings FROM health.metric_windows"
                + " WHERE window_minutes = 60 ORDER BY 1, 2"));
    assertEquals(
        world.query("SELECT user_id, count(*) FROM health.health_metrics GROUP BY 1 ORDER BY 1"),
        world.query(
            "SELECT user_id, sum(readings) FROM health.daily_metrics GROUP BY 1 ORDER BY 1"));
  }

  private void adaHas(int rows) {
    Await.until(
        "%d readings of the first wearer".formatted(rows),
        () ->
            world
                .query(
                    "SELECT count(*) FROM health.health_metrics WHERE user_id = '%s'"
                        .formatted(ADA))
                .equals(List.of(Integer.toString(rows))));
  }

  private void followed() {
    Await.until(
        "windows follow",
        () ->
            world
                .query(
                    "SELECT (SELECT count(*) FROM ops.repair_queue),"
                        + " (SELECT count(*) FROM ops.batches WHERE lane = 'readings'"
                        + " AND rolled_up_at IS NULL)")
                .equals(List.of("0|0")));
  }

  private List<String> consentRows() {
    return world.query(
        "SELECT scope, decision, metric, valid_from, valid_until FROM health.consents"
            + " ORDER BY scope, metric, valid_from");
  }

  private static Consents consents(int version, Consent... consents) {
    return Consents.newBuilder()
        .setUserId(ADA)
        .setConsents(Arrays.asList(consents))
        .setVersion(version)
        .setChangedAt(MORNING.plusSeconds(version))
        .build();
  }

  private static Consent consent(
      String scope, String decision, String metric, int from, Integer until) {
    return new Consent(scope, decision, at(from), until == null ? null : at(until), metric);
  }

  private static User user(UUID id) {
    return User.newBuilder().setUserId(id).setChangedAt(MORNING).build();
  }

  private static Device device(int version, Assignment... wearers) {
    return Device.newBuilder()
        .setDeviceId(WATCH)
        .setAssignments(Arrays.asList(wearers))
        .setVersion(version)
        .setChangedAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .build();
  }

  private static Assignment worn(UUID user, int from, Integer until) {
    return new Assignment(user, at(from), until == null ? null : at(until));
  }

  private static Instant at(int minute) {
    return MORNING.plusSeconds(60L * minute);
  }
}
