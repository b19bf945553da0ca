package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.RuleVersion;
import java.util.Locale;
import java.util.Optional;

/** What number a rule holds against its limits. */
enum RuleKind {
  /** The reading's own value. */
  LIMIT,
  /** The change per minute over a stretch of the series. */
  RATE,
  /** A statistic of a stretch of the series. */
  AGGREGATE,
  /** How many standard deviations the value is from the person's own mean. */
  BASELINE,
  /** How long nothing has arrived; no reading is stepped through it. */
  ABSENCE,
  /** Whether limits on several metrics of one person are crossed together. */
  COMPOSITE;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Empty for a kind that this version does not know. */
  static Optional<RuleKind> of(String code) {
    for (RuleKind kind : values()) {
      if (kind.code.equals(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Whether it needs the series' points of a window before the reading. */
  boolean looksBack() {
    return this == RATE || this == AGGREGATE;
  }

  /** Its name in rules and events. */
  String code() {
    return code;
  }

  /**
   * The UCUM unit of the limits and of what is held against them.
   *
   * @param metric the canonical unit of the metric
   */
  String unit(RuleVersion rule, String metric) {
    return switch (this) {
      case LIMIT, COMPOSITE -> metric;
      case RATE -> metric + "/min";
      case AGGREGATE -> "count".equals(rule.getStatistic()) ? "1" : metric;
      case BASELINE -> "1";
      case ABSENCE -> "s";
    };
  }
}
