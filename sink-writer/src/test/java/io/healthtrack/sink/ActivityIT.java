package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Activity;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the lane of activity makes of its topic, beside what the database logs by itself. */
class ActivityIT {

  private static final UUID PERSON = TestReadings.user(1);
  private final Instant now = Instant.now();

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void logsEachHappeningOnceAndRefusesWhatTheDatabaseLogsItself() {
    world.send(TestReadings.stream(new Random(3), 2, 5));
    send(activity(1, "login", now));
    send(activity(2, "export", now.minusSeconds(86_400 * 9_000L)));
    send(activity(1, "login", now));
    send(activity(3, "data-sync", now));
    send(activity(4, "login", now.plusSeconds(86_400 * 30_000L)));
    world.send(Topics.ACTIVITY, TestReadings.user(2), activity(5, "login", now));
    world.send(Topics.ACTIVITY, PERSON, null);
    world.startSink();
    world.drained();

    List<String> rows = List.of("data-sync|2|10", "export|1|null", "login|1|null");
    assertEquals(rows, logged());
    assertEquals(
        List.of("7|2|2|3"),
        world.query(
            "SELECT sum(records_in), sum(inserted), sum(already_stored), sum(quarantined)"
                + " FROM ops.lane_tallies WHERE lane = 'activity'"));
    assertEquals(
        List.of("occurred-in-future", "reserved-kind", "wrong-key"),
        world.query("SELECT reason FROM ops.quarantined_readings ORDER BY 1"));

    world.execute("UPDATE ops.lane_offsets SET next_offset = 0 WHERE lane = 'activity'");
    world.startSink();
    world.drained();
    assertEquals(rows, logged(), "read again from the start");
  }

  @Test
  void bringsNobodyBackWhoWasForgotten() {
    send(activity(1, "login", now.minusSeconds(60)));
    world.startSink();
    world.drained();
    assertEquals(List.of("login|1|null"), logged());

    world.send(Topics.REGISTRY_USERS, PERSON, null);
    world.drained();
    send(activity(1, "login", now.minusSeconds(60)));
    send(activity(2, "login", Instant.now().plusSeconds(60)));
    world.drained();
    assertEquals(List.of("login|1|null"), logged(), "only what happened since");
  }

  private void send(Activity activity) {
    world.send(Topics.ACTIVITY, PERSON, activity);
  }

  private List<String> logged() {
    return world.query(
        "SELECT kind, count(*), sum(readings) FROM health.activity_log GROUP BY 1 ORDER BY 1");
  }

  private static Activity activity(int number, String kind, Instant at) {
    return Activity.newBuilder()
        .setActivityId(new UUID(0x4000L, number))
        .setUserId(PERSON)
        .setKind(kind)
        .setOccurredAt(at)
        .setActor("gateway")
        .build();
  }
}
