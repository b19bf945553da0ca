package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.RuleCondition;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.time.EventTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What a composite rule makes of the newest values of its metrics. It knows nothing without a value
 * of its own metric. A value that is missing or too old is neither true nor false: it can decide
 * nothing, and it lets nothing resolve.
 */
final class Composite {

  private final Rule rule;
  private final long at;
  private final List<Limit> limits = new ArrayList<>();
  private final List<Evidence> evidence = new ArrayList<>();

  /**
   * @param at the moment it is judged at
   */
  Composite(Rule rule, long at) {
    this.rule = rule;
    this.at = at;
  }

  /**
   * The signal: the value of the rule's own metric, and where all values together stand.
   *
   * @param metrics the rule's own metric, then those of its conditions; {@code null} if unknown
   * @param values their newest values; {@code null} where there is none
   */
  Signal signal(List<Metric> metrics, List<Point> values) {
    Point own = values.getFirst();
    Limit ownLimit = add(metrics.getFirst(), own, null);
    List<RuleCondition> conditions = rule.version().getConditions();
    for (int i = 0; i < conditions.size(); i++) {
      add(metrics.get(i + 1), values.get(i + 1), conditions.get(i));
    }
    Limit together = ownLimit == Limit.UNKNOWN ? Limit.UNKNOWN : together();
    String unit = metrics.getFirst().unit();
    if (together == Limit.UNKNOWN) {
      return Signal.unknown(unit);
    }
    if (together.breached()) {
      together = ownLimit.breached() ? ownLimit : side();
    }
    return new Signal(own.value(), own.comparator(), unit, together, evidence);
  }

  private Limit add(Metric metric, Point value, RuleCondition condition) {
    Limit limit = Limit.UNKNOWN;
    if (metric != null && value != null && Math.abs(at - value.at()) <= window()) {
      limit =
          condition == null
              ? rule.limit(value.value(), value.comparator())
              : Limit.of(
                  condition.getAbove(), condition.getBelow(), 0, value.value(), value.comparator());
      evidence.add(
          new Evidence(metric.code(), value.value(), metric.unit(), EventTime.instant(value.at())));
    }
    limits.add(limit);
    return limit;
  }

  private Limit together() {
    boolean any = rule.version().getMatch().equals("any");
    boolean decided =
        any
            ? limits.stream().anyMatch(Limit::breached)
            : limits.stream().anyMatch(limit -> limit == Limit.WITHIN);
    if (decided) {
      return any ? Limit.ABOVE : Limit.WITHIN;
    }
    if (limits.contains(Limit.UNKNOWN)) {
      return Limit.UNKNOWN;
    }
    return limits.contains(Limit.NEAR) ? Limit.NEAR : any ? Limit.WITHIN : Limit.ABOVE;
  }

  /** Where another metric's limit was crossed, the episode is told of on the rule's own side. */
  private Limit side() {
    return rule.above() != null ? Limit.ABOVE : Limit.BELOW;
  }

  private long window() {
    return Signals.window(rule.version());
  }
}
