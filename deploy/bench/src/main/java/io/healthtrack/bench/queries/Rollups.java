package io.healthtrack.bench.queries;

import io.healthtrack.bench.BenchDatabase;
import java.sql.SQLException;

/**
 * The days of everybody, and of everybody together. The sink builds them hour by hour as readings
 * come; here they are made in one go, with empty histograms, which these questions do not read.
 */
final class Rollups {

  private Rollups() {}

  /** Makes them if there are none; whether it did. */
  static boolean make(BenchDatabase database, Loader loader) throws SQLException {
    if (database.number("SELECT count(*) FROM (SELECT FROM health.daily_metrics LIMIT 1) x") > 0) {
      return false;
    }
    for (int day = 0; day < loader.days(); day++) {
      database.execute(
          """
          INSERT INTO health.daily_metrics
            (user_id, metric_type, day, readings, limited, sum, m2, min, max, histogram,
             computed_at)
          SELECT user_id, metric_type, date_bin('1 day', measured_at, '2000-01-01 00:00+00')::date,
                 count(*), 0, sum(metric_value), coalesce(var_pop(metric_value), 0) * count(*),
                 min(metric_value), max(metric_value), array_fill(0, ARRAY[cardinality(t.bins) - 1]), now()
          FROM health.health_metrics JOIN health.metric_types t USING (metric_type)
          WHERE measured_at >= '%s 00:00:00+00' AND measured_at < '%s 00:00:00+00'
          GROUP BY 1, 2, 3, t.bins
          """
              .formatted(loader.first().plusDays(day), loader.first().plusDays(day + 1L)));
    }
    double refreshed;
    do {
      refreshed = database.number("SELECT ops.refresh_population(50)");
    } while (refreshed > 0);
    return true;
  }
}
