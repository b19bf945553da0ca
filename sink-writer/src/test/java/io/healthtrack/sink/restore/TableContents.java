package io.healthtrack.sink.restore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of every table that follows from the topics, in order, column by column. What is left
 * out is listed here, with the reason; a new table is compared unless it is listed.
 */
public final class TableContents {

  /** Tables that do not follow from topics, or tell of the work of one database. */
  private static final Map<String, String> TABLES =
      Map.ofEntries(
          Map.entry("health.recommendations", "made by the clock"),
          Map.entry("health.recommendation_runs", "made by the clock"),
          Map.entry("health.device_metrics", "looked up by maintenance now and then"),
          Map.entry("health.person_pseudonyms", "random, so that nobody can compute them"),
          Map.entry("health.device_pseudonyms", "random, so that nobody can compute them"),
          Map.entry("health.population_metrics", "by the clock; a function of the days"),
          Map.entry("ops.population_queue", "work to do"),
          Map.entry("ops.population_clock", "work done"),
          Map.entry("ops.lane_tallies", "whose word was first, of two topics, is open"),
          Map.entry("ops.batches", "of this database: replay makes others"),
          Map.entry("ops.row_movements", "of this database: how many rows were there to erase"),
          Map.entry("ops.maintenance_runs", "work done"),
          Map.entry("ops.partition_changes", "work done"),
          Map.entry("ops.flyway_schema_history", "work done"));

  /** Of some columns only what was told, not when or how often or by whom it was written. */
  private static final Map<String, String> COLUMNS =
      Map.ofEntries(
          Map.entry("health.daily_metrics computed_at", "NULL"),
          Map.entry("health.daily_metrics revision", "NULL"),
          // The stream's own revision is told; the table's counts how often it was computed.
          Map.entry("health.metric_windows revision", told("revision")),
          Map.entry("health.metric_windows computed_at", told("computed_at")),
          Map.entry("ops.erasures done_at", "NULL"),
          Map.entry("ops.erasures repeated_at", "NULL"),
          Map.entry("ops.erasures receipt", "NULL"),
          Map.entry("ops.lane_offsets epoch", "NULL"),
          Map.entry("ops.lane_offsets backend_pid", "NULL"),
          Map.entry("ops.lane_offsets backend_start", "NULL"),
          Map.entry("ops.lane_offsets owner", "NULL"),
          Map.entry("ops.lane_offsets moved_at", "NULL"),
          Map.entry("ops.quarantined_readings quarantined_at", refusedElsewhere("quarantined_at")),
          Map.entry("ops.quarantined_readings relayed_at", "NULL"),
          Map.entry("ops.table_hours computed_at", "NULL"));

  /** Of some tables only some rows. */
  private static final Map<String, String> ROWS =
      Map.ofEntries(
          // By the hour of writing and by batch: a reading and its correction in one batch are one.
          Map.entry("health.activity_log", "kind <> 'data-sync'"),
          // Of somebody forgotten a mark that was made after the tombstone stays, and a lane that
          // replays makes it later. Without a window it is a mark of nothing.
          Map.entry(
              "ops.table_hours",
              """
              EXISTS (SELECT FROM health.metric_windows w
                      WHERE (w.user_id, w.metric_type) = (table_hours.user_id, table_hours.metric_type)
                        AND w.window_start >= table_hours.window_start
                        AND w.window_start < table_hours.window_start + interval '1 hour')
              """),
          // The restored sink sends its refusals on again, so its topic has become longer.
          Map.entry("ops.lane_offsets", "lane <> 'quarantine'"));

  private TableContents() {}

  /** Rows by table. */
  public static Map<String, List<String>> of(Connection connection) throws SQLException {
    Map<String, List<String>> contents = new TreeMap<>();
    for (Map.Entry<String, String> table : columns(connection).entrySet()) {
      contents.put(
          table.getKey(),
          rows(
              connection,
              "SELECT ROW(%s)::text FROM %s WHERE %s ORDER BY 1"
                  .formatted(
                      table.getValue(),
                      table.getKey(),
                      ROWS.getOrDefault(table.getKey(), "true"))));
    }
    return contents;
  }

  /** What one has and the other has not, by table; at most some rows of each. */
  public static List<String> differences(
      Map<String, List<String>> one, Map<String, List<String>> other) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, List<String>> table : one.entrySet()) {
      List<String> missing = new ArrayList<>(table.getValue());
      other.get(table.getKey()).forEach(missing::remove);
      List<String> added = new ArrayList<>(other.get(table.getKey()));
      table.getValue().forEach(added::remove);
      missing.stream().limit(4).forEach(row -> found.add(table.getKey() + " - " + row));
      added.stream().limit(4).forEach(row -> found.add(table.getKey() + " + " + row));
    }
    return found;
  }

  private static String told(String column) {
    return "CASE WHEN origin = 'stream' THEN " + column + " END";
  }

  private static String refusedElsewhere(String column) {
    return "CASE WHEN stage <> 'sink' THEN " + column + " END";
  }

  private static Map<String, String> columns(Connection connection) throws SQLException {
    Map<String, String> columns = new TreeMap<>();
    for (String line :
        rows(
            connection,
            """
            SELECT format('%I.%I %I', n.nspname, c.relname, a.attname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname IN ('health', 'ops') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            ORDER BY n.nspname, c.relname, a.attnum
            """)) {
      int space = line.indexOf(' ');
      String table = line.substring(0, space);
      String column = line.substring(space + 1);
      if (!TABLES.containsKey(table)) {
        columns.merge(table, COLUMNS.getOrDefault(line, column), (all, next) -> all + ", " + next);
      }
    }
    return columns;
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }
}
