package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.RuleVersion;

/** How bad a breach is: a rule may hold a second limit, beyond which its episode is worse. */
final class Escalation {

  private Escalation() {}

  /**
   * Whether a value is beyond the second limit; once beyond, until it is back by the hysteresis.
   */
  static boolean raised(RuleVersion rule, boolean before, Signal signal) {
    Double above = rule.getEscalateAbove();
    Double below = rule.getEscalateBelow();
    if (rule.getEscalateTo() == null || (above == null && below == null)) {
      return false;
    }
    if (!signal.known()) {
      return before;
    }
    return switch (Limit.of(
        above, below, rule.getHysteresis(), signal.value(), signal.comparator())) {
      case ABOVE, BELOW -> true;
      case NEAR, UNKNOWN -> before;
      case WITHIN -> false;
    };
  }

  /** The severity of an episode; an escalation to something less bad is none. */
  static Severity severity(Rule rule, boolean raised) {
    if (!raised) {
      return rule.severity();
    }
    Severity worse = Severity.of(rule.version().getEscalateTo());
    return worse.compareTo(rule.severity()) > 0 ? worse : rule.severity();
  }
}
