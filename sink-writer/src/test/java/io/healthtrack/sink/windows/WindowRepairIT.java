package io.healthtrack.sink.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.sink.windows.StoredWorld.Stored;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowRepairIT {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final String NUMBERS =
      """
      SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24'), readings, limited, sum, min, max,
             first_value, last_value, revision
      FROM health.metric_windows ORDER BY window_start, user_id
      """;

  private final StoredWorld world = new StoredWorld();

  @Test
  void computesTheHoursOfBatches() {
    world.store(
        List.of(
            Stored.of(1, 1, NOON, 60),
            Stored.of(2, 1, NOON.plusSeconds(3_599), 70.5),
            Stored.of(3, 1, NOON.plusSeconds(60), 40).with("<", null, null),
            Stored.of(4, 1, NOON.plusSeconds(70), 500).with(null, "entered-in-error", null),
            Stored.of(5, 1, NOON.plusSeconds(80), 65).with(null, null, "average"),
            Stored.of(6, 1, NOON.plusSeconds(3_600), 80).with(null, "amended", null),
            Stored.of(7, 1, NOON.plusSeconds(7_200), 300).with(">", null, null)));

    assertEquals(3, world.repair());

    assertEquals(
        List.of(
            "12|2|1|130.5|60|70.5|60|70.5|1",
            "13|1|0|80|80|80|80|80|1",
            "14|0|1|0|null|null|null|null|1"),
        world.database.query(NUMBERS));
    assertEquals(0, world.repair());
  }

  @Test
  void givesWayWhileReadingsComeFasterThanTheyAreStored() throws Exception {
    AtomicBoolean busy = new AtomicBoolean(true);
    WindowRepair repair =
        new WindowRepair(
            MetricCatalogue.load(), (connection, hours) -> {}, busy::get, WindowSource.TABLE);
    world.store(List.of(Stored.of(1, 1, NOON, 60)));
    assertEquals(1, repair.run(world.database.jdbi()), "the first turn is never put off");

    world.queue(1, 1, NOON);
    assertEquals(0, repair.run(world.database.jdbi()));
    busy.set(false);
    assertEquals(1, repair.run(world.database.jdbi()));
  }

  @Test
  void leavesAnUnchangedWindowAsItIs() {
    world.store(List.of(Stored.of(1, 1, NOON, 60)));
    world.repair();
    world.queue(1, 1, NOON);
    world.repair();
    assertEquals(List.of("12|1|0|60|60|60|60|60|1"), world.database.query(NUMBERS));

    world.storeQueued(List.of(Stored.of(2, 1, NOON.plusSeconds(1), 61)));
    world.repair();
    assertEquals(List.of("12|2|0|121|60|61|60|61|2"), world.database.query(NUMBERS));
  }

  @Test
  void repairsBothHoursOfAReadingThatMoved() {
    Stored before = Stored.of(1, 1, NOON, 60);
    world.store(List.of(before));
    world.repair();

    world.delete(List.of(before));
    world.storeQueued(List.of(Stored.of(1, 1, NOON.plus(Duration.ofHours(5)), 60)));
    world.repair();

    assertEquals(List.of("17|1|0|60|60|60|60|60|1"), world.database.query(NUMBERS));
  }

  @Test
  void touchesOnlyHoursWithReadingsOfABatchThatSpansYears() {
    world.store(
        List.of(
            Stored.of(1, 1, Instant.parse("1961-03-01T10:00:00Z"), 60),
            Stored.of(2, 1, Instant.parse("1999-12-31T23:59:59.999999Z"), 61),
            Stored.of(3, 1, Instant.parse("2016-04-12T07:21:00Z"), 62),
            Stored.of(4, 1, NOON, 63)));

    assertEquals(4, world.repair());
    assertEquals(
        List.of("1961|60", "1999|61", "2016|62", "2026|63"),
        world.database.query(
            "SELECT extract(year FROM first_at AT TIME ZONE 'UTC'), sum FROM health.metric_windows"
                + " ORDER BY 1"));
  }

  @Test
  void recomputesTheMinutesOfAnHourInWhichTheStreamLeftSome() {
    world.database.execute(
        """
        INSERT INTO health.metric_windows (user_id, metric_type, window_minutes, window_start, readings,
          limited, sum, min, max, m2, first_value, last_value, first_at, last_at, revision, origin,
          computed_at)
        SELECT '%s', 1, m, '2026-11-01 12:00:00+00', 1, 0, 60, 60, 60, 0, 60, 60,
               '2026-11-01 12:00:00+00', '2026-11-01 12:00:00+00', 7, 'stream', now()
        FROM unnest(ARRAY[1, 5]) m
        """
            .formatted(StoredWorld.user(1)));
    world.storeQueued(
        List.of(
            Stored.of(1, 1, NOON, 60),
            Stored.of(2, 1, NOON.plusSeconds(61), 62),
            Stored.of(3, 1, NOON.plusSeconds(1_800), 64)));
    world.repair();

    assertEquals(
        List.of(
            "1|12:00|1|60|8|table",
            "1|12:01|1|62|1|table",
            "1|12:30|1|64|1|table",
            "5|12:00|2|122|8|table",
            "5|12:30|1|64|1|table",
            "60|12:00|3|186|1|table"),
        world.database.query(
            "SELECT window_minutes, to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI'), readings,"
                + " sum, revision, origin FROM health.metric_windows ORDER BY 1, 2"));
  }

  @Test
  void keepsARequestThatComesWhileItsHourIsRepaired() throws Exception {
    List<Runnable> meanwhile = new ArrayList<>();
    StoredWorld busy = new StoredWorld((connection, hours) -> meanwhile.removeFirst().run());
    busy.store(List.of(Stored.of(1, 1, NOON, 60)));
    meanwhile.add(() -> busy.storeQueued(List.of(Stored.of(2, 1, NOON.plusSeconds(1), 61))));
    meanwhile.add(() -> {});

    assertEquals(2, busy.repair());
    assertEquals(List.of("2"), busy.database.query("SELECT readings FROM health.metric_windows"));
    assertEquals(List.of("0"), busy.database.query("SELECT count(*) FROM ops.repair_queue"));
  }

  @Test
  void leavesAnHourToTheOneWhoIsStillAskingForIt() throws Exception {
    world.store(List.of(Stored.of(1, 1, NOON, 60)));
    world.repair();
    world.queue(1, 1, NOON);
    try (Connection asking = world.database.connect()) {
      asking.setAutoCommit(false);
      asking.createStatement().execute("UPDATE ops.repair_queue SET requests = requests + 1");
      assertTrue(world.repair.run(world.database.jdbi()) > 0);
      asking.commit();
    }
    assertEquals(List.of("2"), world.database.query("SELECT requests FROM ops.repair_queue"));
    assertEquals(1, world.repair());
  }

  @Test
  void waitsWhereWindowRepairIsHeld() throws Exception {
    world.store(List.of(Stored.of(1, 1, NOON, 60)));
    try (Connection erasing = world.database.connect()) {
      erasing.setAutoCommit(false);
      erasing.createStatement().execute("SELECT ops.hold_window_repair()");
      assertEquals(0, world.repair());
      erasing.commit();
    }
    assertEquals(1, world.repair());
  }

  @Test
  void keepsTheWindowsOfArchivedReadings() {
    world.store(List.of(Stored.of(1, 1, NOON, 60), Stored.of(2, 1, NOON.plusSeconds(1), 61)));
    world.repair();
    world.database.execute(
        """
        INSERT INTO ops.archives (table_name, partition_name, from_day, until_day, state, asked_by,
                                  file_name, row_count, byte_count, sha256, manifest)
        VALUES ('health_metrics', 'health_metrics_2026_11', '2026-11-01', '2026-12-01', 'stored', 'test',
                'x', 2, 1, 'x', '{}');
        DELETE FROM health.health_metrics
        """);
    world.storeQueued(List.of(Stored.of(3, 1, NOON.plusSeconds(2), 90)));
    world.repair();

    assertEquals(List.of("12|2|0|121|60|61|60|61|1"), world.database.query(NUMBERS));
    assertEquals(List.of("0"), world.database.query("SELECT count(*) FROM ops.repair_queue"));
  }

  @Test
  void queuesHoursForPeople() {
    world.storeQueued(
        List.of(
            Stored.of(1, 1, NOON, 60),
            new Stored(new UUID(2, 2), 1, 6, NOON.plusSeconds(3_700), 97, null, null, null),
            Stored.of(3, 2, NOON, 60)));
    world.repair();
    world.database.execute("DELETE FROM health.health_metrics WHERE metric_type = 6");

    world.database.execute(
        "CALL ops.queue_window_repair('%s', NULL, '2026-11-01 12:30+00', '2026-11-02 00:00+00')"
            .formatted(StoredWorld.user(1)));
    assertEquals(
        List.of("1|12", "6|13"),
        world.database.query(
            "SELECT metric_type, extract(hour FROM window_start AT TIME ZONE 'UTC')"
                + " FROM ops.repair_queue ORDER BY 1"));
    world.repair();

    assertEquals(
        List.of("1|1", "2|1"),
        world.database.query(
            "SELECT split_part(user_id::text, '-', 5)::integer, metric_type"
                + " FROM health.metric_windows ORDER BY 1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void endsAsIfComputedFromScratch(long seed) {
    Random random = new Random(seed);
    List<Stored> stored = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      List<Stored> batch = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        batch.add(
            new Stored(
                new UUID(random.nextLong(), random.nextLong()),
                random.nextInt(3),
                random.nextBoolean() ? 1 : 20,
                NOON.minusMillis(random.nextInt(20_000_000)),
                Math.rint(random.nextDouble() * 3e6) / 1e4,
                random.nextInt(10) == 0 ? "<" : null,
                random.nextInt(20) == 0 ? "entered-in-error" : null,
                random.nextInt(20) == 0 ? "average" : null));
      }
      if (random.nextBoolean()) {
        world.store(batch);
      } else {
        world.storeQueued(batch);
      }
      stored.addAll(batch);
      if (random.nextBoolean()) {
        world.repair();
      }
      List<Stored> gone = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        gone.add(stored.remove(random.nextInt(stored.size())));
      }
      world.delete(gone);
    }
    world.repair();
    List<String> followed = world.database.query(StoredWorld.WINDOWS);

    world.database.execute("TRUNCATE health.metric_windows");
    for (int user = 0; user < 3; user++) {
      world.database.execute(
          "CALL ops.queue_window_repair('%s', NULL, '2026-10-01', '2026-12-01')"
              .formatted(StoredWorld.user(user)));
    }
    world.repair();

    assertEquals(followed, world.database.query(StoredWorld.WINDOWS));
    assertEquals(
        world.database.query(
            """
            SELECT user_id, metric_type, date_bin('1 hour', measured_at, 'epoch') AS hour,
                   count(*) FILTER (WHERE comparator IS NULL), count(comparator),
                   coalesce(round(sum(metric_value) FILTER (WHERE comparator IS NULL)::numeric, 6), 0),
                   min(metric_value) FILTER (WHERE comparator IS NULL),
                   coalesce(round((var_pop(metric_value) FILTER (WHERE comparator IS NULL))::numeric, 5), 0)
            FROM health.health_metrics
            WHERE status IS DISTINCT FROM 'entered-in-error' AND statistic IS NULL
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """),
        world.database.query(
            """
            SELECT user_id, metric_type, window_start, readings, limited, round(sum::numeric, 6), min,
                   coalesce(round((m2 / nullif(readings, 0))::numeric, 5), 0)
            FROM health.metric_windows ORDER BY 1, 2, 3
            """));
  }
}
