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
  private final Map<Scope, List<Candidate>> absences = new HashMap<>();
  private final Map<Watch, Set<String>> composed = new HashMap<>();
  private final Map<UUID, String> tenants = new HashMap<>();
  private int leftOut;

  /** Over rules with their histories. What cannot be judged is left out. */
  public RuleIndex(Iterable<ThresholdRule> rules) {
    for (ThresholdRule rule : rules) {
      tenants.put(rule.getRuleId(), rule.getTenant());
      for (RuleVersion version : rule.getVersions()) {
        if (version.getEnabled()) {
          Watched.kind(version).ifPresentOrElse(kind -> add(rule, version, kind), () -> leftOut++);
        }
      }
    }
  }

  private void add(ThresholdRule rule, RuleVersion version, RuleKind kind) {
    Scope scope = new Scope(rule.getTenant(), version.getMetric(), version.getUserId());
    of(kind)
        .computeIfAbsent(scope, key -> new ArrayList<>())
        .add(
            new Candidate(
                Rule.of(rule.getRuleId(), version, kind), version.getFrom(), version.getUntil()));
    if (kind == RuleKind.COMPOSITE) {
      for (String metric : Watched.metrics(version)) {
        composed
            .computeIfAbsent(new Watch(rule.getTenant(), metric), key -> new TreeSet<>())
            .add(version.getMetric());
      }
    }
  }

  private Map<Scope, List<Candidate>> of(RuleKind kind) {
    return switch (kind) {
      case LIMIT, RATE, AGGREGATE, BASELINE -> series;
      case COMPOSITE -> composites;
      case ABSENCE -> absences;
    };
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
    return inForce(series, moment(reading, reading.getMetric()), person);
  }

  /** Whose a rule is; null for one that nobody knows any more. */
  String tenantOf(UUID rule) {
    return tenants.get(rule);
  }

  /** The metrics of which there are or were composite rules that look at the reading's metric. */
  Set<String> composedOf(Reading reading) {
    return composed.isEmpty()
        ? Set.of()
        : composed.getOrDefault(new Watch(reading.getTenant(), reading.getMetric()), Set.of());
  }

  /** The composite rules of a metric in force when a reading was received, as for a series. */
  List<Rule> compositesInForce(String metric, Reading reading, Supplier<Person> person) {
    return inForce(composites, moment(reading, metric), person);
  }

  /** The absence rules for a series of a person, in force at a moment of arrival time. */
  List<Rule> absencesInForce(
      String tenant, String metric, UUID user, Instant arrival, Supplier<Person> person) {
    return inForce(absences, new Moment(new Scope(tenant, metric, user), arrival, arrival), person);
  }

  private static Moment moment(Reading reading, String metric) {
    return new Moment(
        new Scope(reading.getTenant(), metric, reading.getUserId()),
        reading.getReceivedAt(),
        reading.getMeasuredAt());
  }

  private static List<Rule> inForce(
      Map<Scope, List<Candidate>> candidates, Moment moment, Supplier<Person> person) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    add(candidates.get(moment.scope().general()), moment, person, rules);
    add(candidates.get(moment.scope()), moment, person, rules);
    return rules.size() < 2 ? rules : narrowed(rules);
  }

  private static void add(
      List<Candidate> watching, Moment moment, Supplier<Person> person, List<Rule> rules) {
    if (watching == null) {
      return;
    }
    for (Candidate candidate : watching) {
      Rule rule = candidate.rule();
      if (candidate.inForceAt(moment.arrival())
          && (!rule.ofCohort() || rule.concerns(person.get(), moment.year()))) {
        rules.add(rule);
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

    Scope general() {
      return new Scope(tenant, metric, null);
    }
  }

  /** When rules are asked for, and for whom. */
  private record Moment(Scope scope, Instant arrival, Instant measuredAt) {

    int year() {
      return measuredAt.atOffset(ZoneOffset.UTC).getYear();
    }
  }

  private record Watch(String tenant, String metric) {}

  private record Candidate(Rule rule, Instant from, Instant until) {

    boolean inForceAt(Instant receivedAt) {
      return !receivedAt.isBefore(from) && (until == null || receivedAt.isBefore(until));
    }
  }
}
