package io.healthtrack.sink.partitions;

import io.healthtrack.sink.maintenance.Maintenance;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that moves whole partitions. One at a time in the whole database, whatever its name: the
 * lock belongs to the connection the work itself uses, so it is held exactly as long as the work
 * can still do anything.
 */
public final class PartitionWork {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionWork.class);
  private static final int LOCK = 4_851_003;

  private final Jdbi jdbi;
  private final Duration lockTimeout;

  /** Work in this database, whose locks are waited for no longer than this. */
  public PartitionWork(Jdbi jdbi, Duration lockTimeout) {
    this.jdbi = jdbi;
    this.lockTimeout = lockTimeout;
  }

  /** Work that moves partitions. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @return how many things it did
     * @throws Exception if it could not be done now
     */
    long run(Handle handle) throws Exception;
  }

  /**
   * Runs this alone, on a clean floor: what interrupted work left behind is removed before, and
   * what this leaves behind after.
   *
   * @return what it did; 0 when somebody else is moving partitions
   * @throws Exception if it could not be done now
   */
  public long alone(Work work) throws Exception {
    try (Handle handle = jdbi.open()) {
      if (!handle.select("SELECT pg_try_advisory_lock(?)", LOCK).mapTo(Boolean.class).one()) {
        return 0;
      }
      try {
        handle.execute("SET timezone = 'UTC'");
        handle.execute("SET lock_timeout = %d".formatted(lockTimeout.toMillis()));
        handle.execute("CALL ops.discard_building()");
        return work.run(handle);
      } finally {
        release(handle);
      }
    }
  }

  private static void release(Handle handle) {
    try {
      handle.execute("CALL ops.discard_building()");
      handle.execute("RESET ALL");
      handle.execute("SELECT pg_advisory_unlock(?)", LOCK);
    } catch (RuntimeException e) {
      // The work's own outcome is the story; what is left is removed by whoever works next.
      LOG.warn("partition work leaves something behind: {}", Maintenance.trouble(e));
      handle.execute("SELECT pg_advisory_unlock_all()");
    }
  }
}
