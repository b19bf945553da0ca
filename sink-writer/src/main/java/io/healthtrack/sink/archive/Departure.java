package io.healthtrack.sink.archive;

import io.healthtrack.sink.maintenance.TroubleException;
import io.healthtrack.sink.partitions.PartitionExchange;
import io.healthtrack.sink.partitions.PartitionExchange.Rows;
import io.healthtrack.sink.partitions.PartitionRange;
import java.io.IOException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.postgresql.PGConnection;

/**
 * A partition's rows leave the table, into a file or for good, and an empty partition takes its
 * place. Lanes write meanwhile: rows that come too late for the file stay in the table.
 */
final class Departure {

  /** All rows now, less those that came since the file; absent when others changed, too. */
  private static final String UNCHANGED =
      """
      SELECT (SELECT row_count FROM ops.fingerprint(format('health.%I', :partition), :table, 'true'))
               - (SELECT count(*) FROM ops.partition_changes) = :rows
             AND NOT EXISTS (SELECT FROM ops.partition_changes WHERE kind = 'delete')
      """;

  private static final String BEGUN =
      """
      WITH next AS (SELECT nextval(pg_get_serial_sequence('ops.archives', 'archive_id')) AS id)
      INSERT INTO ops.archives (archive_id, table_name, partition_name, from_day, until_day, state, asked_by, file_name)
      OVERRIDING SYSTEM VALUE
      SELECT id, :table, :partition, :from, :until, 'writing', :askedBy, :table || '/' || :partition || '-' || id || '.copy.gz' FROM next
      RETURNING archive_id
      """;

  private final Handle handle;
  private final Request request;
  private final PartitionExchange exchange;

  Departure(Handle handle, Request request) {
    this.handle = handle;
    this.request = request;
    exchange = new PartitionExchange(handle, request.range(), List.of(request.partition()));
  }

  /** Into a file. Until the exchange commits, the table is as it was. */
  void archive(ArchiveDirectory directory) throws Exception {
    exchange.follow();
    long id = begin();
    String file = Archive.fileName(request.range().table(), request.partition(), id, 1);
    try {
      long rows = write(directory, file, id);
      leave(rows, "archived", id);
    } catch (Exception e) {
      try {
        abandon(handle, directory, id, file);
      } catch (IOException | RuntimeException left) {
        // Whoever works next sees the archive still being written, and removes it.
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  /** For good. */
  void drop() throws Exception {
    exchange.follow();
    long rows =
        exchange.inSnapshot(
            snapshot ->
                snapshot
                    .select(
                        "SELECT row_count FROM ops.fingerprint(format('health.%I', ?::text), ?, 'true')",
                        request.partition(), request.range().table())
                    .mapTo(Long.class)
                    .one());
    leave(rows, "dropped", null);
  }

  /**
   * Removes what a departure that did not happen has left on the disk and in the list. Whether it
   * happened only the database knows: after a connection was lost nothing is deleted here.
   */
  static void abandon(Handle handle, ArchiveDirectory directory, long id, String file)
      throws IOException {
    boolean happened =
        handle
            .select("SELECT state <> 'writing' FROM ops.archives WHERE archive_id = ?", id)
            .mapTo(Boolean.class)
            .one();
    if (!happened) {
      directory.delete(file);
      directory.delete(Archive.manifestName(file));
      handle.execute("DELETE FROM ops.archives WHERE archive_id = ?", id);
    }
  }

  private long begin() {
    PartitionRange range = request.range();
    return handle
        .createQuery(BEGUN)
        .bind("table", range.table())
        .bind("partition", request.partition())
        .bind("from", range.from())
        .bind("until", range.until())
        .bind("askedBy", request.askedBy())
        .mapTo(Long.class)
        .one();
  }

  private long write(ArchiveDirectory directory, String file, long id) throws Exception {
    long[] rows = new long[1];
    ArchiveDirectory.Stored stored =
        exchange.inSnapshot(
            snapshot ->
                directory.write(
                    file,
                    out ->
                        rows[0] =
                            snapshot
                                .getConnection()
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut(
                                    "COPY (%s) TO STDOUT (FORMAT binary)"
                                        .formatted(request.range().rows(snapshot)),
                                    out)));
    directory.writeText(Archive.manifestName(file), Archive.describe(handle, id, rows[0], stored));
    return rows[0];
  }

  private void leave(long rows, String kind, Long archive) throws Exception {
    exchange.startBuilding();
    exchange.finishBuilding();
    countAgain(rows);
    exchange.exchange(
        Rows.LEAVING,
        open -> {
          open.execute(
              "INSERT INTO ops.row_movements (table_name, kind, row_count) VALUES (?, ?, ?)",
              request.range().table(),
              kind,
              rows);
          open.execute("UPDATE ops.archives SET state = 'stored' WHERE archive_id = ?", archive);
          open.execute("DELETE FROM ops.archive_queue WHERE request_id = ?", request.id());
        });
  }

  /** Not while others wait for the lock: the notes say what changes from here on. */
  private void countAgain(long rows) throws TroubleException {
    boolean unchanged =
        handle.inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            snapshot ->
                snapshot
                    .createQuery(UNCHANGED)
                    .bind("partition", request.partition())
                    .bind("table", request.range().table())
                    .bind("rows", rows)
                    .mapTo(Boolean.class)
                    .one());
    if (!unchanged) {
      throw new TroubleException("%s changed while it was read".formatted(request.partition()));
    }
  }
}
