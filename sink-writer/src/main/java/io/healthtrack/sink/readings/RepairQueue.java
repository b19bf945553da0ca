package io.healthtrack.sink.readings;

import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.WindowReading;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * Notes the hours that the stream cannot know: those that unproven readings really changed, and
 * those of fresh readings that the table did not take, because the stream has counted them.
 */
final class RepairQueue {

  private static final long HOUR = 3_600L * EventTime.MICROS_PER_SECOND;
  private static final long LONGEST = WindowReading.LONGEST.toNanos() / 1_000;

  /** Counting up also locks the row, so that a repair under way leaves it for the next. */
  private static final String INSERT =
      """
      INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
      VALUES (?, ?, ?)
      ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1
      """;

  private static final String HOURS_OF_TOTALS =
      """
      SELECT DISTINCT q.position, t.hour
      FROM unnest(?::uuid[], ?::smallint[], ?::uuid[], ?::timestamptz[])
        WITH ORDINALITY AS q (user_id, metric_type, device_id, at, position)
      CROSS JOIN LATERAL ops.hours_of_total(q.user_id, q.metric_type, q.device_id, q.at) AS t (hour)
      """;

  /** What a counter showed: which hours it changes depends on what else is stored. */
  private record Total(UUID userId, short metricType, UUID deviceId, OffsetDateTime at) {}

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
    Set<Total> totals = new HashSet<>();
    for (Contender contender : settled) {
      if (contender.winner() != null && !contender.winner().fresh()) {
        touched(contender.key(), contender.winner().version(), hours, totals);
        if (contender.replaced() != null) {
          touched(contender.key(), contender.replaced(), hours, totals);
        }
      }
      for (int i = 0; i < contender.rows().size(); i++) {
        ReadingRow row = contender.rows().get(i);
        // Also of one that was there already: then the table knows of more than the stream does.
        if (row.fresh() && contender.fates().get(i) != Fate.INSERT) {
          touched(contender.key(), row.version(), hours, totals);
        }
      }
    }
    add(connection, List.copyOf(totals), hours);
    insert(connection, hours);
  }

  /** Notes the hours of fresh readings that no table takes. */
  static void refused(Connection connection, List<ReadingRow> rows) throws SQLException {
    TreeSet<Hour> hours = new TreeSet<>();
    Set<Total> totals = new HashSet<>();
    for (ReadingRow row : rows) {
      touched(
          new Contender.Key(row.userId(), row.metricType(), row.metricId()),
          row.version(),
          hours,
          totals);
    }
    add(connection, List.copyOf(totals), hours);
    insert(connection, hours);
  }

  private static void add(Connection connection, List<Total> totals, Set<Hour> hours)
      throws SQLException {
    if (totals.isEmpty()) {
      return;
    }
    try (PreparedStatement select = connection.prepareStatement(HOURS_OF_TOTALS)) {
      select.setArray(1, array(connection, "uuid", totals, Total::userId));
      select.setArray(2, array(connection, "int2", totals, Total::metricType));
      select.setArray(3, array(connection, "uuid", totals, Total::deviceId));
      select.setArray(4, array(connection, "timestamptz", totals, Total::at));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Total total = totals.get(rows.getInt(1) - 1);
          OffsetDateTime hour = rows.getObject(2, OffsetDateTime.class);
          hours.add(
              new Hour(total.userId(), total.metricType(), EventTime.micros(hour.toInstant())));
        }
      }
    }
  }

  private static Array array(
      Connection connection, String type, List<Total> totals, Function<Total, Object> field)
      throws SQLException {
    return connection.createArrayOf(type, totals.stream().map(field).toArray());
  }

  private static void insert(Connection connection, Set<Hour> hours) throws SQLException {
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

  /** As {@code ops.hours_touched} reckons it. */
  private static void touched(
      Contender.Key key, Version version, Set<Hour> hours, Set<Total> totals) {
    if (version.total() && version.deviceId() != null) {
      totals.add(
          new Total(
              key.userId(),
              key.metricType(),
              version.deviceId(),
              StoredVersions.time(version.measuredAt())));
    }
    long end = version.endAt() == null ? Long.MIN_VALUE : version.endAt() - 1;
    boolean split = end >= version.measuredAt() && end - version.measuredAt() < LONGEST;
    long last = Math.floorDiv(split ? end : version.measuredAt(), HOUR);
    for (long hour = Math.floorDiv(version.measuredAt(), HOUR); hour <= last; hour++) {
      hours.add(new Hour(key.userId(), key.metricType(), hour * HOUR));
    }
  }
}
