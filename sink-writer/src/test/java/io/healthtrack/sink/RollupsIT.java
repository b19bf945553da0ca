package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings in, rollups out, whatever happens to the readings on the way. */
class RollupsIT {

  private static final String WINDOWS =
      """
      SELECT user_id, metric_type, window_minutes, window_start, readings, limited, sum, m2, min, max,
             first_value, first_at, last_value, last_at, histogram
      FROM health.metric_windows ORDER BY 1, 2, 3, 4
      """;

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void equalThoseComputedFromScratch(long seed) {
    Random random = new Random(seed);
    world.startSink();
    List<Reading> sent = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int back = 3_600 * (8 - 2 * round) - i * 20;
        readings.add(reading(random, back));
      }
      sent.addAll(readings);
      for (int i = 0; i < 60; i++) {
        Reading known = sent.get(random.nextInt(sent.size()));
        readings.add(
            switch (random.nextInt(4)) {
              case 0 -> TestReadings.unproven(known);
              case 1 -> TestReadings.unproven(reading(random, random.nextInt(100_000)));
              case 2 -> amended(random, known, round);
              default -> retracted(known, round);
            });
      }
      world.send(readings);
      if (random.nextBoolean()) {
        followed();
      }
    }
    followed();
    List<String> rolledUp = world.query(WINDOWS);

    assertEquals(
        world.query(
            """
            SELECT user_id, date_bin('1 hour', measured_at, 'epoch'), count(*), min(metric_value),
                   max(metric_value), round(sum(metric_value)::numeric, 6)
            FROM health.health_metrics WHERE status IS DISTINCT FROM 'entered-in-error'
            GROUP BY 1, 2 ORDER BY 1, 2
            """),
        world.query(
            """
            SELECT user_id, window_start, readings, min, max, round(sum::numeric, 6)
            FROM health.metric_windows ORDER BY 1, 2
            """));
    world.execute("DELETE FROM health.metric_windows");
    for (int user = 0; user < 5; user++) {
      world.execute(
          "CALL ops.queue_window_repair('%s', 'heart-rate', '2026-01-01', '2027-01-01')"
              .formatted(TestReadings.user(user)));
    }
    followed();
    assertEquals(rolledUp, world.query(WINDOWS));
  }

  private void followed() {
    world.drained();
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

  private static Reading reading(Random random, int secondsBack) {
    Instant at = TestReadings.NOW.minusSeconds(secondsBack);
    return TestReadings.heartRate(random.nextInt(5), at, random.nextInt(400, 1_800) / 10.0);
  }

  private static Reading amended(Random random, Reading known, int round) {
    Reading amended =
        TestReadings.amended(
            known, random.nextInt(400, 1_800) / 10.0, TestReadings.NOW.plusSeconds(1 + round));
    amended.setMeasuredAt(known.getMeasuredAt().plusSeconds(random.nextInt(2) * 5_000L));
    return amended;
  }

  private static Reading retracted(Reading known, int round) {
    Reading retracted =
        TestReadings.amended(known, known.getValue(), TestReadings.NOW.plusSeconds(1 + round));
    retracted.setStatus("entered-in-error");
    return retracted;
  }
}
