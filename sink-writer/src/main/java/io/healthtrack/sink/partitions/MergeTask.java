package io.healthtrack.sink.partitions;

import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Merges old daily partitions into monthly ones, so that their number stays bounded. */
public final class MergeTask implements MaintenanceTask {

  private final MaintenanceConfig config;
  private final Clock clock;

  /** Merging by this clock. */
  public MergeTask(MaintenanceConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "merge-partitions";
  }

  @Override
  public Duration every() {
    return config.interval();
  }

  /**
   * Merges what is due, oldest first.
   *
   * @return how many months it merged
   */
  @Override
  public long run(Jdbi jdbi) throws Exception {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    if (jdbi.withHandle(handle -> PartitionMerge.due(handle, today)).isEmpty()) {
      return 0;
    }
    return new PartitionWork(jdbi, config.lockTimeout())
        .alone(
            handle -> {
              List<PartitionMerge.Due> due = PartitionMerge.due(handle, today);
              for (PartitionMerge.Due month : due) {
                new PartitionMerge(handle, month).run();
              }
              return due.size();
            });
  }
}
