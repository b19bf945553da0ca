package io.healthtrack.local.backtesting;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.local.door.RuleDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongConsumer;

/** Rules in force and proposed rules, run side by side over the same readings. */
public final class Comparison {
  private static final int OFFENDERS = 10;

  private final Side inForce;
  private final Side proposed;
  private final Cohorts cohorts;
  private final Exposure exposure;
  private final Offenders offenders = new Offenders(OFFENDERS);
  private Duration took = Duration.ZERO;
  private UUID person;

  private Comparison(Side inForce, Side proposed, Grounds grounds) {
    this.inForce = inForce;
    this.proposed = proposed;
    this.cohorts = grounds.cohorts();
    this.exposure = new Exposure(grounds.settings().oldAfter());
  }

  /**
   * Runs both over what is stored.
   *
   * @param inForce the rules in force that are about the proposed rules' metrics
   * @param people whose readings; empty means everybody's
   * @param progress told now and then how many readings are done
   */
  public static Comparison run(
      StoredReadings stored,
      RuleSet inForce,
      RuleSet proposed,
      Grounds grounds,
      List<UUID> people,
      LongConsumer progress) {
    Comparison comparison =
        new Comparison(new Side(inForce, grounds), new Side(proposed, grounds), grounds);
    Set<String> metrics = new TreeSet<>(proposed.metrics());
    metrics.addAll(inForce.metrics());
    long began = System.nanoTime();
    if (people.isEmpty()) {
      stored.forEach(metrics, reading -> comparison.take(reading, progress));
    } else {
      stored.of(people, metrics, reading -> comparison.take(reading, progress));
    }
    comparison.finishPerson();
    comparison.took = Duration.ofNanos(System.nanoTime() - began);
    return comparison;
  }

  private void take(Reading reading, LongConsumer progress) {
    if (!reading.getUserId().equals(person)) {
      finishPerson();
      person = reading.getUserId();
      cohorts.of(person).ifPresent(inForce::know);
      cohorts.of(person).ifPresent(proposed::know);
    }
    exposure.take(reading);
    inForce.take(reading);
    proposed.take(reading);
    if (exposure.readings() % 10_000 == 0) {
      progress.accept(exposure.readings());
    }
  }

  private void finishPerson() {
    if (person != null) {
      offenders.add(person, inForce.finishPerson(), proposed.finishPerson());
    }
  }

  Side inForce() {
    return inForce;
  }

  Side proposed() {
    return proposed;
  }

  Exposure exposure() {
    return exposure;
  }

  Offenders offenders() {
    return offenders;
  }

  Duration took() {
    return took;
  }

  /** Whether there was anything to judge. */
  public boolean empty() {
    return exposure.readings() == 0;
  }

  double readingsPerSecond() {
    return exposure.readings() / Math.max(0.001, took.toNanos() / 1e9);
  }

  /** The rules of both sides, the proposed ones first. */
  Set<UUID> rules() {
    Set<UUID> rules = new LinkedHashSet<>(proposed.rules().rules().keySet());
    rules.addAll(inForce.rules().rules().keySet());
    return rules;
  }

  /** The rule as proposed, or as in force where nothing is proposed. */
  RuleVersion rule(UUID id) {
    RuleVersion rule = proposed.rules().rules().get(id);
    return rule == null ? inForce.rules().rules().get(id) : rule;
  }

  /** For JSON. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("readings", exposure.readings());
    document.put("arrived_late", exposure.old());
    document.put("people", exposure.people());
    document.put("first", exposure.first());
    document.put("last", exposure.last());
    document.put("seconds", took.toMillis() / 1_000.0);
    document.put("readings_per_second", readingsPerSecond());
    List<Object> rules = new ArrayList<>();
    for (UUID id : rules()) {
      String metric = rule(id).getMetric();
      Map<String, Object> rule = new LinkedHashMap<>();
      rule.put("id", id);
      rule.put("name", rule(id).getName());
      rule.put("metric", metric);
      rule.put("people", exposure.people(metric));
      rule.put("person_days", exposure.personDays(metric));
      rule.put("in_force", side(inForce, id));
      rule.put("proposed", side(proposed, id));
      rules.add(rule);
    }
    document.put("rules", rules);
    document.put(
        "top_offenders",
        offenders.list().stream()
            .map(
                one -> {
                  Map<String, Object> offender = new LinkedHashMap<>();
                  offender.put("user_id", one.user());
                  offender.put("in_force", one.inForce());
                  offender.put("proposed", one.proposed());
                  return offender;
                })
            .toList());
    return document;
  }

  private Map<String, Object> side(Side side, UUID id) {
    RuleScore score = side.score(id);
    if (score == null) {
      return null;
    }
    RuleVersion rule = side.rules().rules().get(id);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("rule", RuleDocument.write(rule));
    document.putAll(
        score.document(exposure.personDays(rule.getMetric()), exposure.people(rule.getMetric())));
    return document;
  }
}
