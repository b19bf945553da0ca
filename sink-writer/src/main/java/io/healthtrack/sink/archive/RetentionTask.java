package io.healthtrack.sink.archive;

import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Follows {@code ops.retention_policies}: queues partitions whose time has come, deletes old rows
 * of tables that have none.
 */
public final class RetentionTask implements MaintenanceTask {

  /** Few enough that a transaction stays short. */
  private static final int AT_ONCE = 20_000;

  private static final String UNPARTITIONED =
      """
      SELECT data_class FROM ops.retention_policies p
      WHERE action = 'drop' AND NOT EXISTS (SELECT FROM ops.partitioned_tables t WHERE 'health.' || t.table_name = p.table_name)
      ORDER BY data_class
      """;

  private final MaintenanceConfig config;
  private final Clock clock;

  /** By this clock. */
  public RetentionTask(MaintenanceConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "retention";
  }

  @Override
  public Duration every() {
    return config.interval();
  }

  /**
   * Does what is due today.
   *
   * @return how many partitions it queued and rows it deleted
   */
  @Override
  public long run(Jdbi jdbi) {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    return jdbi.withHandle(
        handle -> {
          long done = handle.select("SELECT ops.queue_by_policy(?)", today).mapTo(Long.class).one();
          List<String> classes = handle.select(UNPARTITIONED).mapTo(String.class).list();
          for (String dataClass : classes) {
            done += drop(handle, dataClass, today);
          }
          return done;
        });
  }

  private static long drop(Handle handle, String dataClass, LocalDate today) {
    long total = 0;
    long gone;
    do {
      gone =
          handle
              .select("SELECT ops.drop_expired(?, ?, ?)", dataClass, today, AT_ONCE)
              .mapTo(Long.class)
              .one();
      total += gone;
    } while (gone == AT_ONCE);
    return total;
  }
}
