package io.healthtrack.sink.partitions;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes partitions ahead of time, so that the ingest path never changes the schema. Which there
 * should be is decided in the database, by {@code ops.missing_partitions}.
 */
public final class PartitionMaintenance {

  private final Jdbi jdbi;
  private final Clock clock;

  /** Maintenance of one database, by this clock. */
  public PartitionMaintenance(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Makes what is missing today; what is interrupted is continued the next time. */
  public void run() {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    // Outside a transaction: the procedure commits after each partition.
    jdbi.useHandle(handle -> handle.execute("CALL ops.ensure_partitions(?)", today));
  }

  /** Up to which day, exclusive, readings have a place. */
  public Optional<LocalDate> coveredUntil() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT max(until_day) FROM ops.partition_bounds('health_metrics')")
                .mapTo(LocalDate.class)
                .findOne());
  }
}
