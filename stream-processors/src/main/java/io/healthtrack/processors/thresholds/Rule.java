package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.RuleVersion;
import java.util.Objects;
import java.util.UUID;

/**
 * A rule as it is in force for one reading.
 *
 * @param above its upper limit; {@code null} where it has none, or a narrower rule has one
 * @param below its lower limit; {@code null} where it has none, or a narrower rule has one
 */
record Rule(
    UUID id, RuleVersion version, RuleKind kind, Severity severity, Double above, Double below) {

  static Rule of(UUID id, RuleVersion version, RuleKind kind) {
    return new Rule(
        id,
        version,
        kind,
        Severity.of(version.getSeverity()),
        version.getAbove(),
        version.getBelow());
  }

  /** Where a number stands to the limits. */
  Limit limit(double value, String comparator) {
    return Limit.of(above, below, version.getHysteresis(), value, comparator);
  }

  /** Whether it speaks of this person at all. */
  boolean concerns(Person person, int year) {
    String condition = version.getCondition();
    if (condition != null && !person.conditions().contains(condition)) {
      return false;
    }
    if (version.getMinAge() == null && version.getMaxAge() == null) {
      return true;
    }
    if (person.birthYear() == null) {
      return false;
    }
    int age = year - person.birthYear();
    return (version.getMinAge() == null || age >= version.getMinAge())
        && (version.getMaxAge() == null || age <= version.getMaxAge());
  }

  /** Made for some people only. */
  boolean ofCohort() {
    return version.getCondition() != null
        || version.getMinAge() != null
        || version.getMaxAge() != null;
  }

  /**
   * What is left of this rule beside one for fewer people of the same kind and severity: the sides
   * on which the other has no limit. {@code null} if nothing is.
   */
  Rule beside(Rule other) {
    if (other.narrowness() <= narrowness()
        || kind != other.kind
        || severity != other.severity
        || !Objects.equals(version.getStatistic(), other.version.getStatistic())) {
      return this;
    }
    if (kind == RuleKind.ABSENCE) {
      return null;
    }
    Double stillAbove = other.version.getAbove() == null ? above : null;
    Double stillBelow = other.version.getBelow() == null ? below : null;
    if (Objects.equals(stillAbove, above) && Objects.equals(stillBelow, below)) {
      return this;
    }
    return stillAbove == null && stillBelow == null
        ? null
        : new Rule(id, version, kind, severity, stillAbove, stillBelow);
  }

  /** A person before a condition, a condition before an age, an age before everyone. */
  private int narrowness() {
    int cohort =
        (version.getCondition() == null ? 0 : 2)
            + (version.getMinAge() == null && version.getMaxAge() == null ? 0 : 1);
    return version.getUserId() == null ? cohort : 4;
  }
}
