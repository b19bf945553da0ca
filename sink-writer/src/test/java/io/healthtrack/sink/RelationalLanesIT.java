package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.Identifier;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What the lanes beside that of the readings make of their topics, and what follows a batch. */
class RelationalLanesIT {

  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
  private static final UUID PERSON = TestReadings.user(1);
  private static final UUID WATCH = new UUID(5, 1);

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void keepsSinceWhenAndUntilWhenAPersonHadAName() {
    world.send(Topics.REGISTRY_USERS, PERSON, person(1, "a", "b"));
    world.send(Topics.REGISTRY_USERS, PERSON, person(2, "b", "c"));
    world.send(Topics.REGISTRY_USERS, PERSON, person(2, "b", "c"));
    world.startSink();
    world.drained();
    assertEquals(
        List.of("a|null|2026-03-01 08:02:00", "b|null|null", "c|2026-03-01 08:02:00|null"),
        names());

    world.send(Topics.REGISTRY_USERS, PERSON, person(3, "a"));
    world.drained();

    assertEquals(
        List.of(
            "a|null|null",
            "b|null|2026-03-01 08:03:00",
            "c|2026-03-01 08:02:00|2026-03-01 08:03:00"),
        names());
    assertEquals(
        List.of("profile-changed|2", "registered|1"),
        world.query("SELECT kind, count(*) FROM health.activity_log GROUP BY 1 ORDER BY 1"));
  }

  @Test
  void endsNamesAlsoWhenAClockWasSetBackAndTakesANameSaidTwice() {
    world.send(Topics.REGISTRY_USERS, PERSON, person(1));
    world.send(Topics.REGISTRY_USERS, PERSON, person(3, "a", "a"));
    User later = person(4, "b");
    later.setChangedAt(MORNING);
    world.send(Topics.REGISTRY_USERS, PERSON, later);
    world.startSink();
    world.drained();

    assertEquals(
        List.of("a|2026-03-01 08:03:00|2026-03-01 08:03:00.000001", "b|2026-03-01 08:00:00|null"),
        names());
  }

  @Test
  void logsAnAssignmentOnceHoweverOftenTheDeviceChanges() {
    world.send(Topics.REGISTRY_DEVICES, WATCH, watch(1));
    world.send(Topics.REGISTRY_DEVICES, WATCH, watch(2, worn(1, MORNING, null)));
    world.send(
        Topics.REGISTRY_DEVICES,
        WATCH,
        watch(
            3, worn(1, MORNING, MORNING.plusSeconds(60)), worn(2, MORNING.plusSeconds(60), null)));
    world.startSink();
    world.drained();

    assertEquals(
        List.of("1|08:00:00|08:01:00", "2|08:01:00|null"),
        world.query(
            "SELECT row_number() OVER (ORDER BY assigned_from),"
                + " (assigned_from AT TIME ZONE 'UTC')::time, (assigned_until AT TIME ZONE 'UTC')::time"
                + " FROM health.device_assignments ORDER BY 1"));
    assertEquals(
        List.of("2"),
        world.query("SELECT count(*) FROM health.activity_log WHERE kind = 'device-assigned'"));

    world.send(Topics.REGISTRY_DEVICES, WATCH, watch(4));
    world.drained();
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM health.device_assignments"));
  }

  @Test
  void keepsEveryVersionOfARuleUntilItIsDeleted() {
    UUID rule = new UUID(7, 7);
    world.send(Topics.REGISTRY_THRESHOLDS, rule, rule(rule, 0));
    world.send(Topics.REGISTRY_THRESHOLDS, rule, rule(rule, 1, version(1, MORNING, null, 120)));
    world.send(
        Topics.REGISTRY_THRESHOLDS,
        rule,
        rule(
            rule,
            2,
            version(1, MORNING, MORNING.plusSeconds(60), 120),
            version(2, MORNING.plusSeconds(60), null, 130)));
    world.startSink();
    world.drained();

    assertEquals(
        List.of("1|120|08:01:00|00:02:00", "2|130|null|00:02:00"),
        world.query(
            "SELECT version, above, (valid_until AT TIME ZONE 'UTC')::time, dwell"
                + " FROM health.thresholds ORDER BY version"));

    world.send(Topics.REGISTRY_THRESHOLDS, rule, null);
    world.drained();
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM health.thresholds"));
  }

