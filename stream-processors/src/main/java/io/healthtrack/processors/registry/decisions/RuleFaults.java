package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.metrics.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Why a rule cannot be taken: a sentence that names the field and the remedy. What every kind has
 * is checked here, what only some have in {@link KindFaults}.
 */
final class RuleFaults {

  private static final int DAY = 86_400;
  private static final int OLDEST = 150;
  private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");

  private RuleFaults() {}

  /**
   * The first fault; empty for a rule that can be judged.
   *
   * @param catalogue the metric of a code
   */
  static Optional<String> of(RuleVersion rule, Function<String, Optional<Metric>> catalogue) {
    Optional<Metric> metric = catalogue.apply(rule.getMetric());
    if (metric.isEmpty()) {
      return Optional.of("`metric` is not in the catalogue");
    }
    return first(
        List.of(
            () -> severity(rule),
            () -> KindFaults.of(rule),
            () -> limits(rule),
            () -> plausible(rule, metric.get()),
            () -> conditions(rule, catalogue),
            () -> escalation(rule),
            () -> times(rule),
            () -> scope(rule)));
  }

  private static Optional<String> first(List<Supplier<String>> checks) {
    return checks.stream().map(Supplier::get).filter(Objects::nonNull).findFirst();
  }

  private static String severity(RuleVersion rule) {
    return SEVERITIES.contains(rule.getSeverity())
        ? null
        : "`severity` must be critical, warning or info";
  }

  private static String limits(RuleVersion rule) {
    if (rule.getKind().equals("absence")) {
      return null;
    }
    Double above = rule.getAbove();
    Double below = rule.getBelow();
    double hysteresis = rule.getHysteresis();
    if (above == null && below == null) {
      return "`above` or `below` must be set";
    }
    if (!finite(above) || !finite(below)) {
      return "`above` and `below` must be finite numbers";
    }
    if (!(hysteresis >= 0) || Double.isInfinite(hysteresis)) {
      return "`hysteresis` must be zero or more";
    }
    return above != null && below != null && above - hysteresis < below + hysteresis
        ? "between `below` and `above`, less `hysteresis` on both sides, nothing is left"
        : null;
  }

  /** A limit that no value can cross would never fire, and one all values cross would always. */
  private static String plausible(RuleVersion rule, Metric metric) {
    boolean ofValues =
        switch (rule.getKind()) {
          case "limit", "composite" -> true;
          case "aggregate" -> !Set.of("sum", "count", "range").contains(rule.getStatistic());
          default -> false;
        };
    if (!ofValues) {
      return null;
    }
    if (!plausible(rule.getAbove(), metric)) {
      return outside("above");
    }
    if (!plausible(rule.getBelow(), metric)) {
      return outside("below");
    }
    if (!plausible(rule.getEscalateAbove(), metric)) {
      return outside("escalate_above");
    }
    return plausible(rule.getEscalateBelow(), metric) ? null : outside("escalate_below");
  }

  private static String outside(String field) {
    return "`%s` must lie within the metric's plausible range, which the catalogue tells"
        .formatted(field);
  }

  private static String conditions(RuleVersion rule, Function<String, Optional<Metric>> catalogue) {
    Set<String> seen = new HashSet<>(Set.of(rule.getMetric()));
    for (RuleCondition condition : rule.getConditions()) {
      Optional<Metric> metric = catalogue.apply(condition.getMetric());
      if (metric.isEmpty()) {
        return "the `metric` of each of `conditions` must be in the catalogue";
      }
      if (!seen.add(condition.getMetric())) {
        return "`conditions` must be on metrics other than the rule's own, each named once";
      }
      Double above = condition.getAbove();
      Double below = condition.getBelow();
      if (above == null && below == null) {
        return "each of `conditions` needs `above` or `below`";
      }
      if (!finite(above)
          || !finite(below)
          || !plausible(above, metric.get())
          || !plausible(below, metric.get())) {
        return "the limits of `conditions` must lie within their metrics' plausible ranges,"
            + " which the catalogue tells";
      }
      if (above != null && below != null && above < below) {
        return "`below` must not be more than `above` in each of `conditions`";
      }
    }
    return null;
  }

  private static String escalation(RuleVersion rule) {
    String to = rule.getEscalateTo();
    Double above = rule.getEscalateAbove();
    Double below = rule.getEscalateBelow();
    if (to == null) {
      return above == null && below == null
          ? null
          : "`escalate_to` must say what `escalate_above` and `escalate_below` lead to";
    }
    if (rank(to) < 0 || rank(to) <= rank(rule.getSeverity())) {
      return "`escalate_to` must be critical or warning, and worse than `severity`";
    }
    if (above == null && below == null) {
      return "`escalate_to` needs `escalate_above` or `escalate_below`";
    }
    if (above != null && !(rule.getAbove() != null && finite(above) && above > rule.getAbove())) {
      return "`escalate_above` must be a number above `above`";
    }
    return below != null && !(rule.getBelow() != null && finite(below) && below < rule.getBelow())
        ? "`escalate_below` must be a number below `below`"
        : null;
  }

  private static String times(RuleVersion rule) {
    if (rule.getDwellSeconds() < 0 || rule.getResolveSeconds() < 0) {
      return "`dwell_seconds` and `resolve_seconds` must be zero or more";
    }
    if (rule.getCooldownSeconds() < 0 || rule.getCooldownSeconds() > DAY) {
      return "`cooldown_seconds` must be between 0 and 86400";
    }
    return rule.getRepeatSeconds() < 0 || rule.getRepeatSeconds() > DAY
        ? "`repeat_seconds` must be between 0 and 86400"
        : null;
  }

  private static String scope(RuleVersion rule) {
    Integer from = rule.getMinAge();
    Integer to = rule.getMaxAge();
    if (outOfAge(from) || outOfAge(to)) {
      return "`min_age` and `max_age` must be between 0 and 150 years";
    }
    if (from != null && to != null && from > to) {
      return "`min_age` must not be more than `max_age`";
    }
    String condition = rule.getCondition();
    if (condition != null && !isCode(condition)) {
      return "`condition` must be `system|code`";
    }
    return rule.getUserId() != null && (from != null || to != null || condition != null)
        ? "a rule for one `user` takes neither `min_age`, `max_age` nor `condition`"
        : null;
  }

  private static boolean isCode(String condition) {
    int bar = condition.lastIndexOf('|');
    return bar > 0 && bar < condition.length() - 1;
  }

  private static boolean outOfAge(Integer age) {
    return age != null && (age < 0 || age > OLDEST);
  }

  private static int rank(String severity) {
    return List.of("info", "warning", "critical").indexOf(severity);
  }

  private static boolean finite(Double limit) {
    return limit == null || Double.isFinite(limit);
  }

  private static boolean plausible(Double limit, Metric metric) {
    return limit == null || metric.plausible(limit);
  }
}
