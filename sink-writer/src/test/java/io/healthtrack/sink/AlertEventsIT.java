package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Every kind of event in the life of an episode, through the lane and back out of the tables. */
class AlertEventsIT {

  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID PERSON = TestReadings.user(1);

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void keepsEveryKindOfEventOnceAndTheEpisodeAsTheNewestLeftIt() {
    List<AlertEvent> life =
        List.of(
            event(1, "opened", "warning"),
            event(2, "escalated", "critical"),
            event(3, "repeated", "critical"),
            event(4, "repeated", "critical"),
            silenced(event(5, "silenced", "critical")),
            silenced(event(6, "no-data", "critical")),
            silenced(event(7, "resumed", "critical")),
            silenced(event(8, "corrected", "critical")),
            event(9, "acknowledged", "critical"),
            event(10, "de-escalated", "warning"),
            event(11, "resolved", "warning"),
            event(12, "withdrawn", "warning"));
    world.send(Topics.REGISTRY_USERS, PERSON, person());
    world.startSink();
    send(life.subList(0, 8));
    world.drained();

    assertEquals(
        List.of("corrected|8|2026-03-01 12:00:00|2"), episode("health.alerts", "revision"));
    assertEquals(
        List.of("corrected|limit|2026-03-01 12:00:00|2"), episode("analytics.alerts", "rule_kind"));

    send(life);
    world.drained();

    assertEquals(
        List.of(
            "1|opened|t|null|null",
            "2|escalated|t|null|null",
            "3|repeated|t|null|null",
            "4|repeated|t|null|null",
            "5|silenced|f|2026-03-01 12:00:00|nurse",
            "6|no-data|f|2026-03-01 12:00:00|null",
            "7|resumed|f|2026-03-01 12:00:00|null",
            "8|corrected|f|2026-03-01 12:00:00|null",
            "9|acknowledged|f|null|nurse",
            "10|de-escalated|f|null|null",
            "11|resolved|f|null|null",
            "12|withdrawn|f|null|null"),
        world.query(
            "SELECT revision, event, page, silenced_until AT TIME ZONE 'UTC', acknowledged_by"
                + " FROM health.alert_events ORDER BY revision"));
    assertEquals(List.of("withdrawn|12|null|2"), episode("health.alerts", "revision"));
    assertEquals(
        List.of("nurse"), world.query("SELECT acknowledged_by FROM health.alerts"), "taken on");
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));
  }

  @Test
  void anOlderEventThatComesLateNeitherSilencesAgainNorIsForgotten() {
    world.startSink();
    send(List.of(event(1, "opened", "critical"), event(4, "escalated", "critical")));
    world.drained();
    send(List.of(silenced(event(3, "silenced", "critical")), event(2, "repeated", "critical")));
    world.drained();

    assertEquals(List.of("escalated|4|null|1"), episode("health.alerts", "revision"));
    assertEquals(List.of("4"), world.query("SELECT count(*) FROM health.alert_events"));
  }

  @Test
  void tellsListenersOfEveryCall() throws SQLException {
    world.startSink();
    world.drained();
    try (Connection listener = world.database.connect();
        Statement statement = listener.createStatement()) {
      statement.execute("LISTEN healthtrack_alerts");
      for (int revision = 1; revision <= 3; revision++) {
        world.send(
            Topics.ALERTS_CRITICAL,
            PERSON,
            event(revision, revision == 1 ? "opened" : "repeated", "critical"));
      }
      world.drained();

      List<String> heard = new ArrayList<>();
      Await.until(
          "an opening and two repetitions",
          () -> {
            for (PGNotification one : listener.unwrap(PGConnection.class).getNotifications(100)) {
              heard.add(one.getParameter().replace(" ", ""));
            }
            return heard.size() >= 3;
          });
      assertEquals(
          2, heard.stream().filter(told -> told.contains("\"state\":\"repeated\"")).count());
      assertEquals(3, heard.stream().filter(told -> told.contains("\"page\":true")).count());
    }
  }

  /** A change of severity travels in the topics of both. */
  private void send(List<AlertEvent> events) {
    for (AlertEvent event : events) {
      world.send(topic(event.getSeverity()), PERSON, event);
      if (event.getPreviousSeverity() != null) {
        world.send(topic(event.getPreviousSeverity()), PERSON, event);
      }
    }
  }

  private static Topic topic(String severity) {
    return severity.equals("critical") ? Topics.ALERTS_CRITICAL : Topics.ALERTS_WARNING;
  }

  private List<String> episode(String table, String column) {
    return world.query(
        "SELECT state, %s, silenced_until AT TIME ZONE 'UTC', repetitions FROM %s"
            .formatted(column, table));
  }

  private static AlertEvent silenced(AlertEvent event) {
    event.setSilencedUntil(NOON);
    return event;
  }

  private static User person() {
    return User.newBuilder().setUserId(PERSON).setVersion(1).setChangedAt(MORNING).build();
  }

  private static AlertEvent event(int revision, String kind, String severity) {
    boolean asked = kind.equals("silenced") || kind.equals("acknowledged");
    String before =
        switch (kind) {
          case "escalated" -> "warning";
          case "de-escalated" -> "critical";
          default -> null;
        };
    return AlertEvent.newBuilder()
        .setEventId(new UUID(9, revision))
        .setEpisodeId(new UUID(8, 1))
        .setUserId(PERSON)
        .setRevision(revision)
        .setEvent(kind)
        .setPage(List.of("opened", "escalated", "repeated").contains(kind))
        .setSeverity(severity)
        .setPreviousSeverity(before)
        .setRuleId(new UUID(7, 7))
        .setMetric("heart-rate")
        .setOpenedAt(MORNING)
        .setMeasuredAt(MORNING.plusSeconds(revision))
        .setReceivedAt(MORNING.plusSeconds(revision))
        .setEvaluatedAt(MORNING.plusSeconds(revision))
        .setValidUntil(MORNING.plusSeconds(300 + revision))
        .setValue(181.25)
        .setUnit("/min")
        .setMostExtreme(181.25)
        .setAcknowledgedBy(asked ? "nurse" : null)
        .setCommandId(asked ? new UUID(6, revision) : null)
        .build();
  }
}