  @Test
  void keepsWhatARuleOfEachKindIsMadeOf() {
    UUID rule = new UUID(7, 8);
    AlertEvent opened = alert("opened", 1);
    opened.setRuleKind("composite");
    opened.setEvidence(List.of(new Evidence("heart-rate", 181.25, "/min", MORNING)));
    world.send(Topics.ALERTS_CRITICAL, PERSON, opened);
    RuleVersion composite = version(1, MORNING, MORNING.plusSeconds(60), 120);
    composite.setKind("composite");
    composite.setWindowSeconds(600);
    composite.setConditions(List.of(new RuleCondition("oxygen-saturation", null, 92.0)));
    composite.setMinAge(65);
    RuleVersion aggregate = version(2, MORNING.plusSeconds(60), null, 120);
    aggregate.setKind("aggregate");
    aggregate.setStatistic("mean");
    aggregate.setWindowSeconds(300);
    aggregate.setRepeatSeconds(60);
    world.send(Topics.REGISTRY_THRESHOLDS, rule, rule(rule, 2, composite, aggregate));
    world.startSink();
    world.drained();

    assertEquals(
        List.of(
            "composite|00:10:00|null|all|oxygen-saturation|92|65|null",
            "aggregate|00:05:00|mean|null|null|null|null|00:01:00"),
        world.query(
            "SELECT kind, window_length, statistic, match, conditions -> 0 ->> 'metric',"
                + " (conditions -> 0 ->> 'below')::float8, min_age, repeat_every"
                + " FROM health.thresholds ORDER BY version"));
    assertEquals(
        List.of("composite|heart-rate|181.25|/min"),
        world.query(
            "SELECT rule_kind, evidence -> 0 ->> 'name', (evidence -> 0 ->> 'value')::float8,"
                + " evidence -> 0 ->> 'unit'"
                + " FROM health.alerts JOIN health.alert_events USING (alert_id)"));
  }

  @Test
  void logsWhoseDeviceBroughtWhatOncePerHour() {
    world.send(TestReadings.stream(new Random(8), 3, 40));
    world.startSink();
    world.drained();
    world.send(TestReadings.stream(new Random(9), 3, 10));
    world.drained();

    assertEquals(
        List.of("150|3"),
        world.query(
            "SELECT sum(readings), count(DISTINCT user_id) FROM health.activity_log"
                + " WHERE kind = 'data-sync'"));
    assertEquals(
        List.of("t"),
        world.query(
            "SELECT (SELECT min(measured_at) FROM health.health_metrics)"
                + " = (SELECT min(measured_from) FROM health.activity_log)"
                + " AND (SELECT max(measured_at) FROM health.health_metrics)"
                + " = (SELECT max(measured_until) FROM health.activity_log)"));
    world.execute("UPDATE ops.lane_offsets SET next_offset = 0 WHERE lane = 'readings'");
    world.startSink();
    world.drained();
    assertEquals(
        List.of("150"),
        world.query("SELECT sum(readings) FROM health.activity_log WHERE kind = 'data-sync'"));
    assertEquals(
        List.of("t|t"),
        world.query(
            "SELECT bool_and(cardinality(user_ids) = people), bool_and(owner = 'sink')"
                + " FROM ops.batches WHERE lane = 'readings'"));
  }

  @Test
  void tellsListenersOfAlertsWithoutTellingValues() throws SQLException {
    world.startSink();
    world.drained();
    try (Connection listener = world.database.connect();
        Statement statement = listener.createStatement()) {
      statement.execute("LISTEN healthtrack_alerts");
      world.send(Topics.ALERTS_CRITICAL, PERSON, alert("opened", 1));
      world.send(Topics.ALERTS_CRITICAL, PERSON, alert("opened", 1));
      world.send(Topics.ALERTS_CRITICAL, PERSON, alert("resolved", 2));
      world.drained();

      List<String> heard = new ArrayList<>();
      Await.until(
          "two notifications",
          () -> {
            PGNotification[] news = listener.unwrap(PGConnection.class).getNotifications(100);
            for (PGNotification one : news) {
              heard.add(one.getParameter());
            }
            return heard.size() >= 2;
          });
      assertEquals(2, heard.size());
      assertTrue(heard.get(0).contains("\"opened\"") && heard.get(1).contains("\"resolved\""));
      assertTrue(heard.get(0).replace(" ", "").contains("\"page\":true"), "somebody is woken");
      assertTrue(heard.get(1).replace(" ", "").contains("\"page\":false"), "once");
      assertTrue(heard.stream().noneMatch(told -> told.contains("181.25")), "no values");
    }
  }

