package io.healthtrack.sink.archive;

import io.healthtrack.sink.partitions.PartitionRange;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What somebody asked for, as {@code ops.archive_queue} has it.
 *
 * @param id counts up
 * @param kind archive, drop or restore
 * @param range the days
 * @param partition the partition that is to leave, or {@code null}
 * @param archive the archive that is to come back, or 0
 * @param askedBy a login, or policy
 */
record Request(
    long id, String kind, PartitionRange range, String partition, long archive, String askedBy) {

  private static final String STILL_THERE =
      """
      SELECT count(*) = 1 FROM ops.partition_bounds(:table)
      WHERE partition_name = :partition AND from_day IS NOT DISTINCT FROM :from AND until_day = :until
      """;

  static List<Request> all(Handle handle) {
    return handle
        .select("SELECT * FROM ops.archive_queue ORDER BY request_id")
        .map(
            (row, context) ->
                new Request(
                    row.getLong("request_id"),
                    row.getString("kind"),
                    new PartitionRange(
                        row.getString("table_name"),
                        row.getObject("from_day", LocalDate.class),
                        row.getObject("until_day", LocalDate.class)),
                    row.getString("partition_name"),
                    row.getLong("archive_id"),
                    row.getString("asked_by")))
        .list();
  }

  /** Whether the partition is still what it was; it may have been merged since. */
  boolean stillThere(Handle handle) {
    return handle
        .createQuery(STILL_THERE)
        .bind("table", range.table())
        .bind("partition", partition)
        .bind("from", range.from())
        .bind("until", range.until())
        .mapTo(Boolean.class)
        .one();
  }

  void forget(Handle handle) {
    handle.execute("DELETE FROM ops.archive_queue WHERE request_id = ?", id);
  }

  void postpone(Handle handle, String problem) {
    handle.execute("UPDATE ops.archive_queue SET problem = ? WHERE request_id = ?", problem, id);
  }
}
