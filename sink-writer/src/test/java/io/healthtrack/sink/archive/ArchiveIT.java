package io.healthtrack.sink.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.TroubleException;
import io.healthtrack.sink.partitions.PartitionRange;
import io.healthtrack.sink.partitions.PartitionWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveIT {

  /** Years are partitions there. */
  private static final String SEED =
      """
      INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type, source, group_id)
      SELECT md5('u' || i % 10)::uuid, md5('r' || i)::uuid, timestamptz '2016-01-01 00:00:00+00' + i * interval '97 minutes',
             60 + i % 50, timestamptz '2016-12-31 00:00:00+00', 1, CASE WHEN i % 3 = 0 THEN 'seed' END, md5('g' || i)::uuid
      FROM generate_series(1, 5000) i
      """;

  private static final String ROWS =
      "SELECT md5(string_agg(h::text, ',' ORDER BY user_id, metric_type, measured_at, metric_id)) FROM health.health_metrics h";
  private static final String COUNT = "SELECT count(*) FROM health.health_metrics";
  private static final String MOVED =
      "SELECT kind, row_count FROM ops.row_movements WHERE table_name = 'health_metrics' ORDER BY movement_id";
  private static final String FILE = "health_metrics/health_metrics_2016-1.copy.gz";

  private final MigratedDatabase database = MigratedDatabase.fresh();
  @TempDir private Path directory;

  @BeforeEach
  void seed() {
    database.execute(SEED);
  }

  @Test
  void bringsBackExactlyTheRowsItTook() throws Exception {
    List<String> before = database.query(ROWS);
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");

    assertEquals(1, work());

    assertEquals(List.of("0"), database.query(COUNT));
    assertEquals(
        List.of("stored|5000|t"),
        database.query(
            "SELECT state, row_count, byte_count = %d FROM ops.archives"
                .formatted(Files.size(directory.resolve(FILE)))));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(FILE))));
    String manifest =
        Files.readString(directory.resolve("health_metrics/health_metrics_2016-1.json"));
    assertTrue(manifest.contains("\"rows\": 5000") && manifest.contains("measured_at"), manifest);
    assertEquals(
        List.of("2016-01-01|2017-01-01"),
        database.query(
            "SELECT from_day, until_day FROM ops.partition_bounds('health_metrics') WHERE partition_name = 'health_metrics_2016'"));

    database.execute("CALL ops.restore_archive(1)");
    assertEquals(1, work());

    assertEquals(before, database.query(ROWS));
    assertEquals(
        List.of("5000|0|null"),
        database.query("SELECT rows_restored, rows_skipped, problem FROM ops.archives"));
    assertEquals(List.of("archived|5000", "restored|5000"), database.query(MOVED));
    assertEquals(List.of("0"), database.query("SELECT count(*) FROM ops.archive_queue"));
  }

  @Test
  void keepsWhatIsThereWhenRowsComeBack() throws Exception {
    archive();
    late("r1");
    late("x");

    database.execute("CALL ops.restore_archive(1)");
    work();

    assertEquals(List.of("5001"), database.query(COUNT));
    assertEquals(
        List.of("4999|1"), database.query("SELECT rows_restored, rows_skipped FROM ops.archives"));
    assertEquals(
        List.of("late"),
        database.query(
            "SELECT source FROM health.health_metrics WHERE metric_id = md5('r1')::uuid"));
  }

  @Test
  void leavesInTheTableWhatComesTooLateForTheFile() throws Exception {
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");
    long settled =
        new PartitionWork(database.jdbi(), Duration.ofMillis(800))
            .alone(
                handle -> {
                  ArchiveDirectory writing =
                      new ArchiveDirectory(directory) {
                        @Override
                        void writeText(String name, String text) throws IOException {
                          // The file is complete, the rows have not left yet.
                          late("x");
                          super.writeText(name, text);
                        }
                      };
                  new Departure(handle, Request.all(handle).getFirst()).archive(writing);
                  return 1;
                });

    assertEquals(1, settled);
    assertEquals(List.of("1"), database.query(COUNT));
    assertEquals(List.of("archived|5000"), database.query(MOVED));
    database.execute("CALL ops.restore_archive(1)");
    work();
    assertEquals(List.of("5001"), database.query(COUNT));
  }

  @Test
  void startsOverWhenRowsInTheFileChange() throws Exception {
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");
    assertThrows(
        TroubleException.class,
        () ->
            new PartitionWork(database.jdbi(), Duration.ofMillis(800))
                .alone(
                    handle -> {
                      ArchiveDirectory writing =
                          new ArchiveDirectory(directory) {
                            @Override
                            void writeText(String name, String text) throws IOException {
                              database.execute(
                                  "DELETE FROM health.health_metrics WHERE metric_id = md5('r7')::uuid");
                              super.writeText(name, text);
                            }
                          };
                      new Departure(handle, Request.all(handle).getFirst()).archive(writing);
                      return 1;
                    }));
    assertEquals(List.of("4999"), database.query(COUNT));
    assertEquals(List.of(), files());

    assertEquals(1, work());

    assertEquals(List.of("0"), database.query(COUNT));
    assertEquals(List.of("archived|4999"), database.query(MOVED));
  }

  @Test
  void dropsNothingWithoutAPlaceForFiles() throws Exception {
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");

    String off =
        assertThrows(
                TroubleException.class,
                () -> new ArchiveTask(MaintenanceConfig.DEFAULT).run(database.jdbi()))
            .getMessage();
    String missing =
        assertThrows(
                TroubleException.class,
                () ->
                    new ArchiveTask(
                            MaintenanceConfig.DEFAULT.withArchive(directory.resolve("unmounted")))
                        .run(database.jdbi()))
            .getMessage();

    assertEquals("1 requests wait: sink.archive.directory is not set", off);
    assertEquals("1 requests wait: sink.archive.directory is no directory", missing);
    assertEquals(
        List.of("sink.archive.directory is no directory"),
        database.query("SELECT problem FROM ops.archive_queue"));
    assertEquals(List.of("5000"), database.query(COUNT));
  }

  @Test
  void dropsNothingWhenTheDiskIsFull() throws Exception {
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");
    assertThrows(
        IOException.class,
        () ->
            new PartitionWork(database.jdbi(), Duration.ofMillis(800))
                .alone(
                    handle -> {
                      ArchiveDirectory full =
                          new ArchiveDirectory(directory) {
                            @Override
                            Stored write(String name, Content content) throws Exception {
                              return super.write(
                                  name,
                                  out -> {
                                    out.write(new byte[100]);
                                    throw new IOException("No space left on device");
                                  });
                            }
                          };
                      new Departure(handle, Request.all(handle).getFirst()).archive(full);
                      return 1;
                    }));

    assertEquals(List.of("5000"), database.query(COUNT));
    assertEquals(List.of("0"), database.query("SELECT count(*) FROM ops.archives"));
    assertEquals(List.of(), files());
    assertEquals(
        List.of("0"),
        database.query("SELECT count(*) FROM pg_trigger WHERE tgname = 'note_change'"));
  }

  @Test
  void removesWhatAKilledSinkWasWriting() throws Exception {
    Files.createDirectory(directory.resolve("health_metrics"));
    Path unfinished = directory.resolve("health_metrics/.health_metrics_2016-1.copy.gz.unfinished");
    Files.writeString(unfinished, "half");
    database.execute(
        "INSERT INTO ops.archives (table_name, partition_name, until_day, state, asked_by, file_name)"
            + " VALUES ('health_metrics', 'health_metrics_2016', '2017-01-01', 'writing', 'me', '%s')"
                .formatted(FILE));
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");

    assertEquals(1, work());

    assertEquals(List.of("health_metrics_2016-2.copy.gz", "health_metrics_2016-2.json"), files());
    assertEquals(List.of("2|stored"), database.query("SELECT archive_id, state FROM ops.archives"));
  }

  @Test
  void refusesWhatIsNotWhatWasWritten() throws Exception {
    archive();
    byte[] good = Files.readAllBytes(directory.resolve(FILE));
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(directory.resolve(FILE), bad);
    assertRefused("the file is damaged: its size or SHA-256 is not what was written");

    Files.delete(directory.resolve(FILE));
    assertRefused("the file is missing");

    Files.write(directory.resolve(FILE), good);
    Path manifest = directory.resolve("health_metrics/health_metrics_2016-1.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("5000", "4000"));
    assertRefused("the manifest is not what was written");

    Files.writeString(manifest, text);
    database.execute("ALTER TABLE health.health_metrics ADD COLUMN mood smallint");
    assertRefused("the table's columns have changed since: see columns in the manifest");
    assertEquals(List.of("0"), database.query(COUNT));
  }

  @Test
  void forgetsErasedPeople() throws Exception {
    archive();
    List<String> first = files();
    erase("u3", "2017-01-01");
    erase("u4", "2016-06-01");

    assertEquals(500, new ErasureTask(config()).run(database.jdbi()));

    assertEquals(
        List.of("4500|500|2"),
        database.query(
            "SELECT row_count, rows_erased, (SELECT count(*) FROM ops.erasures) FROM ops.archives"));
    assertEquals(
        List.of("health_metrics_2016-1.2.copy.gz", "health_metrics_2016-1.2.json"), files());
    assertEquals(2, first.size());
    assertEquals(0, new ErasureTask(config()).run(database.jdbi()));

    erase("u5", "2017-01-01");
    database.execute("CALL ops.restore_archive(1)");
    assertEquals(1, work());

    assertEquals(List.of("4000"), database.query(COUNT));
    assertEquals(
        List.of("4000|500|null"),
        database.query("SELECT rows_restored, rows_skipped, problem FROM ops.archives"));
    assertEquals(
        List.of("0|500"),
        database.query(
            "SELECT count(*) FILTER (WHERE user_id IN (md5('u3')::uuid, md5('u5')::uuid)),"
                + " count(*) FILTER (WHERE user_id = md5('u4')::uuid) FROM health.health_metrics"));
  }

  @Test
  void archivesActivityToo() throws Exception {
    database.execute(
        """
        INSERT INTO health.activity_log (activity_id, occurred_at, user_id, kind, actor)
        SELECT md5('a' || i)::uuid, timestamptz '2018-01-01 00:00:00+00' + i * interval '1 hour',
               CASE WHEN i % 2 = 0 THEN md5('u' || i % 10)::uuid END, 'login', 'somebody'
        FROM generate_series(1, 1000) i
        """);
    List<String> before =
        database.query(
            "SELECT md5(string_agg(a::text, ',' ORDER BY activity_id)) FROM health.activity_log a");
    database.execute("CALL ops.archive_activity_log('2020-01-01')");
    work();
    assertEquals(List.of("0"), database.query("SELECT count(*) FROM health.activity_log"));

    database.execute("CALL ops.restore_archive(1)");
    work();

    assertEquals(
        before,
        database.query(
            "SELECT md5(string_agg(a::text, ',' ORDER BY activity_id)) FROM health.activity_log a"));
    assertEquals(
        List.of("2"),
        database.query(
            "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = 'activity_log_2018'"));
  }

  @Test
  void namesARangeEvenWithoutABeginning() {
    assertEquals(
        "health_metrics_before_2000",
        database
            .jdbi()
            .withHandle(
                new PartitionRange("health_metrics", null, LocalDate.of(2000, 1, 1))
                    ::partitionName));
  }

  private void assertRefused(String problem) throws Exception {
    database.execute("CALL ops.restore_archive(1)");
    assertEquals(1, work());
    assertEquals(List.of(problem), database.query("SELECT problem FROM ops.archives"));
    assertEquals(List.of("0"), database.query("SELECT count(*) FROM ops.archive_queue"));
  }

  private void archive() throws Exception {
    database.execute("CALL ops.archive_partitions('readings', '2017-06-01')");
    assertEquals(1, work());
  }

  private long work() throws Exception {
    return new ArchiveTask(config()).run(database.jdbi());
  }

  private MaintenanceConfig config() {
    return MaintenanceConfig.DEFAULT.withArchive(directory);
  }

  private List<String> files() throws IOException {
    Path folder = directory.resolve("health_metrics");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void late(String reading) {
    database.execute(
        """
        INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type, source)
        VALUES (md5('u1')::uuid, md5('%s')::uuid, timestamptz '2016-01-01 00:00:00+00' + interval '97 minutes', 70, now(), 1, 'late')
        """
            .formatted(reading));
  }

  private void erase(String person, String until) {
    database.execute(
        """
        CREATE TABLE IF NOT EXISTS ops.erasures (user_id uuid, erased_at timestamptz, done_at timestamptz DEFAULT clock_timestamp(), repeat_until timestamptz);
        INSERT INTO ops.erasures (user_id, erased_at, repeat_until) VALUES (md5('%s')::uuid, '%s', now())
        """
            .formatted(person, until));
  }
}
