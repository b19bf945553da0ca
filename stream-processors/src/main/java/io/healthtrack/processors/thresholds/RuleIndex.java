package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The rules by what they watch. Never changes; a change of rules makes a new one. */
public final class RuleIndex {

  private final Map<Scope, List<Candidate>> candidates = new HashMap<>();

  /** Over rules with their histories. */
  public RuleIndex(Iterable<ThresholdRule> rules) {
    for (ThresholdRule rule : rules) {
      for (RuleVersion version : rule.getVersions()) {
        Optional<RuleKind> kind = RuleKind.of(version.getKind());
        if (version.getEnabled() && kind.isPresent() && kind.get() != RuleKind.ABSENCE) {
          Scope scope = new Scope(rule.getTenant(), version.getMetric(), version.getUserId());
          Rule whenInForce =
              new Rule(rule.getRuleId(), version, kind.get(), Severity.of(version.getSeverity()));
          candidates
              .computeIfAbsent(scope, key -> new ArrayList<>())
              .add(new Candidate(whenInForce, version.getFrom(), version.getUntil()));
        }
      }
    }
  }

  /**
   * The rules for a reading, in force when it was received. One made for the person takes the place
   * of a general one of the same side and severity.
   */
  List<Rule> inForceFor(Reading reading) {
    List<Rule> general = inForce(reading, null);
    List<Rule> personal = inForce(reading, reading.getUserId());
    if (personal.isEmpty()) {
      return general;
    }
    List<Rule> all = new ArrayList<>(personal);
    for (Rule rule : general) {
      if (personal.stream().noneMatch(narrow -> narrow.narrows(rule))) {
        all.add(rule);
      }
    }
    return all;
  }

  private List<Rule> inForce(Reading reading, UUID user) {
    List<Candidate> watching =
        candidates.get(new Scope(reading.getTenant(), reading.getMetric(), user));
    if (watching == null) {
      return List.of();
    }
    List<Rule> rules = new ArrayList<>(watching.size());
    for (Candidate candidate : watching) {
      if (candidate.inForceAt(reading.getReceivedAt())) {
        rules.add(candidate.rule());
      }
    }
    return rules;
  }

  private record Scope(String tenant, String metric, UUID user) {}

  private record Candidate(Rule rule, Instant from, Instant until) {

    boolean inForceAt(Instant receivedAt) {
      return !receivedAt.isBefore(from) && (until == null || receivedAt.isBefore(until));
    }
  }
}
