package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services of other versions write beside the sink: nothing is lost and nothing stops. */
class SchemaEvolutionIT {

  private static final Instant NOON = TestReadings.NOW;
  private static final UUID PERSON = TestReadings.user(1);
  private static final byte[] KEY = UuidSerializer.bytes(PERSON);

  private final SinkWorld world = new SinkWorld();
  private final OtherVersions versions = new OtherVersions(world);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void storesWhatNewerAndOlderVersionsWrite() {
    Reading reading = TestReadings.heartRate(1, NOON, 61);
    Reading before = TestReadings.heartRate(1, NOON.minusSeconds(1), 60);
    world.send(List.of(TestReadings.heartRate(1, NOON.minusSeconds(2), 59)));
    world.sendRaw(
        Topics.READINGS_VALID, KEY, versions.newer(Topics.READINGS_VALID, reading, "posture"));
    world.sendRaw(
        Topics.READINGS_VALID, KEY, versions.older(Topics.READINGS_VALID, before, "group_id"));
    world.sendRaw(
        Topics.ALERTS_CRITICAL, KEY, versions.newer(Topics.ALERTS_CRITICAL, alert(1), "channel"));
    world.sendRaw(
        Topics.REGISTRY_USERS, KEY, versions.newer(Topics.REGISTRY_USERS, person(), "language"));
    world.sendRaw(Topics.EHR_RECORDS, KEY, versions.newer(Topics.EHR_RECORDS, record(), "ward"));
    world.startSink();
    world.drained();

    assertEquals(
        List.of("59", "60", "61"),
        world.query("SELECT metric_value FROM health.health_metrics ORDER BY 1"));
    assertEquals(
        List.of("fast heart|7"),
        world.query("SELECT rule_name, breaching_readings FROM health.alerts"));
    assertEquals(List.of("1961"), world.query("SELECT birth_year FROM health.users"));
    assertEquals(
        List.of("Condition"),
        world.query("SELECT record_type FROM health.electronic_health_records"));
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));
  }

  @Test
  void waitsForARegistryThatIsAwayWhenANewSchemaComes() {
    SinkApp sink = world.startSink();
    world.send(Topics.ALERTS_CRITICAL, PERSON, alert(1));
    world.drained();
    byte[] reading =
        versions.newer(Topics.READINGS_VALID, TestReadings.heartRate(1, NOON, 61), "wrist");
    byte[] record = versions.newer(Topics.EHR_RECORDS, record(), "clinic");
    world.stack.registry().kill9();
    try {
      world.sendRaw(Topics.READINGS_VALID, KEY, reading);
      world.sendRaw(Topics.EHR_RECORDS, KEY, record);
      Await.until("the lanes wait", () -> !sink.ready());
      // Of what needs no new schema the other lanes go on; those that wait have refused nothing.
      world.send(Topics.ALERTS_CRITICAL, PERSON, alert(2));
      Await.until(
          "alerts go on",
          () -> world.query("SELECT count(*) FROM health.alert_events").equals(List.of("2")));
      assertEquals(
          List.of("0|0"),
          world.query(
              "SELECT (SELECT count(*) FROM ops.quarantined_readings),"
                  + " (SELECT count(*) FROM health.health_metrics)"));
    } finally {
      world.stack.registry().restart();
    }
    world.drained();

    assertEquals(
        List.of("1|1|0"),
        world.query(
            "SELECT (SELECT count(*) FROM health.health_metrics),"
                + " (SELECT count(*) FROM health.electronic_health_records),"
                + " (SELECT count(*) FROM ops.quarantined_readings)"));
    Await.until("ready again", sink::ready);
  }

  @Test
  void storesAReadingOfANewMetricAfterTheUpgradeAndItsReplay() {
    MetricCatalogue today = MetricCatalogue.load();
    MetricCatalogue yesterday =
        new MetricCatalogue(
            today.all().stream().filter(metric -> !metric.code().equals("vo2max")).toList());
    world.execute("DELETE FROM health.metric_types WHERE code = 'vo2max'");
    Reading reading = TestReadings.heartRate(1, NOON, 44.5);
    reading.setMetric("vo2max");
    reading.setUnit("mL/kg/min");
    world.send(List.of(TestReadings.heartRate(1, NOON, 61), reading));
    SinkApp old = world.startSink(world.config("sink", SinkConfig.READINGS), yesterday);
    world.drained();
    assertEquals(
        List.of("unknown-metric|vo2max"),
        world.query("SELECT reason, metric FROM ops.quarantined_readings"));
    assertEquals(List.of("61"), world.query("SELECT metric_value FROM health.health_metrics"));
    old.close();

    world.startSink();
    Await.until(
        "the metric is known",
        () ->
            world
                .query("SELECT unit FROM health.metric_types WHERE code = 'vo2max'")
                .equals(List.of("mL/kg/min")));
    String refused =
        world
            .query("SELECT quarantine_id, encode(payload, 'hex') FROM ops.quarantined_readings")
            .getFirst();
    String[] parts = refused.split("\\|", 2);
    world.topics.sendReplay(
        KEY, HexFormat.of().parseHex(parts[1]), new Replay(UUID.fromString(parts[0]), 1, true));
    world.drained();
    assertEquals(
        List.of("heart-rate|61", "vo2max|44.5"),
        world.query(
            "SELECT code, metric_value FROM health.health_metrics JOIN health.metric_types"
                + " USING (metric_type) ORDER BY 1"));
    assertEquals(
        List.of("0"), world.query("SELECT max(refused_replay) FROM ops.quarantined_readings"));
  }

  private static AlertEvent alert(int revision) {
    return AlertEvent.newBuilder()
        .setEventId(new UUID(9, revision))
        .setEpisodeId(new UUID(8, 1))
        .setUserId(PERSON)
        .setRevision(revision)
        .setEvent("opened")
        .setSeverity("critical")
        .setRuleId(new UUID(7, 7))
        .setRuleName("fast heart")
        .setMetric("heart-rate")
        .setBreachingReadings(7)
        .build();
  }

  private static User person() {
    return User.newBuilder()
        .setUserId(PERSON)
        .setVersion(1)
        .setBirthYear(1961)
        .setChangedAt(NOON)
        .build();
  }

  private static EhrRecord record() {
    return EhrRecord.newBuilder()
        .setRecordId(new UUID(0x4000L, 1))
        .setUserId(PERSON)
        .setRecordType("Condition")
        .build();
  }
}
