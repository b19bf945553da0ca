package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which rules can be judged. The registry refuses the others, but a topic may hold anything. */
final class Watched {

  /** The longest window, the most days and conditions that a rule may ask to be remembered for. */
  static final int LONGEST_WINDOW = 86_400;

  static final int MOST_DAYS = 60;
  static final int MOST_CONDITIONS = 8;

  private Watched() {}

  /** Its kind; empty for a rule that this version cannot judge. */
  static Optional<RuleKind> kind(RuleVersion rule) {
    return RuleKind.of(rule.getKind()).filter(kind -> judgeable(kind, rule));
  }

  /** The metrics whose readings a rule is judged at; its own first. */
  static Set<String> metrics(RuleVersion rule) {
    Set<String> metrics = new LinkedHashSet<>();
    metrics.add(rule.getMetric());
    rule.getConditions().forEach(condition -> metrics.add(condition.getMetric()));
    return metrics;
  }

  private static boolean judgeable(RuleKind kind, RuleVersion rule) {
    return switch (kind) {
      case LIMIT -> limited(rule);
      case RATE -> limited(rule) && window(rule);
      case AGGREGATE ->
          limited(rule)
              && window(rule)
              && rule.getStatistic() != null
              && Statistic.of(rule.getStatistic()).isPresent();
      case BASELINE ->
          limited(rule) && rule.getBaselineDays() > 0 && rule.getBaselineDays() <= MOST_DAYS;
      case COMPOSITE -> limited(rule) && window(rule) && conditions(rule.getConditions());
      case ABSENCE -> rule.getAbsentSeconds() > 0;
    };
  }

  private static boolean limited(RuleVersion rule) {
    return rule.getAbove() != null || rule.getBelow() != null;
  }

  private static boolean window(RuleVersion rule) {
    return rule.getWindowSeconds() > 0 && rule.getWindowSeconds() <= LONGEST_WINDOW;
  }

  private static boolean conditions(List<RuleCondition> conditions) {
    return !conditions.isEmpty()
        && conditions.size() <= MOST_CONDITIONS
        && conditions.stream().allMatch(one -> one.getAbove() != null || one.getBelow() != null);
  }
}
