package io.healthtrack.sink.attribution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * {@code ops.reattributions}: what changed assignments leave to be done, so that the lane that
 * tells of them need not wait.
 */
public final class ReattributionQueue {

  private ReattributionQueue() {}

  /**
   * Queues the stretches that wearers of a device have lost.
   *
   * @param changedAt when the registry took the change
   * @throws SQLException if the database does not answer
   */
  public static void add(Connection connection, UUID device, List<Stretch> lost, Instant changedAt)
      throws SQLException {
    if (lost.isEmpty()) {
      return;
    }
    try (PreparedStatement queue =
        connection.prepareStatement("SELECT ops.queue_reattribution(?, ?, ?, ?, ?)")) {
      for (Stretch stretch : lost) {
        queue.setObject(1, device);
        queue.setObject(2, stretch.user());
        queue.setObject(3, time(stretch.from()));
        queue.setObject(4, time(stretch.until()), Types.TIMESTAMP_WITH_TIMEZONE);
        queue.setObject(5, time(changedAt));
        queue.execute();
      }
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
