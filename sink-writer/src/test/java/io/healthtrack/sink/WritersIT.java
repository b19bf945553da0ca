package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several writers of one lane: nothing lost, nothing twice, nobody waits in a circle. */
class WritersIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final int PEOPLE = 40;

  private static final String DEADLOCKS =
      "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
  private static final String READINGS =
      "FROM ops.lane_offsets WHERE lane = 'readings' AND topic = 'readings.valid'";

  private final SinkWorld world = new SinkWorld();
  private final Random random = new Random(7);
  private final Map<UUID, Reading> expected = new LinkedHashMap<>();
  private int second;
  private long sent;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void sharesPartitionsAmongThreeWriters() {
    SinkApp app = start("sink", 3);
    for (int round = 0; round < 8; round++) {
      sendSome();
    }
    world.drained();

    assertTrue(app.ready());
    assertExact();
    assertEquals(List.of("3"), world.query("SELECT count(DISTINCT backend_pid) " + READINGS));
    assertEquals(
        List.of("0,3", "1", "2"),
        world.query(
            "SELECT string_agg(partition::text, ',' ORDER BY partition) "
                + READINGS
                + " GROUP BY backend_pid ORDER BY 1"));
  }

  @Test
  void sharesAnewWithAnotherNumberOfWriters() {
    SinkApp app = start("three", 3);
    Await.until("three is ready", app::ready);
    sendSome();
    // The number changes while the sink of before lives on as a zombie, or after it has ended.
    for (int writers : List.of(2, 5, 1)) {
      sendSome();
      if (writers == 5) {
        app.close();
      }
      String name = "with-" + writers;
      app = start(name, writers);
      sendSome();
      // Whoever claims last has the lane; one that is still starting may be it.
      Await.until(name + " is ready", app::ready);
    }
    world.drained();

    assertExact();
    assertEquals(
        List.of("with-1|1"),
        world.query("SELECT owner, count(DISTINCT epoch) " + READINGS + " GROUP BY owner"));
  }

  @Test
  void isNobodysHalfWhenTwoSinksStartAtOneMoment() {
    start("three", 3);
    start("two", 2);
    sendSome();
    world.drained();

    assertExact();
    assertEquals(List.of("1"), world.query("SELECT count(DISTINCT owner) " + READINGS));
  }

  private SinkApp start(String name, int writers) {
    return world.startSink(world.config(name, SMALL).withWriters(writers));
  }

  /** New readings; some of before again, unproven; some corrected. */
  private void sendSome() {
    List<Reading> fresh = new ArrayList<>();
    for (int end = second + 25; second < end; second++) {
      for (int person = 0; person < PEOPLE; person++) {
        fresh.add(
            TestReadings.heartRate(
                person, TestReadings.NOW.minusSeconds(20_000L - second), 50 + random.nextInt(99)));
      }
    }
    fresh.forEach(reading -> expected.put(reading.getReadingId(), reading));
    send(fresh);
    List<Reading> known = new ArrayList<>(expected.values());
    List<Reading> late = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      late.add(TestReadings.unproven(known.get(random.nextInt(known.size()))));
    }
    for (int i = 0; i < 50; i++) {
      Reading corrected =
          TestReadings.amended(
              known.get(random.nextInt(known.size())), 200 + i, TestReadings.NOW.plusSeconds(sent));
      expected.put(corrected.getReadingId(), corrected);
      late.add(corrected);
    }
    send(late);
  }

  private void send(List<Reading> readings) {
    world.send(readings);
    sent += readings.size();
  }

  private void assertExact() {
    assertEquals(
        expected.values().stream()
            .map(reading -> reading.getReadingId() + "|" + (int) reading.getValue())
            .sorted()
            .toList(),
        world.query("SELECT metric_id, metric_value::integer FROM health.health_metrics").stream()
            .sorted()
            .toList());
    assertEquals(
        List.of("%d|%d|0".formatted(sent, expected.size())),
        world.query(
            "SELECT sum(records_in), sum(inserted), sum(quarantined) FROM ops.lane_tallies"
                + " WHERE lane = 'readings'"));
    assertEquals(
        List.of(Long.toString(sent)),
        world.query("SELECT sum(records) FROM ops.batches WHERE lane = 'readings'"));
    assertEquals(
        List.of("0"),
        world.query(
            """
            SELECT count(*) FROM health.latest_metrics l
            WHERE (l.measured_at, l.metric_value) IS DISTINCT FROM (
              SELECT ROW(h.measured_at, h.metric_value) FROM health.health_metrics h
              WHERE (h.user_id, h.metric_type) = (l.user_id, l.metric_type)
              ORDER BY h.measured_at DESC LIMIT 1)
            """));
    assertEquals(List.of("0"), world.query(DEADLOCKS));
  }
}
