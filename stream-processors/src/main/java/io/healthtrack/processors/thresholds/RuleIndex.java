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
import java.util.function.Function;

/** The rules by what they watch. Never changes; a change of rules makes a new one. */
public final class RuleIndex {

  private final Map<Watch, Watching> series = new HashMap<>();
  private final Map<Watch, Watching> composites = new HashMap<>();
  private final Map<Watch, Watching> absences = new HashMap<>();
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
    of(kind)
        .computeIfAbsent(new Watch(rule.getTenant(), version.getMetric()), key -> new Watching())
        .of(version.getUserId())
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

  private Map<Watch, Watching> of(RuleKind kind) {
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
  List<Rule> inForceFor(Reading reading, Function<UUID, Person> people) {
    return inForce(series, reading, reading.getMetric(), people);
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
  List<Rule> compositesInForce(String metric, Reading reading, Function<UUID, Person> people) {
    return inForce(composites, reading, metric, people);
  }

  /** The absence rules for a series of a person, in force at a moment of arrival time. */
  List<Rule> absencesInForce(
      String tenant, String metric, UUID user, Instant arrival, Function<UUID, Person> people) {
    if (absences.isEmpty()) {
      return List.of();
    }
    Watching watching = absences.get(new Watch(tenant, metric));
    return watching == null ? List.of() : watching.inForce(user, arrival, arrival, people);
  }

  private static List<Rule> inForce(
      Map<Watch, Watching> rules, Reading reading, String metric, Function<UUID, Person> people) {
    if (rules.isEmpty()) {
      return List.of();
    }
    Watching watching = rules.get(new Watch(reading.getTenant(), metric));
    return watching == null
        ? List.of()
        : watching.inForce(
            reading.getUserId(), reading.getReceivedAt(), reading.getMeasuredAt(), people);
  }

  private record Watch(String tenant, String metric) {}

  /** What watches a metric: for everybody, and for one person each. */
  private static final class Watching {

    private final List<Candidate> general = new ArrayList<>();
    private final Map<UUID, List<Candidate>> personal = new HashMap<>();

    List<Candidate> of(UUID user) {
      return user == null ? general : personal.computeIfAbsent(user, key -> new ArrayList<>());
    }

    List<Rule> inForce(
        UUID user, Instant arrival, Instant measuredAt, Function<UUID, Person> people) {
      List<Candidate> own = personal.isEmpty() ? null : personal.get(user);
      List<Rule> rules = new ArrayList<>(general.size() + (own == null ? 0 : own.size()));
      add(general, user, arrival, measuredAt, people, rules);
      if (own != null) {
        add(own, user, arrival, measuredAt, people, rules);
      }
      return rules.size() < 2 ? rules : narrowed(rules);
    }

    private static void add(
        List<Candidate> watching,
        UUID user,
        Instant arrival,
        Instant measuredAt,
        Function<UUID, Person> people,
        List<Rule> rules) {
      for (Candidate candidate : watching) {
        Rule rule = candidate.rule();
        if (candidate.inForceAt(arrival)
            && (!rule.ofCohort()
                || rule.concerns(
                    people.apply(user), measuredAt.atOffset(ZoneOffset.UTC).getYear()))) {
          rules.add(rule);
        }
      }
    }

    /** The list itself where nothing is narrowed, as nearly always. */
    private static List<Rule> narrowed(List<Rule> rules) {
      List<Rule> left = null;
      for (int i = 0; i < rules.size(); i++) {
        Rule rest = rules.get(i);
        for (int j = 0; j < rules.size() && rest != null; j++) {
          rest = rest.beside(rules.get(j));
        }
        if (left == null && !rules.get(i).equals(rest)) {
          left = new ArrayList<>(rules.subList(0, i));
        }
        if (left != null && rest != null) {
          left.add(rest);
        }
      }
      return left == null ? rules : left;
    }
  }

  private record Candidate(Rule rule, Instant from, Instant until) {

    boolean inForceAt(Instant receivedAt) {
      return !receivedAt.isBefore(from) && (until == null || receivedAt.isBefore(until));
    }
  }
}
