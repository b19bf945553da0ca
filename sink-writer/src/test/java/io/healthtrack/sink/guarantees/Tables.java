package io.healthtrack.sink.guarantees;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** What the database holds, asked of the database alone. */
final class Tables {

  private final Parts parts;

  Tables(Parts parts) {
    this.parts = parts;
  }

  /** Positions by lane and partition. */
  Map<String, Map<TopicPartition, Long>> positions() {
    Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
    for (String row :
        parts.query("SELECT lane, topic, partition, next_offset FROM ops.lane_offsets")) {
      String[] cells = row.split("\\|", -1);
      positions
          .computeIfAbsent(cells[0], none -> new HashMap<>())
          .put(new TopicPartition(cells[1], Integer.parseInt(cells[2])), Long.parseLong(cells[3]));
    }
    return positions;
  }

  /** How many refusals still wait to be sent on. */
  long unrelayed() {
    return number(
        """
        SELECT count(*) FROM ops.quarantined_readings
        WHERE stage = 'sink' AND relayed_at IS NULL AND source_topic <> 'readings.quarantined'
        """);
  }

  /** The server's processes that work for sinks. */
  List<Long> processes() {
    return parts
        .query("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'healthtrack-sink-%'")
        .stream()
        .map(Long::valueOf)
        .toList();
  }

  /** Records counted so far, by partition. */
  Map<TopicPartition, Long> recordsIn() {
    Map<TopicPartition, Long> counted = new HashMap<>();
    for (String row :
        parts.query(
            "SELECT topic, partition, records_in FROM ops.lane_tallies WHERE records_in > 0")) {
      String[] cells = row.split("\\|", -1);
      counted.put(
          new TopicPartition(cells[0], Integer.parseInt(cells[1])), Long.parseLong(cells[2]));
    }
    return counted;
  }

  /** Inserted, already stored, corrected, quarantined of a topic so far. */
  long[] outcomes(String topic) {
    String[] cells =
        parts
            .query(
                """
                SELECT coalesce(sum(inserted), 0), coalesce(sum(already_stored), 0),
                       coalesce(sum(corrected), 0), coalesce(sum(quarantined), 0)
                FROM ops.lane_tallies WHERE topic = '%s'
                """
                    .formatted(topic))
            .getFirst()
            .split("\\|", -1);
    long[] outcomes = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      outcomes[i] = Long.parseLong(cells[i]);
    }
    return outcomes;
  }

  long readings() {
    return number("SELECT count(*) FROM health.health_metrics");
  }

  /** The rows of readings of some people. */
  Set<String> rows(Collection<?> people) {
    return new TreeSet<>(
        parts.query(
            """
            SELECT user_id, metric_id, metric_value, coalesce(status, 'final'),
                   (extract(epoch FROM measured_at) * 1000000)::bigint
            FROM health.health_metrics WHERE user_id IN (%s)
            """
                .formatted(list(people))));
  }

  /** Newest values that are not those of the table. */
  List<String> latestThatAreNot(Collection<?> people) {
    return parts.query(
        """
        SELECT l.user_id, l.measured_at, newest.measured_at
        FROM (SELECT DISTINCT ON (user_id, metric_type) * FROM health.health_metrics
              WHERE user_id IN (%1$s) ORDER BY user_id, metric_type, measured_at DESC) AS newest
        FULL JOIN (SELECT * FROM health.latest_metrics WHERE user_id IN (%1$s)) AS l
          USING (user_id, metric_type)
        WHERE (l.measured_at, l.metric_id, l.metric_value)
          IS DISTINCT FROM (newest.measured_at, newest.metric_id, newest.metric_value)
        """
            .formatted(list(people)));
  }

  Set<String> users(Collection<?> people) {
    return new TreeSet<>(
        parts.query(
            "SELECT user_id, version FROM health.users WHERE user_id IN (%s)"
                .formatted(list(people))));
  }

  Set<String> events(Collection<?> people) {
    return new TreeSet<>(
        parts.query(
            "SELECT event_id FROM health.alert_events WHERE user_id IN (%s)"
                .formatted(list(people))));
  }

  /** Windows the stream told of, with their revisions. */
  Set<String> windows(Collection<?> people) {
    return new TreeSet<>(
        parts.query(
            """
            SELECT extract(epoch FROM window_start)::bigint, revision FROM health.metric_windows
            WHERE origin = 'stream' AND user_id IN (%s)
            """
                .formatted(list(people))));
  }

  private long number(String sql) {
    return Long.parseLong(parts.query(sql).getFirst());
  }

  private static String list(Collection<?> people) {
    return people.stream()
        .map(person -> "'" + person + "'")
        .collect(Collectors.joining(", ", "", people.isEmpty() ? "NULL" : ""));
  }
}
