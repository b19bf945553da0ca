package io.healthtrack.sink.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.windows.StoredWorld;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast repair is, and what rollups answer: {@code mvn -pl sink-writer verify
 * -Dit.test=RollupsBench}. Too dependent on the machine for the ordinary build.
 */
class RollupsBench {

  private static final Logger LOG = LoggerFactory.getLogger(RollupsBench.class);
  private static final int PEOPLE = Integer.getInteger("healthtrack.bench.people", 10_000);
  private static final int PER_HOUR = Integer.getInteger("healthtrack.bench.per-hour", 60);

  private final StoredWorld world = new StoredWorld(new DailyRollup());

  /** Keeps its connections, as the sink does. */
  private final Database pool = new Database(world.database.config());

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void repairsHours() {
    world.database.execute(
        """
        INSERT INTO health.health_metrics
          (user_id, metric_id, measured_at, metric_value, received_at, metric_type)
        SELECT md5(u::text)::uuid, gen_random_uuid(),
               '2026-11-01 00:00:00+00'::timestamptz + n * interval '1 hour' / %d, 40 + random() * 100,
               now(), m
        FROM generate_series(1, 50) u, unnest(ARRAY[1, 5, 6]) m, generate_series(0, 24 * %1$d - 1) n
        ORDER BY 1, 6, 3;
        """
            .formatted(PER_HOUR));
    world.database.execute("VACUUM ANALYZE health.health_metrics");
    for (int round = 0; round < 3; round++) {
      world.database.execute(
          """
          INSERT INTO ops.repair_queue (user_id, metric_type, window_start)
          SELECT DISTINCT user_id, metric_type, date_bin('1 hour', measured_at, 'epoch')
          FROM health.health_metrics
          """);
      long began = System.nanoTime();
      long hours = world.repair(pool.maintenance());
      double seconds = (System.nanoTime() - began) / 1e9;
      assertEquals(50 * 3 * 24, hours);
      LOG.info(
          "repair {}: {} hours of {} readings in {} s: {} readings/s",
          round,
          hours,
          PER_HOUR,
          seconds,
          Math.round(hours * PER_HOUR / seconds));
    }
    List<Long> idle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      long began = System.nanoTime();
      world.repair(pool.maintenance());
      idle.add((System.nanoTime() - began) / 1_000);
    }
    Collections.sort(idle);
    LOG.info("a turn with nothing to do: median {} us", idle.get(25));
  }

  @Test
  void answersFromRollups() throws SQLException {
    world.database.execute(
        """
        INSERT INTO health.users (user_id, tenant, birth_year, gender, version, changed_at)
        SELECT md5(u::text)::uuid, 'default', 1940 + u %% 60, 'female', 1, now()
        FROM generate_series(1, %d) u;
        INSERT INTO health.daily_metrics
          (user_id, metric_type, day, readings, limited, sum, m2, min, max, histogram, computed_at)
        SELECT md5(u::text)::uuid, m, (now() AT TIME ZONE 'UTC')::date - 90 + d, 100, 0,
               6000 + random() * 3000, 100, 50, 120,
               ARRAY(SELECT CASE WHEN b BETWEEN 8 AND 17 THEN 10 ELSE 0 END FROM generate_series(1, 48) b),
               now()
        FROM unnest(ARRAY[1, 5]) m, generate_series(0, 89) d, generate_series(1, %1$d) u;
        """
            .formatted(PEOPLE));
    world.database.execute("VACUUM ANALYZE health.daily_metrics");
    world.database.execute("ANALYZE health.person_pseudonyms");
    long began = System.nanoTime();
    PopulationRollup rollup = new PopulationRollup();
    long days = 0;
    for (long done = 1; done > 0; ) {
      done = rollup.run(world.database.jdbi());
      days += done;
    }
    LOG.info(
        "population: {} days and weeks, {} ms each",
        days,
        (System.nanoTime() - began) / 1_000_000 / days);
    world.database.execute("ANALYZE health.population_metrics");
    try (Connection connection = world.database.connect()) {
      connection.createStatement().execute("SET ROLE analyst");
      String month = "day >= (now() AT TIME ZONE 'UTC')::date - 30";
      time(
          connection,
          "population_daily, 30 days",
          "SELECT day, mean FROM analytics.population_daily WHERE metric = 'heart-rate' AND "
              + month);
      time(
          connection,
          "the same from daily",
          "SELECT day, avg(mean) FROM analytics.daily WHERE metric = 'heart-rate' AND "
              + month
              + " GROUP BY day");
      time(
          connection,
          "percentiles by week",
          "SELECT * FROM analytics.percentiles('heart-rate', (now() - interval '90 days')::date,"
              + " now()::date, 'week')");
      time(
          connection,
          "population_by age and gender, 30 days",
          "SELECT * FROM analytics.population_by('heart-rate', (now() - interval '30 days')::date,"
              + " now()::date)");
      time(
          connection,
          "weekly of one person",
          "SELECT week, mean FROM analytics.weekly WHERE person ="
              + " (SELECT person FROM analytics.people LIMIT 1) AND metric = 'heart-rate'");
      time(
          connection,
          "weekly of everybody",
          "SELECT week, avg(mean) FROM analytics.weekly WHERE metric = 'heart-rate' GROUP BY week");
      time(connection, "trends of everybody", "SELECT * FROM analytics.population_trends");
    }
    LOG.info(
        "bytes of a day, table and indexes: {}",
        world.database.query(
            "SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
                + " WHERE inhparent = 'health.daily_metrics'::regclass)"
                + " / (SELECT count(*) FROM health.daily_metrics)"));
  }

  private static void time(Connection connection, String what, String sql) throws SQLException {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      long began = System.nanoTime();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          rows.getString(1);
        }
      }
      times.add((System.nanoTime() - began) / 1_000);
    }
    Collections.sort(times);
    LOG.info("{}: median {} us, worst of 7 {} us", what, times.get(3), times.getLast());
  }
}
