package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleCondition;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.util.ArrayList;
import java.util.List;

/** Makes the signals of composite rules out of the newest values of a person. */
final class CompositeReader {

  private final MetricCatalogue catalogue;
  private final LatestValues latest;

  CompositeReader(MetricCatalogue catalogue, LatestValues latest) {
    this.catalogue = catalogue;
    this.latest = latest;
  }

  /**
   * A composite rule at a reading.
   *
   * @param signal as the rule sees it with the reading
   * @param previous when the newest value before it was measured, of any of the rule's metrics
   */
  record Seen(Signal signal, long previous) {}

  /** Whether a reading says something newer than what is known of its metric. */
  boolean isNews(Reading reading, Metric metric) {
    Point before = latest.of(reading.getUserId(), metric.id());
    return before == null || Point.of(reading).at() >= before.at();
  }

  /** Remembers what is now the newest value of its metric. */
  void remember(Reading reading, Metric metric) {
    latest.put(reading.getUserId(), metric.id(), Point.of(reading));
  }

  /**
   * @param metric the metric of the reading
   * @param at the moment the rule is judged at
   */
  Seen judge(Rule rule, Reading reading, Metric metric, long at) {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(catalogue.byCode(rule.version().getMetric()).orElseThrow());
    for (RuleCondition condition : rule.version().getConditions()) {
      metrics.add(catalogue.byCode(condition.getMetric()).orElse(null));
    }
    List<Point> values = new ArrayList<>();
    long previous = EpisodeMachine.NO_PREVIOUS;
    for (Metric one : metrics) {
      Point known = one == null ? null : latest.of(reading.getUserId(), one.id());
      if (known != null) {
        previous = Math.max(previous, known.at());
      }
      values.add(one != null && one.id() == metric.id() ? Point.of(reading) : known);
    }
    return new Seen(new Composite(rule, at).signal(metrics, values), previous);
  }
}
