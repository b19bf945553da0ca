package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.healthtrack.avro.Reading;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to the parts, the table ends up as the set of what was sent. */
class SinkFaultsIT {

  /** Many small batches, so that faults fall between and into them. */
  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));

  private final SinkWorld world = new SinkWorld();

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("healthtrack.seeds", 2));
  }

  @AfterEach
  void close() {
    if (!world.stack.postgres().ready()) {
      world.stack.postgres().restart();
    }
    world.close();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsTheTableExactWhileSinksReplaceEachOther(long seed) {
    Random random = new Random(seed);
    Set<Reading> sent = new HashSet<>();
    SinkApp app = world.startSink("first", SMALL);
    for (int round = 0; round < 3; round++) {
      sendSome(random, sent, 1_000);
      if (random.nextBoolean()) {
        app.close();
      }
      // Otherwise the older one lives on as a zombie and has to stand back.
      app = world.startSink("sink-" + round, SMALL);
    }
    world.drained();
    assertExact(sent);
  }

  @Test
  void fencesTheOlderOfTwoSinks() {
    Set<Reading> sent = new HashSet<>();
    SinkApp older = world.startSink("older", SMALL);
    Await.until("the older runs", older::ready);
    sendSome(new Random(1), sent, 100);
    world.drained();

    SinkApp newer = world.startSink("newer", SMALL);
    Await.until("the newer runs", newer::ready);
    sendSome(new Random(2), sent, 100);
    world.drained();
    Await.until("the older stands by", () -> !older.ready());

    assertFalse(older.ready());
    assertEquals(List.of("newer"), world.query("SELECT DISTINCT owner FROM ops.lane_offsets"));
    assertExact(sent);
  }

  @Test
  void waitsForAFrozenDatabase() {
    Set<Reading> sent = new HashSet<>();
    SinkApp app = world.startSink("sink", SMALL);
    Await.until("it runs", app::ready);
    // The registry lives in the same server: schemas are known before it freezes.
    sendSome(new Random(2), sent, 100);
    world.drained();
    world.stack.postgres().pause();
    try {
      sendSome(new Random(3), sent, 1_000);
    } finally {
      world.stack.postgres().resume();
    }
    world.drained();
    Await.until("it is ready again", app::ready);
    assertExact(sent);
  }

  @Test
  void bringsBackPartitionsThatWereTakenAway() {
    Set<Reading> sent = new HashSet<>();
    SinkApp app = world.startSink("sink", SMALL);
    sendSome(new Random(4), sent, 300);
    world.drained();
    world.execute(
        "ALTER TABLE health.health_metrics DETACH PARTITION health.health_metrics_2026_11_01");
    world.execute("DROP TABLE health.health_metrics_2016");
    Reading old = TestReadings.heartRate(1, Instant.parse("2016-04-12T07:21:00Z"), 62);
    sent.add(old);
    world.send(List.of(old));
    sendSome(new Random(5), sent, 300);

    world.drained();
    Await.until("it is ready", app::ready);
    assertExact(sent);
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));
  }

  /** New readings, a few of them sent twice as validation passes on what it is not sure of. */
  private void sendSome(Random random, Set<Reading> sent, int count) {
    List<Reading> readings = TestReadings.stream(random, 10, count / 10);
    Set<Reading> fresh = new HashSet<>(readings);
    fresh.removeAll(sent);
    sent.addAll(readings);
    world.send(readings.stream().filter(fresh::contains).toList());
    world.send(
        readings.stream()
            .filter(reading -> random.nextInt(10) == 0)
            .map(TestReadings::unproven)
            .toList());
  }

  private void assertExact(Set<Reading> sent) {
    List<String> expected =
        sent.stream().map(r -> r.getReadingId() + "|" + (int) r.getValue()).sorted().toList();
    assertEquals(
        expected,
        world.query("SELECT metric_id, metric_value::integer FROM health.health_metrics").stream()
            .sorted()
            .toList());
    assertEquals(
        List.of("true"),
        world.query(
            "SELECT bool_and(inserted = "
                + sent.size()
                + ")::text FROM (SELECT sum(inserted)"
                + " AS inserted FROM ops.lane_tallies WHERE lane = 'readings') t"));
  }
}
