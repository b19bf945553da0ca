package io.healthtrack.sink.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionIT {

  private static final String QUEUE =
      "SELECT kind, table_name, partition_name, asked_by FROM ops.archive_queue ORDER BY 3";

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final RetentionTask retention =
      new RetentionTask(MaintenanceConfig.DEFAULT, Clock.systemUTC());
  @TempDir private Path directory;

  @Test
  void keepsReadingsUnlessToldOtherwise() {
    readings();

    assertEquals(0, retention.run(database.jdbi()));

    assertEquals(List.of(), database.query(QUEUE));
  }

  @Test
  void followsAChangedPolicy() throws Exception {
    readings();
    database.execute(
        "UPDATE ops.retention_policies SET action = 'drop', keep_for = '3 years' WHERE data_class = 'readings'");

    assertEquals(1, retention.run(database.jdbi()));
    assertEquals(0, retention.run(database.jdbi()));
    assertEquals(List.of("drop|health_metrics|health_metrics_2016|policy"), database.query(QUEUE));

    // Dropping needs no place for files.
    assertEquals(1, new ArchiveTask(MaintenanceConfig.DEFAULT).run(database.jdbi()));
    assertEquals(
        List.of("1|dropped|100"),
        database.query(
            "SELECT (SELECT count(*) FROM health.health_metrics), kind, row_count FROM ops.row_movements"));
    readings();
    assertEquals(List.of("101"), database.query("SELECT count(*) FROM health.health_metrics"));
  }

  @Test
  void archivesOldActivityAndLeavesAloneWhatWasBroughtBack() throws Exception {
    database.execute(
        """
        INSERT INTO health.activity_log (activity_id, occurred_at, kind, actor)
        SELECT md5('a' || i)::uuid, now() - i * interval '10 days', 'login', 'somebody' FROM generate_series(0, 59) i
        """);
    long queued = retention.run(database.jdbi());
    assertEquals(
        List.of("t"),
        database.query(
            "SELECT %d > 3 AND bool_and(kind = 'archive' AND until_day <= now() - interval '13 months') FROM ops.archive_queue"
                .formatted(queued)));
    ArchiveTask archive = new ArchiveTask(MaintenanceConfig.DEFAULT.withArchive(directory));
    assertEquals(queued, archive.run(database.jdbi()));

    database.execute("CALL ops.restore_archive(1)");
    database.execute("UPDATE ops.archives SET created_at = created_at - interval '60 days'");
    assertEquals(1, archive.run(database.jdbi()));

    assertEquals(0, retention.run(database.jdbi()));
    database.execute("UPDATE ops.archives SET keep_restored_until = now()");
    assertEquals(1, retention.run(database.jdbi()));
  }

  @Test
  void dropsOldRowsOfTablesWithoutPartitions() {
    database.execute(
        """
        INSERT INTO ops.batches (lane, written_at, records, inserted, already_stored, corrected, quarantined, people, devices)
        SELECT 'readings', now() - i * interval '1 day', 1, 1, 0, 0, 0, 1, 1 FROM generate_series(1, 60) i;
        INSERT INTO ops.quarantined_readings
          (quarantine_id, tenant, reason, detail, stage, source_topic, source_partition, source_offset, quarantined_at, relayed_at)
        SELECT md5(i::text)::uuid, 'default', 'unreadable', '', CASE WHEN i < 3 THEN 'sink' ELSE 'validation' END, 't', 0, i,
               now() - interval '40 days', CASE WHEN i = 1 THEN now() END
        FROM generate_series(1, 5) i
        """);

    long gone = retention.run(database.jdbi());

    assertEquals(
        List.of("t|1"),
        database.query(
            "SELECT (SELECT count(*) FROM ops.batches) BETWEEN 29 AND 31, (SELECT count(*) FROM ops.quarantined_readings)"));
    assertEquals(
        List.of("%d".formatted(65 - gone)),
        database.query(
            "SELECT (SELECT count(*) FROM ops.batches) + (SELECT count(*) FROM ops.quarantined_readings)"));
  }

  private void readings() {
    database.execute(
        """
        INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type)
        SELECT md5('u')::uuid, md5('r' || i)::uuid, timestamptz '2016-01-01 00:00:00+00' + i * interval '1 hour', 60, now(), 1
        FROM generate_series(1, 100) i
        UNION ALL SELECT md5('u')::uuid, md5('now')::uuid, date_trunc('day', now()), 60, now(), 1
        ON CONFLICT DO NOTHING
        """);
  }
}
