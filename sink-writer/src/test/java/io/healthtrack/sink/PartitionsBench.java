package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.archive.ArchiveTask;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import io.healthtrack.sink.partitions.MergeTask;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How fast partitions move, and how long a writer beside them waits at most. Not a test. */
class PartitionsBench {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionsBench.class);
  private static final int ROWS = Integer.getInteger("healthtrack.bench.rows", 2_000_000);

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final LocalDate month = LocalDate.now(ZoneOffset.UTC).minusDays(35).withDayOfMonth(1);
  private final LocalDate today = month.plusMonths(1).plusDays(35);
  @TempDir private Path directory;

  @Test
  void measures() throws Exception {
    partitions();
    database.execute(
        """
        INSERT INTO health.health_metrics (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type, source)
        SELECT md5('u' || i %% 1000)::uuid, gen_random_uuid(), md5('d' || i %% 1000)::uuid,
               date_trunc('milliseconds', timestamptz '%s 00:00:00+00' + i * interval '30 days' / %d), 60 + i %% 50,
               timestamptz '%1$s 00:00:01+00' + i * interval '30 days' / %2$d, 1 + i %% 5, 'bench'
        FROM generate_series(1, %2$d) i
        """
            .formatted(month, ROWS));
    database.execute("CHECKPOINT");
    rate(
        "CREATE TABLE AS, ordered, and its key",
        () -> {
          database.execute(
              "CREATE TABLE bare AS SELECT * FROM health.health_metrics ORDER BY user_id, metric_type, measured_at, metric_id;"
                  + " ALTER TABLE bare ADD PRIMARY KEY (user_id, metric_type, measured_at, metric_id)");
          return 1;
        });
    database.execute("DROP TABLE bare");
    Clock clock = Clock.fixed(today.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);
    MaintenanceConfig config = MaintenanceConfig.DEFAULT.withArchive(directory);
    beside("merge", new MergeTask(config, clock));
    database.execute(
        "CALL ops.archive_partitions('readings', '%s')".formatted(month.plusMonths(1)));
    beside("archive", new ArchiveTask(config));
    LOG.info(
        "bytes of a reading: {}",
        database.query("SELECT round(byte_count::numeric / row_count, 1) FROM ops.archives"));
    database.execute("CALL ops.restore_archive(1)");
    beside("restore", new ArchiveTask(config));
  }

  private void partitions() throws Exception {
    database.execute("DROP TABLE health.health_metrics_before_2000");
    long began = System.nanoTime();
    database.execute("CALL ops.ensure_partitions()");
    LOG.info("nothing to make: {} ms", (System.nanoTime() - began) / 1_000_000);
    String drop =
        String.join(
            ";",
            database.query(
                "SELECT format('DROP TABLE health.%I', b.partition_name) FROM ops.partitioned_tables t, ops.partition_bounds(t.table_name) b"));
    for (String one : drop.split(";")) {
      database.execute(one);
    }
    began = System.nanoTime();
    database.execute("CALL ops.ensure_partitions()");
    LOG.info(
        "all {} partitions: {} ms",
        database.query(
            "SELECT count(*) FROM ops.partitioned_tables t, ops.partition_bounds(t.table_name)"),
        (System.nanoTime() - began) / 1_000_000);
  }

  /** One row a transaction into the same table and month, as fast as it goes. */
  private void beside(String what, MaintenanceTask task) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<String> writer = CompletableFuture.supplyAsync(() -> write(stop, what));
    rate(what, () -> task.run(database.jdbi()));
    stop.set(true);
    LOG.info("{}: a writer beside it: {}", what, writer.get());
  }

  private String write(AtomicBoolean stop, String what) {
    long longest = 0;
    long rows = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        long began = System.nanoTime();
        statement.execute(
            """
            INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type, source)
            VALUES (md5('w')::uuid, gen_random_uuid(), '%s 12:00:00+00', 70, now(), 1, '%s')
            """
                .formatted(what.equals("merge") ? month.plusDays(3) : today, what));
        longest = Math.max(longest, System.nanoTime() - began);
        rows++;
      }
      return "%d rows, the slowest after %d ms".formatted(rows, longest / 1_000_000);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void rate(String what, Work work) throws Exception {
    long began = System.nanoTime();
    assertEquals(1, work.run());
    double seconds = (System.nanoTime() - began) / 1e9;
    LOG.info("{}: {} rows/s", what, Math.round(ROWS / seconds));
  }

  private interface Work {
    long run() throws Exception;
  }
}
