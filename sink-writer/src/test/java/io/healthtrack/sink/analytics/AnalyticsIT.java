package io.healthtrack.sink.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.windows.StoredWorld;
import io.healthtrack.sink.windows.StoredWorld.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyticsIT {

  private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

  private static final String DAYS =
      """
      SELECT user_id, metric_type, day, readings, limited, sum, m2, min, max, histogram
      FROM health.daily_metrics ORDER BY 1, 2, 3
      """;

  private final StoredWorld world = new StoredWorld(new DailyRollup());

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void daysFollowTheirHours(long seed) {
    Random random = new Random(seed);
    List<Stored> stored = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      List<Stored> batch = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        batch.add(
            Stored.of(
                    random.nextLong(),
                    random.nextInt(3),
                    NOON.minusSeconds(random.nextInt(300_000)),
                    random.nextInt(400, 2_000) / 10.0)
                .with(random.nextInt(10) == 0 ? "<" : null, null, null));
      }
      world.store(batch);
      stored.addAll(batch);
      world.repair();
      List<Stored> gone = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        gone.add(stored.remove(random.nextInt(stored.size())));
      }
      world.delete(gone);
    }
    world.repair();
    List<String> followed = world.database.query(DAYS);

    assertEquals(
        world.database.query(
            """
            SELECT user_id, (measured_at AT TIME ZONE 'UTC')::date, count(*) - count(comparator),
                   count(comparator), min(metric_value) FILTER (WHERE comparator IS NULL),
                   round(coalesce(sum(metric_value) FILTER (WHERE comparator IS NULL), 0)::numeric, 6),
                   round(coalesce(var_pop(metric_value) FILTER (WHERE comparator IS NULL), 0)::numeric, 5),
                   count(*) - count(comparator)
            FROM health.health_metrics GROUP BY 1, 2 ORDER BY 1, 2
            """),
        world.database.query(
            """
            SELECT user_id, day, readings, limited, min, round(sum::numeric, 6),
                   round(coalesce(m2 / nullif(readings, 0), 0)::numeric, 5),
                   (SELECT coalesce(sum(c), 0) FROM unnest(histogram) c)
            FROM health.daily_metrics ORDER BY 1, 2
            """));
    world.database.execute(
        "DELETE FROM health.daily_metrics; INSERT INTO ops.repair_queue (user_id, metric_type,"
            + " window_start) SELECT user_id, metric_type, window_start FROM health.metric_windows");
    world.repair();
    assertEquals(followed, world.database.query(DAYS));
  }

  @Test
  void weeksMonthsAndTrendsAddDaysUp() {
    register(1, "1980-05-05");
    Instant today = Instant.now();
    List<Stored> readings = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      Instant at = today.minusSeconds(86_400L * (day + 1));
      readings.add(Stored.of(1_000 + day, 1, at, 100 - 2.0 * day));
    }
    world.store(readings);
    world.repair();

    assertEquals(
        List.of("heart-rate|20|2|/min"),
        world.database.query(
            "SELECT metric, days, round(slope_per_day::numeric, 6)::float, unit FROM analytics.trends"));
    for (String view : List.of("weekly", "monthly")) {
      assertEquals(
          List.of("20|20|1620|62|100|20"),
          world.database.query(
              """
              SELECT sum(days), sum(readings), sum(sum), min(min), max(max),
                     sum((SELECT sum(c) FROM unnest(histogram) c)) FROM analytics.%s
              """
                  .formatted(view)));
    }
    assertEquals(
        world.database.query(
            """
            SELECT date_trunc('week', measured_at AT TIME ZONE 'UTC')::date,
                   round(stddev_pop(metric_value)::numeric, 6)
            FROM health.health_metrics GROUP BY 1 ORDER BY 1
            """),
        world.database.query(
            "SELECT week, round(standard_deviation::numeric, 6) FROM analytics.weekly ORDER BY 1"));
  }

  @Test
  void suppressesWhatFewerThanElevenPeopleStandFor() {
    for (int person = 1; person <= 10; person++) {
      register(person, "1980-05-05");
      world.store(List.of(Stored.of(person, person, NOON, 60 + person)));
    }
    refresh();
    assertEquals(
        List.of("heart-rate|null|null|null|null|t"),
        world.database.query(
            "SELECT metric, people, mean, p50, readings, suppressed FROM analytics.population_daily"));
    assertEquals(
        List.of("null|null|t"),
        world.database.query(
            "SELECT people, p50, suppressed FROM"
                + " analytics.percentiles('heart-rate', '2026-11-01', '2026-11-30', 'week')"));
    assertEquals(
        List.of("40-49|null|null|t"),
        world.database.query(
            "SELECT age_group, people, mean, suppressed FROM"
                + " analytics.population_by('heart-rate', '2026-11-01', '2026-11-30')"));

    register(11, "1980-05-05");
    world.store(List.of(Stored.of(11, 11, NOON, 71)));
    refresh();
    assertEquals(
        List.of("heart-rate|2026-11-02|11|66|66|f"),
        world.database.query(
            "SELECT metric, day, people, mean, p50, suppressed FROM analytics.population_daily"));
    assertEquals(
        List.of("2026-11-02|11|f"),
        world.database.query("SELECT week, people, suppressed FROM analytics.population_weekly"));
    assertEquals(
        List.of("11|t|f"),
        world.database.query(
            "SELECT people, p50 BETWEEN 65 AND 70, suppressed FROM"
                + " analytics.percentiles('heart-rate', '2026-11-01', '2026-11-30')"));
    assertEquals(
        List.of("40-49|11|66|f"),
        world.database.query(
            "SELECT age_group, people, mean, suppressed FROM"
                + " analytics.population_by('heart-rate', '2026-11-01', '2026-11-30')"));
  }

  @Test
  void leavesOutWhoeverDenies() {
    for (int person = 1; person <= 12; person++) {
      register(person, "1980-05-05");
      world.store(List.of(Stored.of(person, person, NOON, 60)));
    }
    refresh();
    deny(1, "NULL", "now()", "NULL");
    deny(2, "'heart-rate'", "now()", "NULL");
    deny(3, "'glucose'", "now()", "NULL");
    deny(4, "NULL", "now() + interval '1 day'", "NULL");
    deny(5, "NULL", "now() - interval '2 days'", "now() - interval '1 day'");
    refresh();

    for (String view : List.of("readings", "daily", "weekly")) {
      assertEquals(
          List.of("10"), world.database.query("SELECT count(*) FROM analytics." + view), view);
    }
    assertEquals(List.of("11"), world.database.query("SELECT count(*) FROM analytics.people"));
    assertEquals(
        List.of("t"), world.database.query("SELECT suppressed FROM analytics.population_daily"));
    world.database.execute("DELETE FROM health.consents");
    refresh();
    assertEquals(
        List.of("12"), world.database.query("SELECT people FROM analytics.population_daily"));
  }

  @Test
  void givesMergedRecordsOnePseudonymAndErasedPeopleNone() {
    register(1, "1980-05-05");
    register(2, "1980-05-05");
    world.store(List.of(Stored.of(1, 1, NOON, 60), Stored.of(2, 2, NOON, 70)));
    world.database.execute(
        "UPDATE health.users SET merged_into = '%s' WHERE user_id = '%s'"
            .formatted(StoredWorld.user(1), StoredWorld.user(2)));

    assertEquals(
        List.of("1|2"),
        world.database.query("SELECT count(DISTINCT person), count(*) FROM analytics.readings"));
    assertEquals(List.of("1"), world.database.query("SELECT count(*) FROM analytics.people"));
    deny(2, "NULL", "now()", "NULL");
    assertEquals(List.of("0"), world.database.query("SELECT count(*) FROM analytics.readings"));
    world.database.execute(
        "DELETE FROM health.consents; UPDATE health.users SET merged_into = NULL");
    assertEquals(
        List.of("2"),
        world.database.query("SELECT count(DISTINCT person) FROM analytics.readings"));
    world.database.execute("DELETE FROM health.users");
    assertEquals(
        List.of("0"), world.database.query("SELECT count(*) FROM health.person_pseudonyms"));
  }

  @Test
  void givesPseudonymsToPeopleTheRegistryDoesNotKnow() {
    world.database.execute(
        "INSERT INTO health.latest_metrics VALUES ('%1$s', 1, now(), 60, now(), '%1$s', '%1$s')"
            .formatted(UUID.randomUUID()));
    refresh();
    assertEquals(
        List.of("1|1"),
        world.database.query(
            "SELECT (SELECT count(*) FROM health.person_pseudonyms),"
                + " (SELECT count(*) FROM health.device_pseudonyms)"));
  }

  @Test
  void tellsOfAgesOnlyUpToNinety() {
    register(1, "1930-01-01");
    register(2, "1936-01-01");
    register(3, "2020-01-01");
    assertEquals(
        List.of("6|0-17", "90|90+", "90|90+"),
        world.database.query("SELECT age, age_group FROM analytics.people ORDER BY 1"));
  }

  @Test
  void letsAnalystsReadAnalyticsAndFindNoId() throws SQLException {
    register(1, "1980-05-05");
    world.store(List.of(Stored.of(1, 1, NOON, 60)));
    refresh();
    List<String> views =
        world.database.query(
            "SELECT table_name FROM information_schema.views WHERE table_schema = 'analytics'");
    assertTrue(views.size() >= 13, views.toString());
    try (Connection analyst = world.database.connect()) {
      analyst.createStatement().execute("SET ROLE analyst");
      for (String view : views) {
        List<String> rows =
            MigratedDatabase.rows(
                analyst, "SELECT to_jsonb(v) FROM analytics.%s v".formatted(view));
        String all = rows.toString();
        assertTrue(!all.contains(StoredWorld.user(1).toString()), view);
        assertTrue(!all.contains("Ann"), view);
        assertTrue(!all.contains(new UUID(1, 1).toString()), view);
      }
      MigratedDatabase.rows(
          analyst, "SELECT * FROM analytics.percentiles('heart-rate', '2026-11-01', '2026-11-30')");
      MigratedDatabase.rows(
          analyst,
          "SELECT * FROM analytics.population_by('heart-rate', '2026-11-01', '2026-11-30')");
      for (String table :
          List.of("users", "person_pseudonyms", "device_pseudonyms", "daily_metrics")) {
        assertThrows(
            SQLException.class,
            () -> MigratedDatabase.rows(analyst, "SELECT * FROM health." + table));
      }
    }
  }

  @Test
  void leavesPeopleOutBehindBarriersOnly() {
    assertEquals(
        List.of(),
        world.database.query(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'analytics'::regnamespace AND relkind = 'v'
              AND pg_get_viewdef(oid) LIKE '%withheld_from_analytics%'
              AND reloptions IS DISTINCT FROM ARRAY['security_barrier=true']
            """));
  }

  @Test
  void rollupsTouchOnlyTheirPartitions() {
    register(1, "1980-05-05");
    world.store(List.of(Stored.of(1, 1, NOON, 60)));
    refresh();
    String days =
        world
            .database
            .query(
                "EXPLAIN SELECT day, avg(mean) FROM analytics.daily WHERE metric = 'heart-rate'"
                    + " AND day >= '2026-10-05' AND day < '2026-11-04' GROUP BY day")
            .toString();
    assertEquals(List.of("daily_metrics_2026_10", "daily_metrics_2026_11"), partitions(days));
    String readings =
        world
            .database
            .query(
                "EXPLAIN SELECT avg(value) FROM analytics.readings WHERE metric = 'heart-rate'"
                    + " AND measured_at >= '2026-11-02+00' AND measured_at < '2026-11-04+00'")
            .toString();
    assertEquals(
        List.of("health_metrics_2026_11_02", "health_metrics_2026_11_03"), partitions(readings));
  }

  private static List<String> partitions(String plan) {
    return java.util.regex.Pattern.compile(" on ((?:daily|health)_metrics_\\w+)")
        .matcher(plan)
        .results()
        .map(found -> found.group(1))
        .distinct()
        .sorted()
        .toList();
  }

  private void refresh() {
    world.repair();
    PopulationRollup rollup = new PopulationRollup();
    while (rollup.run(world.database.jdbi()) > 0) {
      // Until nothing is left.
    }
  }

  private void register(int person, String born) {
    world.database.execute(
        """
        INSERT INTO health.users (user_id, tenant, birth_date, gender, given_name, version, changed_at)
        VALUES ('%s', 'default', '%s', 'female', 'Ann', 1, now())
        """
            .formatted(StoredWorld.user(person), born));
  }

  private void deny(int person, String metric, String from, String until) {
    world.database.execute(
        """
        INSERT INTO health.consents (user_id, scope, valid_from, valid_until, decision, metric)
        VALUES ('%s', 'analytics', %s, %s, 'deny', %s)
        """
            .formatted(StoredWorld.user(person), from, until, metric));
  }
}
