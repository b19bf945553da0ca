package io.healthtrack.sink.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * An archive's rows come back into the table. Rows that are there by key stay as they are; people
 * erased meanwhile stay away. A file that is not what was written is refused.
 */
final class Return {

  private static final String SAME_MANIFEST =
      "SELECT ?::jsonb = manifest FROM ops.archives WHERE archive_id = ?";
  private static final String SAME_COLUMNS =
      """
      SELECT manifest -> 'columns' = (
        SELECT jsonb_agg(jsonb_build_object('name', column_name, 'type', type) ORDER BY place) FROM ops.partition_columns(table_name))
      FROM ops.archives WHERE archive_id = ?
      """;
  private static final String DONE =
      """
      UPDATE ops.archives SET restored_at = clock_timestamp(), rows_restored = ?, rows_skipped = ?, problem = NULL
      WHERE archive_id = ?
      """;

  /** What moved to another person while it was away moves when it is back. */
  private static final String REATTRIBUTE =
      """
      UPDATE ops.reattributions r SET looked_at = NULL
      FROM ops.archives a
      WHERE a.archive_id = ? AND a.table_name = 'health_metrics'
        AND r.measured_from < a.until_day::timestamp AT TIME ZONE 'UTC'
        AND (a.from_day IS NULL OR r.measured_until > a.from_day::timestamp AT TIME ZONE 'UTC')
      """;

  private final Handle handle;
  private final ArchiveDirectory directory;
  private final Archive archive;

  Return(Handle handle, ArchiveDirectory directory, Archive archive) {
    this.handle = handle;
    this.directory = directory;
    this.archive = archive;
  }

  /** Why it must not come back, if so: in words for {@code ops.archives.problem}. */
  Optional<String> refusal() throws IOException {
    if (!directory.exists(archive.file())) {
      return Optional.of("the file is missing");
    }
    if (!directory.examine(archive.file()).equals(archive.stored())) {
      return Optional.of("the file is damaged: its size or SHA-256 is not what was written");
    }
    String manifest = Archive.manifestName(archive.file());
    if (!directory.exists(manifest)) {
      return Optional.of("the manifest is missing");
    }
    if (!sameManifest(directory.readText(manifest))) {
      return Optional.of("the manifest is not what was written");
    }
    if (!handle.select(SAME_COLUMNS, archive.id()).mapTo(Boolean.class).one()) {
      return Optional.of("the table's columns have changed since: see columns in the manifest");
    }
    return Optional.empty();
  }

  /** Brings the rows back, in one transaction with what must be known of it. */
  void run(Request request) throws Exception {
    String name = "restored_" + archive.id();
    handle.execute("SELECT ops.start_building(?, ?)", archive.range().table(), name);
    try (InputStream rows = archive.open(directory, handle, ErasedPeople.all(handle))) {
      handle
          .getConnection()
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY building.%s FROM STDIN (FORMAT binary)".formatted(name), rows);
    }
    String insert =
        handle
            .select(
                "SELECT format('INSERT INTO health.%I SELECT * FROM building.%I ON CONFLICT DO NOTHING', ?::text, ?::text)",
                archive.range().table(), name)
            .mapTo(String.class)
            .one();
    handle.useTransaction(
        open -> {
          long restored = open.execute(insert);
          open.execute(
              "INSERT INTO ops.row_movements (table_name, kind, row_count) VALUES (?, 'restored', ?)",
              archive.range().table(),
              restored);
          open.execute(REATTRIBUTE, archive.id());
          open.execute(DONE, restored, archive.rows() - restored, archive.id());
          request.forget(open);
        });
    handle.execute("DROP TABLE building." + name);
  }

  private boolean sameManifest(String text) {
    try {
      return handle.select(SAME_MANIFEST, text, archive.id()).mapTo(Boolean.class).one();
    } catch (RuntimeException e) {
      // Class 22: it is no JSON.
      if (e.getCause() instanceof java.sql.SQLException sql
          && String.valueOf(sql.getSQLState()).startsWith("22")) {
        return false;
      }
      throw e;
    }
  }
}
