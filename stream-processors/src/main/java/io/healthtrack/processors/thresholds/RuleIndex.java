package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/** The rules by what they watch. Never changes; a change of rules makes a new one. */
public final class RuleIndex {

  private final Map<Scope, List<Candidate>> series = new HashMap<>();
  private final Map<Scope, List<Candidate>> composites = new HashMap<>();
  private final Map<Watch, Set<String>> composed = new HashMap<>();
  private int leftOut;

  /** Over rules with their histories. What cannot be judged is left out. */
  public RuleIndex(Iterable<ThresholdRule> rules) {
    for (ThresholdRule rule : rules) {
      for (RuleVersion version : rule.getVersions()) {
        if (version.getEnabled()) {
          Watched.kind(version).ifPresentOrElse(kind -> add(rule, version, kind), () -> leftOut++);
        }
      }
    }
  }

  private void add(ThresholdRule rule, RuleVersion version, RuleKind kind) {
    if (kind == RuleKind.ABSENCE) {
      return;
    }
    boolean composite = kind == RuleKind.COMPOSITE;
    Scope scope = new Scope(rule.getTenant(), version.getMetric(), version.getUserId());
    (composite ? composites : series)
        .computeIfAbsent(scope, key -> new ArrayList<>())
        .add(
            new Candidate(
                Rule.of(rule.getRuleId(), version, kind), version.getFrom(), version.getUntil()));
    if (composite) {
      for (String metric : Watched.metrics(version)) {
        composed
            .computeIfAbsent(new Watch(rule.getTenant(), metric), key -> new TreeSet<>())
            .add(version.getMetric());
      }
    }
  }

  /** How many versions were left out, because this version of HealthTrack cannot judge them. */
  int leftOut() {
    return leftOut;
  }

  /**
   * The rules for the series of a reading, in force when it was received. One made for fewer people
   * takes the place of a more general one of the same kind, side and severity.
   */
  List<Rule> inForceFor(Reading reading, Supplier<Person> person) {
    return inForce(series, reading, reading.getMetric(), person);
  }

  /** The metrics of which there are or were composite rules that look at the reading's metric. */
  Set<String> composedOf(Reading reading) {
    return composed.isEmpty()
        ? Set.of()
        : composed.getOrDefault(new Watch(reading.getTenant(), reading.getMetric()), Set.of());
  }

  /** The composite rules of a metric in force when a reading was received, as for a series. */
  List<Rule> compositesInForce(String metric, Reading reading, Supplier<Person> person) {
    return inForce(composites, reading, metric, person);
  }

  private static List<Rule> inForce(
      Map<Scope, List<Candidate>> candidates,
      Reading reading,
      String metric,
      Supplier<Person> person) {
    List<Rule> rules = new ArrayList<>();
    Scope general = new Scope(reading.getTenant(), metric, null);
    add(candidates.get(general), reading, person, rules);
    add(candidates.get(general.of(reading.getUserId())), reading, person, rules);
    return rules.size() < 2 ? rules : narrowed(rules);
  }

  private static void add(
      List<Candidate> watching, Reading reading, Supplier<Person> person, List<Rule> rules) {
    if (watching == null) {
      return;
    }
    for (Candidate candidate : watching) {
      if (candidate.inForceAt(reading.getReceivedAt())
          && (!candidate.rule().ofCohort()
              || candidate
                  .rule()
                  .concerns(
                      person.get(), reading.getMeasuredAt().atOffset(ZoneOffset.UTC).getYear()))) {
        rules.add(candidate.rule());
      }
    }
  }

  private static List<Rule> narrowed(List<Rule> rules) {
    List<Rule> left = new ArrayList<>(rules.size());
    for (Rule rule : rules) {
      Rule rest = rule;
      for (Rule other : rules) {
        rest = rest == null ? null : rest.beside(other);
      }
      if (rest != null) {
        left.add(rest);
      }
    }
    return left;
  }

  private record Scope(String tenant, String metric, UUID user) {

    Scope of(UUID person) {
      return new Scope(tenant, metric, person);
    }
  }

  private record Watch(String tenant, String metric) {}

  private record Candidate(Rule rule, Instant from, Instant until) {

    boolean inForceAt(Instant receivedAt) {
      return !receivedAt.isBefore(from) && (until == null || receivedAt.isBefore(until));
    }
  }
}
