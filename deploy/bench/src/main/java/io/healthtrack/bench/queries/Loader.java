package io.healthtrack.bench.queries;

import io.healthtrack.bench.BenchDatabase;
import io.healthtrack.bench.BenchReport;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A database as the sink makes it, with readings as the sink writes them. */
final class Loader {

  private static final int WRITERS = 2;
  private static final int BATCHES_A_DAY = 12;

  private final BenchDatabase database;
  private final People people;
  private final long rows;
  private final LocalDate first;
  private final int days;

  Loader(BenchDatabase database, People people, long rows, LocalDate first, int days) {
    this.database = database;
    this.people = people;
    this.rows = rows;
    this.first = first;
    this.days = days;
  }

  People people() {
    return people;
  }

  LocalDate first() {
    return first;
  }

  int days() {
    return days;
  }

  short metric(Series series) {
    return MetricCatalogue.load().byCode(series.code()).orElseThrow().id();
  }

  Connection connect() throws SQLException {
    return database.connect();
  }

  /** Loads what is not there yet. */
  void load(BenchReport.Numbers numbers) throws Exception {
    if (database.number("SELECT count(*) FROM (SELECT FROM health.users LIMIT 1) x") == 0) {
      registry();
      readings(numbers);
      long start = System.nanoTime();
      database.execute("VACUUM (ANALYZE)");
      numbers.put("vacuum_analyze_s", (System.nanoTime() - start) / 1e9, "s");
    }
    long start = System.nanoTime();
    if (Rollups.make(database, this)) {
      numbers.put("rollup_s", (System.nanoTime() - start) / 1e9, "s for the days of everybody");
      database.execute("VACUUM (ANALYZE)");
    }
    storage(numbers);
  }

  private void registry() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement user =
            connection.prepareStatement(
                "INSERT INTO health.users (user_id, tenant, time_zone, birth_year, gender, version,"
                    + " changed_at) VALUES (?, 'default', 'Europe/Berlin', ?, 'unknown', 1, now())");
        PreparedStatement device =
            connection.prepareStatement(
                "INSERT INTO health.devices (device_id, tenant, version, changed_at)"
                    + " VALUES (?, 'default', 1, now())");
        PreparedStatement worn =
            connection.prepareStatement(
                "INSERT INTO health.device_assignments (device_id, user_id, assigned_from)"
                    + " VALUES (?, ?, '1900-01-01 00:00:00+00')")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < people.count(); i++) {
        user.setObject(1, people.users().get(i));
        user.setInt(2, 1930 + i % 80);
        user.addBatch();
        device.setObject(1, people.devices().get(i));
        device.addBatch();
        worn.setObject(1, people.devices().get(i));
        worn.setObject(2, people.users().get(i));
        worn.addBatch();
      }
      user.executeBatch();
      device.executeBatch();
      worn.executeBatch();
      connection.commit();
    }
  }

  private void readings(BenchReport.Numbers numbers) throws Exception {
    Map<Series, Integer> metrics = new EnumMap<>(Series.class);
    for (Series series : Series.values()) {
      metrics.put(series, (int) metric(series));
    }
    double readingsADay = (double) rows / days / people.count();
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    long written = 0;
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Long>> parts = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        parts.add(writers.submit(() -> write(new DayLoad(people, metrics, readingsADay), next)));
      }
      for (Future<Long> part : parts) {
        written += part.get();
      }
    }
    database.execute(
        """
        INSERT INTO health.latest_metrics
          (user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id)
        SELECT DISTINCT ON (user_id, metric_type)
          user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id
        FROM health.health_metrics WHERE measured_at >= '%s 00:00:00+00'
        ORDER BY user_id, metric_type, measured_at DESC
        """
            .formatted(first.plusDays(days - 1L)));
    numbers.put("loaded_rows", (double) written, "rows");
    numbers.put(
        "loaded_per_s", written / ((System.nanoTime() - start) / 1e9), "rows/s, two writers");
  }

  private long write(DayLoad load, AtomicLong next) throws SQLException {
    long written = 0;
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      for (long day = next.getAndIncrement(); day < days; day = next.getAndIncrement()) {
        written += load.load(connection, first.plusDays(day), BATCHES_A_DAY);
      }
    }
    return written;
  }

  private void storage(BenchReport.Numbers numbers) throws SQLException {
    double readings =
        database.number(
            "SELECT sum(reltuples)::bigint FROM pg_class c JOIN pg_inherits i ON c.oid = i.inhrelid"
                + " WHERE i.inhparent = 'health.health_metrics'::regclass AND reltuples > 0");
    numbers.put("table_bytes_per_reading", size("pg_table_size") / readings, "bytes");
    numbers.put("index_bytes_per_reading", size("pg_indexes_size") / readings, "bytes");
  }

  private double size(String function) throws SQLException {
    return database.number(
        "SELECT sum(%s(inhrelid))::bigint FROM pg_inherits WHERE inhparent = 'health.health_metrics'::regclass"
            .formatted(function));
  }
}
