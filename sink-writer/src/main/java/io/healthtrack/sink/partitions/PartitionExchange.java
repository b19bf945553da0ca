package io.healthtrack.sink.partitions;

import io.healthtrack.sink.maintenance.TroubleException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Puts one partition in the place of others while lanes write to them. Changes are noted by a
 * trigger from {@link #follow()} on; what is read {@link #inSnapshot} is complete up to there; the
 * exchange follows the notes made since under a lock that does not depend on how many rows there
 * are. Until the exchange commits the old partitions are untouched.
 */
public final class PartitionExchange {

  private static final int ATTEMPTS = 8;
  private static final Set<String> TRY_AGAIN = Set.of("55P03", "40P01", "57014");

  private final Handle handle;
  private final PartitionRange range;
  private final List<String> old;
  private final String name;

  /**
   * An exchange in the range of these partitions, which together are all of it.
   *
   * @param handle from {@link PartitionWork}
   */
  public PartitionExchange(Handle handle, PartitionRange range, List<String> old) {
    this.handle = handle;
    this.range = range;
    this.old = List.copyOf(old);
    name = range.partitionName(handle);
  }

  /** The partition that is built, in schema building until the exchange. */
  public String name() {
    return name;
  }

  /** What is read in a snapshot. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads.
     *
     * @throws Exception if it could not be done now
     */
    T read(Handle handle) throws Exception;
  }

  /**
   * Begins to note changes. Each partition waits for its writers on its own.
   *
   * @throws TroubleException if one was never free for long enough
   */
  public void follow() throws TroubleException, InterruptedException {
    for (String partition : old) {
      patiently(
          () -> handle.execute("SELECT ops.follow_changes(?, ?)", range.table(), partition),
          () -> {});
    }
  }

  /** Reads the old partitions as of one instant; changes noted before it are dealt with. */
  public <T> T inSnapshot(Reading<T> reading) throws Exception {
    return handle.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        snapshot -> {
          snapshot.execute("DELETE FROM ops.partition_changes");
          return reading.read(snapshot);
        });
  }

  /** Makes the new partition, empty and without indexes. */
  public void startBuilding() {
    handle.execute("SELECT ops.start_building(?, ?)", range.table(), name);
  }

  /** Gives it keys, indexes and what spares the exchange from reading it. */
  public void finishBuilding() {
    handle.useTransaction(
        open -> {
          open.execute("SET LOCAL maintenance_work_mem = '256MB'");
          open.execute(
              "SELECT ops.finish_building(?, ?, ?, ?)",
              range.table(),
              name,
              range.from(),
              range.until());
        });
  }

  /** Follows what was noted so far, without any lock, so that the exchange has less to follow. */
  public void catchUp() {
    handle.useTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        snapshot -> snapshot.execute("SELECT ops.apply_changes(?, ?)", range.table(), name));
  }

  /** What an exchange is made of. */
  public enum Rows {
    /** The new partition holds the old ones' rows. */
    COPIED,
    /** The old ones' rows go; only rows that came since the snapshot move over. */
    LEAVING
  }

  /**
   * Exchanges the partitions in one transaction with what else must happen then.
   *
   * @throws TroubleException if the table was never free for long enough
   */
  public void exchange(Rows rows, Consumer<Handle> together)
      throws TroubleException, InterruptedException {
    patiently(
        () ->
            handle.useTransaction(
                open -> {
                  loseDeadlocks(open);
                  together.accept(open);
                  exchangeNow(open, rows);
                }),
        () -> {
          if (rows == Rows.COPIED) {
            catchUp();
          }
        });
  }

  /** Gives way to whoever holds the table, and tries again. */
  private void patiently(Runnable step, Runnable meanwhile)
      throws TroubleException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        return;
      } catch (JdbiException e) {
        if (!(e.getCause() instanceof SQLException sql) || !TRY_AGAIN.contains(sql.getSQLState())) {
          throw e;
        }
        if (attempt == ATTEMPTS) {
          throw new TroubleException("%s is never free long enough".formatted(range.table()));
        }
      }
      Thread.sleep(Duration.ofMillis(250L << attempt));
      meanwhile.run();
    }
  }

  private void exchangeNow(Handle open, Rows rows) {
    open.execute("SET LOCAL statement_timeout = '5s'");
    open.execute(
        "SELECT ops.exchange_partitions(?, ?, ?, ?, ?, ?)",
        range.table(),
        old.toArray(String[]::new),
        name,
        range.from(),
        range.until(),
        rows == Rows.COPIED);
  }

  /** Whoever is in a deadlock with us should not be the one to suffer. */
  private static void loseDeadlocks(Handle open) {
    open.execute(
        "SELECT set_config('deadlock_timeout', '200ms', true) FROM pg_roles"
            + " WHERE rolname = current_user AND rolsuper");
  }
}
