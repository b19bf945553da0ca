package io.healthtrack.sink.maintenance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How maintenance works.
 *
 * @param interval between two looks at what is to be merged, dropped or archived
 * @param lockTimeout how long writers may have to wait behind an exchange of partitions that itself
 *     waits; below a second the database's own search for deadlocks never hits anybody else
 * @param archiveDirectory where archives are written; absent: nothing is archived
 */
public record MaintenanceConfig(
    Duration interval, Duration lockTimeout, Optional<Path> archiveDirectory) {

  /** Nothing is archived. */
  public static final MaintenanceConfig DEFAULT =
      new MaintenanceConfig(Duration.ofHours(1), Duration.ofMillis(800), Optional.empty());

  /** Checks the limits. */
  public MaintenanceConfig {
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("sink.maintenance.interval must be a second or more");
    }
    if (lockTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "sink.maintenance.lock.timeout must be a millisecond or more");
    }
  }

  /** The same with a place for archives. */
  public MaintenanceConfig withArchive(Path directory) {
    return new MaintenanceConfig(interval, lockTimeout, Optional.of(directory));
  }
}
