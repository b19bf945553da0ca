package io.healthtrack.sink.partitions;

import io.healthtrack.sink.maintenance.TroubleException;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Merges the daily partitions of a month into one, its rows in the order of the key. The phases are
 * separate steps; interrupted between any two, the table is as it was.
 */
final class PartitionMerge {

  private static final String DUE = "SELECT * FROM ops.due_merges(?)";
  private static final String DIFFERENT =
      """
      SELECT o IS DISTINCT FROM n
      FROM ops.fingerprint(format('health.%I', :table), :table, ops.within_days(:table, :from, :until)) o,
           ops.fingerprint(format('building.%I', :name), :table, 'true') n
      """;

  private final Handle handle;
  private final PartitionRange month;
  private final PartitionExchange exchange;

  PartitionMerge(Handle handle, Due due) {
    this.handle = handle;
    month = due.month();
    exchange = new PartitionExchange(handle, month, due.partitions());
  }

  /** A month that is to be merged. */
  record Due(PartitionRange month, List<String> partitions) {}

  /** Those that are due on a day. */
  static List<Due> due(Handle handle, LocalDate today) {
    return handle
        .select(DUE, today)
        .map(
            (row, context) ->
                new Due(
                    new PartitionRange(
                        row.getString("table_name"),
                        row.getObject("from_day", LocalDate.class),
                        row.getObject("until_day", LocalDate.class)),
                    List.of((String[]) row.getArray("partitions").getArray())))
        .list();
  }

  /** All phases. */
  void run() throws Exception {
    copy();
    settle();
    exchange();
  }

  /** Copies the rows of one instant in the order of the key, while changes are noted. */
  void copy() throws Exception {
    exchange.follow();
    exchange.startBuilding();
    exchange.inSnapshot(
        snapshot -> {
          snapshot.execute("SET LOCAL work_mem = '128MB'");
          return snapshot.execute(
              "INSERT INTO building.%s %s".formatted(quoted(), month.rows(snapshot)));
        });
    exchange.finishBuilding();
    handle.execute("VACUUM (FREEZE, ANALYZE) building." + quoted());
  }

  /** Follows what changed meanwhile and compares all rows, old and new, at one instant. */
  void settle() throws TroubleException {
    exchange.catchUp();
    boolean different =
        handle.inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            snapshot -> {
              snapshot.execute("SELECT ops.apply_changes(?, ?)", month.table(), exchange.name());
              return snapshot
                  .createQuery(DIFFERENT)
                  .bind("table", month.table())
                  .bind("name", exchange.name())
                  .bind("from", month.from())
                  .bind("until", month.until())
                  .mapTo(Boolean.class)
                  .one();
            });
    if (different) {
      throw new TroubleException("%s differs from its days".formatted(exchange.name()));
    }
  }

  /** Puts the month in the place of its days. */
  void exchange() throws TroubleException, InterruptedException {
    exchange.exchange(PartitionExchange.Rows.COPIED, open -> {});
  }

  private String quoted() {
    return handle.select("SELECT quote_ident(?)", exchange.name()).mapTo(String.class).one();
  }
}
