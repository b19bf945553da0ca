package io.healthtrack.sink.archive;

import io.healthtrack.sink.partitions.PartitionRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A partition in a file, as {@code ops.archives} has it.
 *
 * @param id counts up
 * @param range whose rows it holds
 * @param file its name below the directory
 * @param obsoleteFile the file before an erasure that is still to be deleted, or {@code null}
 * @param rows how many rows
 * @param stored size and digest
 * @param checkedUntil erasures done until then have been followed
 * @param manifest what the manifest says, as JSON
 */
record Archive(
    long id,
    PartitionRange range,
    String file,
    String obsoleteFile,
    long rows,
    ArchiveDirectory.Stored stored,
    OffsetDateTime checkedUntil,
    String manifest) {

  private static final String SUFFIX = ".copy.gz";

  /** Which column says when a row was told: what is told after an erasure stays. */
  private static final String SHAPE =
      """
      SELECT column_name || ' ' || type AS described, column_name = 'user_id' AS person,
             column_name IN ('received_at', 'computed_at', 'occurred_at') AS told
      FROM ops.partition_columns(?) ORDER BY place
      """;

  private static final String MANIFEST =
      """
      UPDATE ops.archives SET row_count = :rows, byte_count = :bytes, sha256 = :sha256, manifest = jsonb_build_object(
        'format', 'healthtrack archive 1: PostgreSQL binary COPY, gzip', 'archive_id', archive_id,
        'table', 'health.' || table_name, 'partition', partition_name, 'from_day', from_day, 'until_day', until_day,
        'columns', (SELECT jsonb_agg(jsonb_build_object('name', column_name, 'type', type) ORDER BY place) FROM ops.partition_columns(table_name)),
        'key', to_jsonb(ops.partition_key(table_name)), 'rows', :rows, 'bytes', :bytes, 'sha256', :sha256,
        'schema_version', (SELECT version FROM ops.flyway_schema_history WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1),
        'created_at', created_at, 'rows_erased', rows_erased)
      WHERE archive_id = :id RETURNING jsonb_pretty(manifest)
      """;

  /** The columns of a table. */
  record Shape(List<String> columns, int person, int told) {

    static Shape of(Handle handle, String table) {
      record Column(String described, boolean person, boolean told) {}
      List<Column> columns =
          handle
              .select(SHAPE, table)
              .map(
                  (row, context) ->
                      new Column(row.getString(1), row.getBoolean(2), row.getBoolean(3)))
              .list();
      return new Shape(
          columns.stream().map(Column::described).toList(),
          columns.indexOf(columns.stream().filter(Column::person).findFirst().orElseThrow()),
          columns.indexOf(columns.stream().filter(Column::told).findFirst().orElseThrow()));
    }
  }

  static Archive of(ResultSet row) throws SQLException {
    return new Archive(
        row.getLong("archive_id"),
        new PartitionRange(
            row.getString("table_name"),
            row.getObject("from_day", LocalDate.class),
            row.getObject("until_day", LocalDate.class)),
        row.getString("file_name"),
        row.getString("obsolete_file"),
        row.getLong("row_count"),
        new ArchiveDirectory.Stored(row.getLong("byte_count"), row.getString("sha256")),
        row.getObject("checked_until", OffsetDateTime.class),
        row.getString("manifest"));
  }

  static Archive find(Handle handle, long id) {
    return handle
        .select("SELECT * FROM ops.archives WHERE archive_id = ?", id)
        .map((row, context) -> Archive.of(row))
        .one();
  }

  /** The name of an archive's file, in its nth form: an erasure makes a new one. */
  static String fileName(String table, String partition, long id, int form) {
    return "%s/%s-%d%s%s".formatted(table, partition, id, form == 1 ? "" : "." + form, SUFFIX);
  }

  /** The manifest beside a file. */
  static String manifestName(String file) {
    return file.substring(0, file.length() - SUFFIX.length()) + ".json";
  }

  /** Completes the row of an archive whose file is written, and gives the manifest's text. */
  static String describe(Handle handle, long id, long rows, ArchiveDirectory.Stored stored) {
    return handle
        .createQuery(MANIFEST)
        .bind("id", id)
        .bind("rows", rows)
        .bind("bytes", stored.bytes())
        .bind("sha256", stored.sha256())
        .mapTo(String.class)
        .one();
  }

  /** Its rows without those of these people. */
  RemainingRows open(ArchiveDirectory directory, Handle handle, ErasedPeople erased)
      throws java.io.IOException {
    Shape shape = Shape.of(handle, range.table());
    return new RemainingRows(
        directory.open(file), erased, shape.columns().size(), shape.person(), shape.told());
  }
}
