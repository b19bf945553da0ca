package io.healthtrack.sink.partitions;

import java.time.LocalDate;
import org.jdbi.v3.core.Handle;

/**
 * A range of days, UTC, of a partitioned table of schema health.
 *
 * @param table the table, without schema
 * @param from first day; {@code null} for everything before
 * @param until first day no longer
 */
public record PartitionRange(String table, LocalDate from, LocalDate until) {

  private static final String SHAPE =
      """
      SELECT (SELECT string_agg(quote_ident(column_name), ', ' ORDER BY place)
              FROM ops.partition_columns(:table)) AS columns,
             (SELECT string_agg(quote_ident(k), ', ' ORDER BY place)
              FROM unnest(ops.partition_key(:table)) WITH ORDINALITY u (k, place)) AS key,
             ops.within_days(:table, :from, :until) AS condition,
             format('health.%I', :table) AS name
      """;

  /** Its rows in the order of the table's key, as a query. */
  public String rows(Handle handle) {
    return handle
        .createQuery(SHAPE)
        .bind("table", table)
        .bind("from", from)
        .bind("until", until)
        .map(
            (row, context) ->
                "SELECT %s FROM %s WHERE %s ORDER BY %s"
                    .formatted(
                        row.getString("columns"),
                        row.getString("name"),
                        row.getString("condition"),
                        row.getString("key")))
        .one();
  }

  /** What a partition of just these days is called. */
  public String partitionName(Handle handle) {
    return handle
        .select("SELECT ops.partition_name(?, ?, ?)", table, from, until)
        .mapTo(String.class)
        .one();
  }
}
