package io.healthtrack.sink.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.TroubleException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class MergeIT {

  private final LocalDate month = LocalDate.now(ZoneOffset.UTC).minusDays(35).withDayOfMonth(1);

  /** The first day on which the first month made of days is old enough. */
  private final LocalDate today = month.plusMonths(1).plusDays(35);

  private final Clock clock =
      Clock.fixed(today.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);
  private final String seed =
      """
      INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type, source)
      SELECT md5('u' || i %% 40)::uuid, md5('r' || i)::uuid, timestamptz '%1$s 00:00:00+00' + i * interval '79 seconds',
             60 + i %% 50, now(), 1, 'seed'
      FROM generate_series(1, 30000) i
      """
          .formatted(month);
  private static final String ROWS =
      "SELECT md5(string_agg(h::text, ',' ORDER BY h::text)), count(*) FROM health.health_metrics h";
  private final String layout =
      """
      SELECT count(*) FILTER (WHERE until_day = from_day + 1), count(*) FILTER (WHERE until_day = from_day + interval '1 month')
      FROM ops.partition_bounds('health_metrics') WHERE from_day >= '%1$s' AND until_day <= '%2$s'
      """
          .formatted(month, month.plusMonths(1));
  private static final String LEFTOVERS =
      """
      SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'building'::regnamespace),
             (SELECT count(*) FROM pg_trigger WHERE tgname = 'note_change'), (SELECT count(*) FROM ops.partition_changes)
      """;

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final PartitionWork work = new PartitionWork(database.jdbi(), Duration.ofMillis(800));

  @BeforeEach
  void seeded() {
    database.execute(seed);
  }

  @Test
  void makesAMonthOfItsDaysInTheOrderOfTheKey() throws Exception {
    List<String> before = database.query(ROWS);

    assertEquals(1, new MergeTask(MaintenanceConfig.DEFAULT, clock).run(database.jdbi()));

    assertEquals(before, database.query(ROWS));
    assertEquals(List.of("0|1"), database.query(layout));
    assertEquals(List.of("0|0|0"), database.query(LEFTOVERS));
    String merged =
        "health.health_metrics_%d_%02d".formatted(month.getYear(), month.getMonthValue());
    assertEquals(
        List.of("0"),
        database.query(
            """
            SELECT count(*) FROM (
              SELECT ROW(user_id, metric_type, measured_at, metric_id)
                     < lag(ROW(user_id, metric_type, measured_at, metric_id)) OVER (ORDER BY ctid) AS back
              FROM %s) t WHERE back
            """
                .formatted(merged)));
    assertEquals(0, new MergeTask(MaintenanceConfig.DEFAULT, clock).run(database.jdbi()));
    database.execute("CALL ops.ensure_partitions('%s')".formatted(today));
    assertEquals(List.of("0|1"), database.query(layout));
  }

  @Test
  void leavesMonthsAloneThatAreNotOldEnough() throws Exception {
    Clock dayBefore = Clock.offset(clock, Duration.ofDays(-1));

    assertEquals(0, new MergeTask(MaintenanceConfig.DEFAULT, dayBefore).run(database.jdbi()));

    assertEquals(
        List.of("0"),
        database.query("SELECT count(*) FROM ops.maintenance_runs WHERE trouble IS NOT NULL"));
  }

  @Test
  void followsWhatChangesBetweenItsPhases() throws Exception {
    assertEquals(
        1,
        work.alone(
            handle -> {
              PartitionMerge merge = merge(handle);
              change("a");
              merge.copy();
              change("b");
              merge.settle();
              change("c");
              merge.exchange();
              return 1;
            }));

    // Each change inserts one row, deletes one and alters one.
    assertEquals(List.of("30000"), database.query("SELECT count(*) FROM health.health_metrics"));
    assertEquals(
        List.of("late-a", "late-b", "late-c"),
        database.query(
            "SELECT source FROM health.health_metrics WHERE source LIKE 'late%' ORDER BY 1"));
    assertEquals(
        List.of("a", "b", "c"),
        database.query(
            "SELECT status FROM health.health_metrics WHERE status IS NOT NULL ORDER BY 1"));
    assertEquals(List.of("0|1"), database.query(layout));
    assertEquals(List.of("0|0|0"), database.query(LEFTOVERS));
  }

  @Test
  void losesNothingOfAConcurrentCopy() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(3);
    CompletableFuture<Long> writer = CompletableFuture.supplyAsync(() -> copyUntil(stop, writing));
    assertTrue(writing.await(20, TimeUnit.SECONDS));

    long merged = new MergeTask(MaintenanceConfig.DEFAULT, clock).run(database.jdbi());
    stop.set(true);
    long copied = writer.get(20, TimeUnit.SECONDS);

    assertEquals(1, merged);
    assertEquals(
        List.of("%d|%d".formatted(30_000 + copied, copied)),
        database.query(
            "SELECT count(*), count(*) FILTER (WHERE source = 'copy') FROM health.health_metrics"));
    assertEquals(
        List.of("0"),
        database.query(
            """
            SELECT count(*) FROM generate_series(1, %d) n
            WHERE NOT EXISTS (SELECT FROM health.health_metrics h WHERE h.metric_id = md5('c' || n)::uuid)
            """
                .formatted(copied)));
  }

  @Test
  void startsOverAfterAnInterruption() throws Exception {
    List<String> before = database.query(ROWS);
    assertThrows(
        IllegalStateException.class,
        () ->
            database
                .jdbi()
                .useHandle(
                    handle -> {
                      merge(handle).copy();
                      throw new IllegalStateException("killed here");
                    }));
    assertFalse(database.query(LEFTOVERS).contains("0|0|0"));

    assertEquals(1, new MergeTask(MaintenanceConfig.DEFAULT, clock).run(database.jdbi()));

    assertEquals(before, database.query(ROWS));
    assertEquals(List.of("0|0|0"), database.query(LEFTOVERS));
  }

  @Test
  void noticesThatTheMonthDiffersFromItsDays() throws Exception {
    assertThrows(
        TroubleException.class,
        () ->
            work.alone(
                handle -> {
                  PartitionMerge merge = merge(handle);
                  merge.copy();
                  handle.execute(
                      "UPDATE building.health_metrics_%d_%02d SET metric_value = 1 WHERE metric_id = md5('r5')::uuid"
                          .formatted(month.getYear(), month.getMonthValue()));
                  merge.settle();
                  return 1;
                }));

    assertEquals(List.of("0|0|0"), database.query(LEFTOVERS));
    assertEquals(List.of("30000"), database.query("SELECT count(*) FROM health.health_metrics"));
  }

  @Test
  void worksOnlyOnceAtATime() throws Exception {
    assertEquals(
        7,
        work.alone(
            handle -> {
              assertEquals(0, new MergeTask(MaintenanceConfig.DEFAULT, clock).run(database.jdbi()));
              return 7;
            }));
  }

  private PartitionMerge merge(Handle handle) {
    return new PartitionMerge(handle, PartitionMerge.due(handle, today).getFirst());
  }

  private void change(String name) {
    database.execute(
        """
        INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type, source)
        VALUES (md5('u1')::uuid, md5('late%1$s')::uuid, '%2$s 12:00:00+00', 70, now(), 1, 'late-%1$s');
        DELETE FROM health.health_metrics WHERE metric_id = (
          SELECT metric_id FROM health.health_metrics
          WHERE source = 'seed' AND status IS NULL ORDER BY measured_at LIMIT 1);
        UPDATE health.health_metrics SET status = '%1$s' WHERE metric_id = (
          SELECT metric_id FROM health.health_metrics
          WHERE source = 'seed' AND status IS NULL ORDER BY measured_at DESC LIMIT 1);
        """
            .formatted(name, month.plusDays(9)));
  }

  /** As the readings lane does: rows of several days in one COPY through the table. */
  private long copyUntil(AtomicBoolean stop, CountDownLatch writing) {
    long rows = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET lock_timeout = '10s'");
      while (!stop.get()) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50; i++) {
          rows++;
          lines.append(
              "%s\t%s\t%s 00:00:%02d+00\t61\t%s 00:00:00+00\t1\tcopy\n"
                  .formatted(
                      md5("u" + rows % 7),
                      md5("c" + rows),
                      month.plusDays(rows % 45),
                      rows % 60,
                      today));
        }
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type, source)"
                    + " FROM STDIN",
                new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)));
        connection.commit();
        writing.countDown();
      }
      return rows;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String md5(String text) {
    try {
      return java.util.HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("MD5")
                  .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
