package io.healthtrack.sink.analytics;

import io.healthtrack.sink.windows.Hour;
import io.healthtrack.sink.windows.HoursRepaired;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds the days of repaired hours up again, each from its hours, in the repair's transaction. */
public final class DailyRollup implements HoursRepaired {

  private static final String HOURS =
      """
      SELECT q.position, w.readings, w.limited, w.sum, w.m2, w.min, w.max, w.histogram
      FROM unnest(?::uuid[], ?::smallint[], ?::date[])
        WITH ORDINALITY AS q (user_id, metric_type, day, position)
      CROSS JOIN LATERAL (
        SELECT m.window_start, m.readings, m.limited, m.sum, m.m2, m.min, m.max, m.histogram
        FROM health.metric_windows m
        WHERE m.user_id = q.user_id AND m.metric_type = q.metric_type AND m.window_minutes = 60
          AND m.window_start >= q.day::timestamp AT TIME ZONE 'UTC'
          AND m.window_start < (q.day + 1)::timestamp AT TIME ZONE 'UTC'
        OFFSET 0) w
      ORDER BY q.position, w.window_start
      """;

  /** One statement, because the triggers that queue aggregates over people fire for each. */
  private static final String UPSERT =
      """
      INSERT INTO health.daily_metrics AS d
        (user_id, metric_type, day, readings, limited, sum, m2, min, max, histogram, computed_at)
      SELECT n.user_id, n.metric_type, n.day, n.readings, n.limited, n.sum, n.m2, n.min, n.max,
             n.histogram::integer[], now()
      FROM unnest(?::uuid[], ?::smallint[], ?::date[], ?::bigint[], ?::bigint[],
                  ?::double precision[], ?::double precision[], ?::double precision[],
                  ?::double precision[], ?::text[])
        AS n (user_id, metric_type, day, readings, limited, sum, m2, min, max, histogram)
      ON CONFLICT (metric_type, day, user_id) DO UPDATE SET
        readings = excluded.readings, limited = excluded.limited, sum = excluded.sum,
        m2 = excluded.m2, min = excluded.min, max = excluded.max,
        histogram = excluded.histogram, computed_at = excluded.computed_at
      WHERE (d.readings, d.limited, d.sum, d.m2, d.min, d.max, d.histogram)
        IS DISTINCT FROM
            (excluded.readings, excluded.limited, excluded.sum, excluded.m2, excluded.min,
             excluded.max, excluded.histogram)
      """;

  private static final String DELETE =
      """
      DELETE FROM health.daily_metrics WHERE user_id = ? AND metric_type = ? AND day = ?
      """;

  @Override
  public void repaired(Connection connection, List<Hour> hours) throws SQLException {
    addUp(connection, Day.of(hours));
  }

  /** Adds days up from the hours that are there now. */
  static void addUp(Connection connection, List<Day> days) throws SQLException {
    if (days.isEmpty()) {
      return;
    }
    Map<Day, DaySum> sums = sums(connection, days);
    if (!sums.isEmpty()) {
      upsert(connection, sums);
    }
    delete(connection, days.stream().filter(day -> !sums.containsKey(day)).toList());
  }

  private static Map<Day, DaySum> sums(Connection connection, List<Day> days) throws SQLException {
    Map<Day, DaySum> sums = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement(HOURS)) {
      Day.bind(connection, select, days);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          DaySum sum = sums.computeIfAbsent(days.get(rows.getInt(1) - 1), day -> new DaySum());
          int readings = rows.getInt(2);
          sum.add(
              readings,
              rows.getInt(3),
              rows.getDouble(4),
              rows.getDouble(5),
              counts(rows.getArray(8)));
          if (readings > 0) {
            sum.bound(rows.getDouble(6), rows.getDouble(7));
          }
        }
      }
    }
    return sums;
  }

  private static void upsert(Connection connection, Map<Day, DaySum> sums) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      Day.bind(connection, upsert, sums.keySet());
      Column column = new Column(connection, upsert, sums.values());
      column.set(4, "int8", DaySum::readings);
      column.set(5, "int8", DaySum::limited);
      column.set(6, "float8", DaySum::sum);
      column.set(7, "float8", DaySum::m2);
      column.set(8, "float8", DaySum::min);
      column.set(9, "float8", DaySum::max);
      // Histograms have as many counts as their metric has bins, which no array of arrays can.
      column.set(10, "text", sum -> literal(sum.histogram()));
      upsert.executeUpdate();
    }
  }

  /** A parameter that is one array of what each day says. */
  private record Column(
      Connection connection, PreparedStatement statement, Collection<DaySum> sums) {

    void set(int parameter, String type, Function<DaySum, Object> value) throws SQLException {
      Object[] elements = sums.stream().map(value).toArray();
      statement.setArray(parameter, array(connection, type, elements));
    }
  }

  private static String literal(Integer[] counts) {
    return Arrays.stream(counts).map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }

  private static void delete(Connection connection, Collection<Day> days) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      for (Day day : days) {
        bind(delete, day);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private static void bind(PreparedStatement statement, Day day) throws SQLException {
    statement.setObject(1, day.userId());
    statement.setShort(2, day.metricType());
    statement.setObject(3, day.date());
  }

  private static Array array(Connection connection, String type, Object[] elements)
      throws SQLException {
    return connection.createArrayOf(type, elements);
  }

  private static Integer[] counts(Array histogram) throws SQLException {
    return histogram == null ? new Integer[0] : (Integer[]) histogram.getArray();
  }
}
