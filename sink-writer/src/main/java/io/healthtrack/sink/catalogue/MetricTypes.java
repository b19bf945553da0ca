package io.healthtrack.sink.catalogue;

import io.healthtrack.schemas.metrics.Loinc;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes {@code health.metric_types} from the catalogue, at every start. */
public final class MetricTypes {

  private static final String UPSERT =
      """
      INSERT INTO health.metric_types
        (metric_type, code, display, unit, kind, loinc, low, high, max_gap, bins)
      VALUES (:id, :code, :display, :unit, :kind, string_to_array(:loinc, ' '), :low, :high,
              make_interval(secs => :gap), string_to_array(:bins, ' ')::double precision[])
      ON CONFLICT (metric_type) DO UPDATE SET
        code = excluded.code, display = excluded.display, unit = excluded.unit,
        kind = excluded.kind, loinc = excluded.loinc, low = excluded.low, high = excluded.high,
        max_gap = excluded.max_gap, bins = excluded.bins
      """;

  private MetricTypes() {}

  /** Inserts what is new and updates the rest; a metric that left the catalogue keeps its row. */
  public static void write(Jdbi jdbi, MetricCatalogue catalogue) {
    jdbi.useTransaction(
        handle -> {
          PreparedBatch batch = handle.prepareBatch(UPSERT);
          for (Metric metric : catalogue.all()) {
            batch
                .bind("id", metric.id())
                .bind("code", metric.code())
                .bind("display", metric.display())
                .bind("unit", metric.unit())
                .bind("kind", metric.kind().code())
                .bind("loinc", String.join(" ", metric.loinc().stream().map(Loinc::code).toList()))
                .bind("low", metric.low())
                .bind("high", metric.high())
                .bind("gap", metric.maxGap().toMillis() / 1_000.0)
                .bind(
                    "bins", String.join(" ", metric.bins().stream().map(String::valueOf).toList()))
                .add();
          }
          batch.execute();
        });
  }
}