  @Test
  void keepsWhoTookAnEpisodeOnUntilItBecomesWorse() {
    world.startSink();
    AlertEvent taken = alert("acknowledged", 2);
    taken.setAcknowledgedBy("nurse");
    world.send(Topics.ALERTS_CRITICAL, PERSON, alert("opened", 1));
    world.send(Topics.ALERTS_CRITICAL, PERSON, taken);
    world.send(Topics.ALERTS_CRITICAL, PERSON, alert("no-data", 3));
    world.drained();
    assertEquals(
        List.of("no-data|nurse|t"),
        world.query(
            "SELECT state, acknowledged_by, acknowledged_at IS NOT NULL FROM health.alerts"));
    assertEquals(
        List.of("nurse"),
        world.query(
            "SELECT acknowledged_by FROM health.alert_events WHERE event = 'acknowledged'"));

    world.send(Topics.ALERTS_CRITICAL, PERSON, alert("escalated", 4));
    world.drained();
    assertEquals(
        List.of("escalated|null"),
        world.query("SELECT state, coalesce(acknowledged_by, 'null') FROM health.alerts"));
  }

  @Test
  void listsWhatDangles() {
    world.send(TestReadings.stream(new Random(10), 2, 5));
    world.startSink();
    world.drained();
    assertEquals(
        List.of("health_metrics|user_id|5", "health_metrics|user_id|5"),
        world.query(
            "SELECT table_name, column_name, row_count FROM ops.orphans"
                + " WHERE table_name = 'health_metrics'"));

    world.send(Topics.REGISTRY_USERS, PERSON, person(1));
    world.drained();
    assertEquals(
        List.of("1"),
        world.query("SELECT count(*) FROM ops.orphans WHERE table_name = 'health_metrics'"));
  }

  private List<String> names() {
    return world.query(
        "SELECT value, valid_from AT TIME ZONE 'UTC', valid_until AT TIME ZONE 'UTC'"
            + " FROM health.user_identifiers ORDER BY value");
  }

  private static User person(int version, String... names) {
    return User.newBuilder()
        .setUserId(PERSON)
        .setVersion(version)
        .setChangedAt(MORNING.plusSeconds(60L * version))
        .setIdentifiers(List.of(names).stream().map(name -> new Identifier("x", name)).toList())
        .build();
  }

  private static Device watch(int version, Assignment... wearers) {
    return Device.newBuilder()
        .setDeviceId(WATCH)
        .setVersion(version)
        .setChangedAt(MORNING.plusSeconds(60L * version))
        .setAssignments(List.of(wearers))
        .build();
  }

  private static Assignment worn(int person, Instant from, Instant until) {
    return new Assignment(TestReadings.user(person), from, until);
  }

  private static ThresholdRule rule(UUID id, int version, RuleVersion... versions) {
    return ThresholdRule.newBuilder()
        .setRuleId(id)
        .setVersion(version)
        .setChangedAt(MORNING.plusSeconds(60L * version))
        .setVersions(List.of(versions))
        .build();
  }

  private static RuleVersion version(int version, Instant from, Instant until, double above) {
    return RuleVersion.newBuilder()
        .setVersion(version)
        .setFrom(from)
        .setUntil(until)
        .setName("fast heart")
        .setMetric("heart-rate")
        .setSeverity("warning")
        .setAbove(above)
        .setDwellSeconds(120)
        .build();
  }

  private static AlertEvent alert(String event, int revision) {
    Reading cause = TestReadings.heartRate(1, MORNING, 181.25);
    return AlertEvent.newBuilder()
        .setEventId(new UUID(9, revision))
        .setEpisodeId(new UUID(8, 1))
        .setUserId(PERSON)
        .setRevision(revision)
        .setEvent(event)
        .setPage(event.equals("opened"))
        .setSeverity("critical")
        .setRuleId(new UUID(7, 7))
        .setMetric("heart-rate")
        .setOpenedAt(MORNING)
        .setMeasuredAt(MORNING)
        .setReceivedAt(MORNING)
        .setEvaluatedAt(MORNING)
        .setValidUntil(MORNING)
        .setValue(cause.getValue())
        .setUnit("/min")
        .setMostExtreme(cause.getValue())
        .build();
  }
}
