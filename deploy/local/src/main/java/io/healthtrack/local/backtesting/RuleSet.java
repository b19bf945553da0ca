package io.healthtrack.local.backtesting;

import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.backtest.Backtest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Rules that are judged together.
 *
 * @param rules by id, in the order in which they are told
 */
public record RuleSet(Map<UUID, RuleVersion> rules) {

  /** Keeps the order. */
  public RuleSet {
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
  }

  /** Codes of the metrics that any of them looks at. */
  public Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    for (RuleVersion rule : rules.values()) {
      metrics.addAll(metrics(rule));
    }
    return metrics;
  }

  /** Only the rules about these metrics. */
  public RuleSet about(Set<String> metrics) {
    return new RuleSet(
        rules.entrySet().stream()
            .filter(rule -> metrics.contains(rule.getValue().getMetric()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    Map.Entry::getValue,
                    (one, other) -> one,
                    LinkedHashMap::new)));
  }

  /** As the engine takes them: in force at all times. */
  List<ThresholdRule> always(String tenant) {
    return rules.entrySet().stream()
        .map(rule -> Backtest.always(rule.getKey(), tenant, rule.getValue()))
        .toList();
  }

  private static Set<String> metrics(RuleVersion rule) {
    Set<String> metrics = new TreeSet<>();
    metrics.add(rule.getMetric());
    for (RuleCondition condition : rule.getConditions()) {
      metrics.add(condition.getMetric());
    }
    return metrics;
  }
}
