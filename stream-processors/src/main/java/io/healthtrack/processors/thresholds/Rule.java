package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.RuleVersion;
import java.util.UUID;

/** A rule as it is in force for one reading. */
record Rule(UUID id, RuleVersion version, RuleKind kind, Severity severity) {

  /** Whether this rule, made for one person, takes the other's place. */
  boolean narrows(Rule general) {
    return version.getUserId() != null
        && general.version.getUserId() == null
        && severity == general.severity
        && ((version.getAbove() != null && general.version.getAbove() != null)
            || (version.getBelow() != null && general.version.getBelow() != null));
  }
}
