package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.RuleVersion;
import java.util.Set;

/** What a rule lacks for its kind, and what it has of another: that would change what is meant. */
final class KindFaults {

  private static final int DAY = 86_400;
  private static final int WEEK = 7 * DAY;
  private static final int FEWEST_DAYS = 3;
  private static final int MOST_DAYS = 60;
  private static final int MOST_CONDITIONS = 8;

  private static final Set<String> KINDS =
      Set.of("limit", "rate", "aggregate", "baseline", "absence", "composite");
  private static final Set<String> WINDOWED = Set.of("rate", "aggregate", "composite");
  private static final Set<String> STATISTICS =
      Set.of("mean", "minimum", "maximum", "sum", "count", "range");

  private KindFaults() {}

  /** A sentence for the asker, {@code null} without fault. */
  static String of(RuleVersion rule) {
    if (!KINDS.contains(rule.getKind())) {
      return "`kind` must be limit, rate, aggregate, baseline, absence or composite";
    }
    String foreign = foreign(rule);
    return foreign != null ? foreign : own(rule);
  }

  private static String own(RuleVersion rule) {
    return switch (rule.getKind()) {
      case "rate" -> window(rule);
      case "aggregate" -> {
        String statistic = rule.getStatistic();
        yield statistic == null || !STATISTICS.contains(statistic)
            ? "`statistic` must be mean, minimum, maximum, sum, count or range"
            : window(rule);
      }
      case "baseline" ->
          rule.getBaselineDays() < FEWEST_DAYS || rule.getBaselineDays() > MOST_DAYS
              ? "`baseline_days` must be between 3 and 60"
              : null;
      case "absence" ->
          rule.getAbsentSeconds() < 60 || rule.getAbsentSeconds() > WEEK
              ? "`absent_seconds` must be between 60 and 604800"
              : null;
      case "composite" -> composite(rule);
      default -> null;
    };
  }

  private static String window(RuleVersion rule) {
    return rule.getWindowSeconds() < 1 || rule.getWindowSeconds() > DAY
        ? "`window_seconds` must be between 1 and 86400"
        : null;
  }

  private static String composite(RuleVersion rule) {
    if (rule.getConditions().isEmpty() || rule.getConditions().size() > MOST_CONDITIONS) {
      return "`conditions` must be between 1 and 8 for a rule of kind composite";
    }
    if (!rule.getMatch().equals("all") && !rule.getMatch().equals("any")) {
      return "`match` must be all or any";
    }
    return window(rule);
  }

  private static String foreign(RuleVersion rule) {
    String kind = rule.getKind();
    if (rule.getWindowSeconds() != 0 && !WINDOWED.contains(kind)) {
      return notOf("window_seconds", "rate, aggregate or composite");
    }
    if (rule.getStatistic() != null && !kind.equals("aggregate")) {
      return notOf("statistic", "aggregate");
    }
    if (rule.getBaselineDays() != 0 && !kind.equals("baseline")) {
      return notOf("baseline_days", "baseline");
    }
    if (rule.getAbsentSeconds() != 0 && !kind.equals("absence")) {
      return notOf("absent_seconds", "absence");
    }
    if (!rule.getConditions().isEmpty() && !kind.equals("composite")) {
      return notOf("conditions", "composite");
    }
    if (!rule.getMatch().equals("all") && !kind.equals("composite")) {
      return notOf("match", "composite");
    }
    boolean escalates =
        rule.getEscalateTo() != null
            || rule.getEscalateAbove() != null
            || rule.getEscalateBelow() != null;
    if (escalates && (kind.equals("composite") || kind.equals("absence"))) {
      return notOf("escalate_to", "limit, rate, aggregate or baseline");
    }
    boolean limited = rule.getAbove() != null || rule.getBelow() != null;
    if (kind.equals("absence") && limited) {
      return "`above` and `below` must be absent from a rule of kind absence";
    }
    return null;
  }

  private static String notOf(String field, String kinds) {
    return "`%s` belongs to rules of kind %s only".formatted(field, kinds);
  }
}
