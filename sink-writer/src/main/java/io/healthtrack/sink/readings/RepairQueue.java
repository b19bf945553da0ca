package io.healthtrack.sink.readings;

import io.healthtrack.schemas.time.EventTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.TreeSet;
import java.util.UUID;

/** Notes the hours that unproven readings really changed. */
final class RepairQueue {

  private static final long HOUR = 3_600L * EventTime.MICROS_PER_SECOND;

  /** Counting up also locks the row, so that a repair under way leaves it for the next. */
  private static final String INSERT =
      """
      INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
      VALUES (?, ?, ?)
      ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1
      """;

  private record Hour(UUID userId, short metricType, long start) implements Comparable<Hour> {

    @Override
    public int compareTo(Hour other) {
      // The order in which everyone queues, so that nobody waits in a circle.
      int order = ReadingRow.compare(userId, other.userId);
      if (order == 0) {
        order = Short.compare(metricType, other.metricType);
      }
      return order == 0 ? Long.compare(start, other.start) : order;
    }
  }

  private RepairQueue() {}

  static void insert(Connection connection, Collection<Contender> settled) throws SQLException {
    TreeSet<Hour> hours = new TreeSet<>();
    for (Contender contender : settled) {
      // A fresh reading that met a taken key has been in its windows from the start.
      if (contender.winner() != null && !contender.winner().fresh()) {
        hours.add(hour(contender.key(), contender.winner().measuredAt()));
        if (contender.replaced() != null) {
          hours.add(hour(contender.key(), contender.replaced().measuredAt()));
        }
      }
    }
    if (hours.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Hour hour : hours) {
        insert.setObject(1, hour.userId());
        insert.setShort(2, hour.metricType());
        insert.setObject(3, EventTime.instant(hour.start()).atOffset(ZoneOffset.UTC));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Hour hour(Contender.Key key, long micros) {
    return new Hour(key.userId(), key.metricType(), Math.floorDiv(micros, HOUR) * HOUR);
  }
}
