package io.healthtrack.sink.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.HourWindows;
import io.healthtrack.schemas.windows.RunningTotal;
import io.healthtrack.schemas.windows.RunningTotals;
import io.healthtrack.schemas.windows.WindowLength;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counters showed, added up from the table. */
class RunningTotalsRepairIT {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final Metric STEPS = MetricCatalogue.load().byCode("steps").orElseThrow();
  private static final UUID PERSON = StoredWorld.user(1);
  private static final UUID PHONE = new UUID(7, 7);
  private static final String HOURS =
      """
      SELECT to_char(window_start AT TIME ZONE 'UTC', 'DD HH24'), sum FROM health.metric_windows
      WHERE window_minutes = 60 ORDER BY window_start
      """;

  private final StoredWorld world = new StoredWorld();

  @Test
  void countsDifferencesAcrossHoursAndDays() {
    store(total(1, PHONE, 0, 5_000), total(2, PHONE, 120, 5_240));
    world.repair();
    assertEquals(List.of("01 12|120", "01 13|120"), world.database.query(HOURS));

    store(total(3, PHONE, 13 * 60, 6_340));
    world.repair();
    assertEquals(
        List.of("01 12|120", "01 13|120", "01 14|100", "01 23|100", "02 00|100"),
        world.database.query(HOURS).stream()
            .filter(h -> !h.matches("01 (1[5-9]|2[0-2]).*"))
            .toList());
  }

  @Test
  void aLateTotalSplitsWhatItsNeighboursSaid() {
    store(total(1, PHONE, 0, 5_000), total(3, PHONE, 120, 5_240));
    world.repair();
    store(total(2, PHONE, 60, 5_200));
    world.repair();
    assertEquals(List.of("01 12|200", "01 13|40"), world.database.query(HOURS));
  }

  @Test
  void aResetIsNoNegativeAmountAndARetractedTotalNeverWas() {
    store(total(1, PHONE, 0, 5_000), total(2, PHONE, 60, 30), total(3, PHONE, 120, 50));
    world.repair();
    assertEquals(List.of("01 12|30", "01 13|20"), world.database.query(HOURS));

    world.database.execute(
        "UPDATE health.health_metrics SET status = 'entered-in-error' WHERE metric_value = 30");
    world.database.execute(
        "CALL ops.queue_window_repair('%s', 'steps', '2026-11-01', '2026-11-02')"
            .formatted(PERSON));
    world.repair();
    assertEquals(List.of("01 12|25", "01 13|25"), world.database.query(HOURS));
  }

  @Test
  void queuesTheHoursBetweenTheNeighbours() {
    store(total(1, PHONE, 0, 5_000), total(2, PHONE, 90, 5_100), total(3, PHONE, 250, 5_200));
    assertEquals(
        List.of("12", "13", "14", "15", "16"),
        world.database.query(
            """
            SELECT to_char(hour AT TIME ZONE 'UTC', 'HH24')
            FROM ops.hours_of_total('%s', 30::smallint, '%s', '2026-11-01 13:30+00') AS t (hour)
            """
                .formatted(PERSON, PHONE)));
    assertEquals(
        List.of("29"),
        world.database.query(
            """
            SELECT count(*)
            FROM ops.hours_of_total('%s', 30::smallint, '%s', '2026-11-01 16:10+00') AS t (hour)
            """
                .formatted(PERSON, PHONE)),
        "from the one before, 13:30, to 25 hours later");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void endsAsTheSetOfTotalsSaysWhateverTheOrder(long seed) {
    Random random = new Random(seed);
    List<RunningTotal> clean = new ArrayList<>();
    double[] shown = {40_000, 900};
    for (int i = 0; i < 120; i++) {
      int counter = random.nextInt(2);
      shown[counter] = random.nextInt(12) == 0 ? 0 : shown[counter] + random.nextInt(300);
      clean.add(
          total(
              i,
              counter == 0 ? PHONE : new UUID(3, 3),
              i * 20 + random.nextInt(20) + (i > 80 ? 2_000 : 0),
              shown[counter]));
    }
    List<RunningTotal> noisy = new ArrayList<>(clean);
    for (int swaps = random.nextInt(60); swaps > 0; swaps--) {
      Collections.swap(noisy, random.nextInt(noisy.size()), random.nextInt(noisy.size()));
    }
    for (int from = 0; from < noisy.size(); from += 20) {
      store(noisy.subList(from, from + 20).toArray(RunningTotal[]::new));
      if (random.nextBoolean()) {
        world.repair();
      }
    }
    world.repair();
    assertEquals(expected(clean), world.database.query(HOURS));
  }

  private static List<String> expected(List<RunningTotal> totals) {
    RunningTotals set = new RunningTotals(STEPS);
    totals.forEach(set::add);
    List<String> hours = new ArrayList<>();
    long first = EventTime.micros(NOON);
    for (int hour = 0; hour < 100; hour++) {
      HourWindows windows = new HourWindows(STEPS, first + hour * WindowLength.HOUR.micros());
      set.forEachAmount(windows::add);
      windows.forEach(
          (length, start, window) -> {
            if (length == WindowLength.HOUR) {
              String sum = String.valueOf(window.sum());
              hours.add(
                  EventTime.instant(start).toString().substring(8, 13).replace('T', ' ')
                      + "|"
                      + (sum.endsWith(".0") ? sum.substring(0, sum.length() - 2) : sum));
            }
          });
    }
    return hours;
  }

  private static RunningTotal total(int id, UUID device, int minute, double value) {
    return new RunningTotal(
        new UUID(1, id), device, EventTime.micros(NOON.plusSeconds(60L * minute)), value);
  }

  /** As the readings lane does, with the batch row that speaks of them. */
  private void store(RunningTotal... totals) {
    StringBuilder sql = new StringBuilder("BEGIN;");
    Instant from = Instant.MAX;
    Instant until = Instant.MIN;
    for (RunningTotal total : totals) {
      Instant at = EventTime.instant(total.measuredAt());
      from = at.isBefore(from) ? at : from;
      until = at.isAfter(until) ? at : until;
      sql.append(
          """
          INSERT INTO health.health_metrics (user_id, metric_id, device_id, measured_at, metric_value,
                                             received_at, metric_type, statistic)
          VALUES ('%s', '%s', '%s', '%s', %s, now(), 30, 'running-total');
          """
              .formatted(PERSON, total.readingId(), total.deviceId(), at, total.value()));
    }
    sql.append(
        """
        INSERT INTO ops.batches (lane, records, inserted, already_stored, corrected, quarantined, people,
                                 devices, user_ids, measured_from, measured_until)
        VALUES ('readings', 1, 1, 0, 0, 0, 1, 0, ARRAY['%s'::uuid], ARRAY['%s'::timestamptz],
                ARRAY['%s'::timestamptz]);
        COMMIT
        """
            .formatted(PERSON, from, until));
    world.database.execute(sql.toString());
  }
}
