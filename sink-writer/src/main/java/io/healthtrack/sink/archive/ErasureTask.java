package io.healthtrack.sink.archive;

import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import io.healthtrack.sink.maintenance.TroubleException;
import io.healthtrack.sink.partitions.PartitionWork;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Makes archives forget people who were erased: a file that holds any is written anew. */
public final class ErasureTask implements MaintenanceTask {

  /** An erasure that commits late may bear an earlier time. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private static final String DUE =
      """
      SELECT * FROM ops.archives a WHERE state = 'stored' AND (obsolete_file IS NOT NULL OR EXISTS (
        SELECT FROM ops.erasures e WHERE e.done_at > a.checked_until - interval '1 hour'))
      ORDER BY archive_id
      """;

  private static final String REPLACED =
      """
      UPDATE ops.archives SET obsolete_file = file_name, file_name = ?, rows_erased = rows_erased + ?
      WHERE archive_id = ?
      """;

  private final MaintenanceConfig config;

  /** In the configured directory. */
  public ErasureTask(MaintenanceConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "erase-from-archives";
  }

  @Override
  public Duration every() {
    return config.interval();
  }

  /**
   * Follows the erasures done since each archive was last looked at.
   *
   * @return how many rows it took out of files
   */
  @Override
  public long run(Jdbi jdbi) throws Exception {
    if (jdbi.withHandle(ErasureTask::due).isEmpty()) {
      return 0;
    }
    return new PartitionWork(jdbi, config.lockTimeout())
        .alone(
            handle -> {
              ArchiveDirectory directory = ArchiveTask.directory(config);
              long removed = 0;
              for (Archive archive : due(handle)) {
                removed += forget(handle, directory, archive);
              }
              return removed;
            });
  }

  private static List<Archive> due(Handle handle) {
    boolean known =
        handle.select("SELECT to_regclass('ops.erasures') IS NOT NULL").mapTo(Boolean.class).one();
    return known ? handle.select(DUE).map((row, context) -> Archive.of(row)).list() : List.of();
  }

  private static long forget(Handle handle, ArchiveDirectory directory, Archive archive)
      throws Exception {
    deleteObsolete(handle, directory, archive);
    OffsetDateTime now =
        handle.select("SELECT clock_timestamp()").mapTo(OffsetDateTime.class).one();
    ErasedPeople erased = ErasedPeople.since(handle, archive.checkedUntil().minus(MARGIN));
    long removed = erased.isEmpty() ? 0 : count(handle, directory, archive, erased);
    if (removed > 0) {
      rewrite(handle, directory, archive, erased);
    }
    handle.execute(
        "UPDATE ops.archives SET checked_until = ? WHERE archive_id = ?", now, archive.id());
    return removed;
  }

  private static long count(
      Handle handle, ArchiveDirectory directory, Archive archive, ErasedPeople erased)
      throws IOException, TroubleException {
    if (!directory.exists(archive.file())
        || !directory.examine(archive.file()).equals(archive.stored())) {
      throw new TroubleException(
          "archive %d is missing or damaged: nobody can be erased from it".formatted(archive.id()));
    }
    try (RemainingRows rows = archive.open(directory, handle, erased)) {
      rows.transferTo(OutputStream.nullOutputStream());
      return rows.removed();
    }
  }

  /** The row names the new file and the old one at once, so that no crash leaves the old one. */
  private static void rewrite(
      Handle handle, ArchiveDirectory directory, Archive archive, ErasedPeople erased)
      throws Exception {
    String file = nextForm(archive.file());
    long[] counts = new long[2];
    ArchiveDirectory.Stored stored =
        directory.write(
            file,
            out -> {
              try (RemainingRows rows = archive.open(directory, handle, erased)) {
                rows.transferTo(out);
                counts[0] = rows.remaining();
                counts[1] = rows.removed();
              }
            });
    handle.useTransaction(
        open -> {
          open.execute(REPLACED, file, counts[1], archive.id());
          directory.writeText(
              Archive.manifestName(file), Archive.describe(open, archive.id(), counts[0], stored));
        });
    deleteObsolete(handle, directory, Archive.find(handle, archive.id()));
  }

  private static void deleteObsolete(Handle handle, ArchiveDirectory directory, Archive archive)
      throws IOException {
    if (archive.obsoleteFile() != null) {
      directory.delete(archive.obsoleteFile());
      directory.delete(Archive.manifestName(archive.obsoleteFile()));
      handle.execute(
          "UPDATE ops.archives SET obsolete_file = NULL WHERE archive_id = ?", archive.id());
    }
  }

  private static String nextForm(String file) {
    String stem = file.substring(0, file.length() - ".copy.gz".length());
    int dot = stem.lastIndexOf('.');
    int form = dot < 0 ? 1 : Integer.parseInt(stem.substring(dot + 1));
    return "%s.%d.copy.gz".formatted(dot < 0 ? stem : stem.substring(0, dot), form + 1);
  }
}
