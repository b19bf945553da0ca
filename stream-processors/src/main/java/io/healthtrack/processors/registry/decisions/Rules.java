package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.schemas.metrics.Metric;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Decides about threshold rules. */
public final class Rules {

  private Rules() {}

  /**
   * The rule after a put-threshold command. The version in force until now ends where the new one
   * begins.
   *
   * @param current absent is {@code null}; never changed
   * @param catalogue the metric of a code
   */
  public static ThresholdRule put(
      ThresholdRule current,
      RegistryCommand command,
      Instant now,
      Function<String, Optional<Metric>> catalogue) {
    if (current != null && command.getCommandId().equals(current.getCommandId())) {
      return current;
    }
    boolean exists = current != null && current.getVersion() > 0;
    ThresholdRule next = exists ? ThresholdRule.newBuilder(current).build() : blank(command);
    String tenant = exists ? next.getTenant() : null;
    Optional<Outcome> refusal =
        Precondition.refusal(command, tenant, next.getVersion())
            .or(() -> fault(command.getRule(), catalogue));
    if (refusal.isPresent()) {
      return answer(next, command, refusal.get());
    }
    List<RuleVersion> versions = new ArrayList<>(next.getVersions());
    RuleVersion last = versions.isEmpty() ? null : versions.getLast();
    if (last == null || last.getUntil() != null || !sameContent(last, command.getRule())) {
      Instant from = now;
      if (last != null && last.getUntil() != null) {
        from = later(now, last.getUntil());
      } else if (last != null) {
        from = later(now, last.getFrom().plus(1, ChronoUnit.MICROS));
        versions.set(versions.size() - 1, RuleVersion.newBuilder(last).setUntil(from).build());
      }
      RuleVersion added = RuleVersion.newBuilder(command.getRule()).build();
      added.setVersion(next.getVersion() + 1);
      added.setFrom(from);
      added.setUntil(null);
      versions.add(added);
      next.setVersions(versions);
      bump(next, now);
    }
    return answer(next, command, Outcome.TAKEN);
  }

  /**
   * The rule after an end-threshold command: no version is in force any more, and all of them stay
   * as its history.
   *
   * @param current absent is {@code null}; never changed
   */
  public static ThresholdRule end(ThresholdRule current, RegistryCommand command, Instant now) {
    if (current != null && command.getCommandId().equals(current.getCommandId())) {
      return current;
    }
    boolean exists = current != null && current.getVersion() > 0;
    ThresholdRule next =
        current == null ? blank(command) : ThresholdRule.newBuilder(current).build();
    if (!exists || !goesOn(current)) {
      return answer(next, command, Outcome.ABSENT);
    }
    Optional<Outcome> refusal = Precondition.refusal(command, next.getTenant(), next.getVersion());
    if (refusal.isPresent()) {
      return answer(next, command, refusal.get());
    }
    List<RuleVersion> versions = new ArrayList<>(next.getVersions());
    RuleVersion last = versions.removeLast();
    Instant until = later(now, last.getFrom().plus(1, ChronoUnit.MICROS));
    versions.add(RuleVersion.newBuilder(last).setUntil(until).build());
    next.setVersions(versions);
    bump(next, now);
    return answer(next, command, Outcome.TAKEN);
  }

  /** Later than the change before, also when a clock was set back: readers go by it. */
  private static void bump(ThresholdRule rule, Instant now) {
    rule.setVersion(rule.getVersion() + 1);
    rule.setChangedAt(later(now, rule.getChangedAt().plus(1, ChronoUnit.MICROS)));
  }

  private static boolean goesOn(ThresholdRule rule) {
    return !rule.getVersions().isEmpty() && rule.getVersions().getLast().getUntil() == null;
  }

  /** The rule after a forget-wearer command: without the versions made for the person. */
  public static ThresholdRule forget(ThresholdRule current, RegistryCommand command, Instant now) {
    Optional<ThresholdRule> refusal = refuseDeletion(current, command);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    ThresholdRule next = ThresholdRule.newBuilder(current).build();
    UUID person = command.getAssignment().getUserId();
    List<RuleVersion> others =
        next.getVersions().stream().filter(held -> !person.equals(held.getUserId())).toList();
    if (others.size() < next.getVersions().size()) {
      next.setVersions(others);
      bump(next, now);
    }
    return answer(next, command, Outcome.TAKEN);
  }

  /** The answer to a delete command that is not taken; empty means that the rule is to go. */
  public static Optional<ThresholdRule> refuseDeletion(
      ThresholdRule current, RegistryCommand command) {
    return Precondition.refusal(command, current.getTenant(), current.getVersion())
        .map(outcome -> answer(ThresholdRule.newBuilder(current).build(), command, outcome));
  }

  private static Optional<Outcome> fault(
      RuleVersion rule, Function<String, Optional<Metric>> catalogue) {
    return RuleFaults.of(rule, catalogue)
        .map(detail -> Outcome.refused(Outcome.INVALID_RULE, detail));
  }

  /** Whether two versions differ in nothing but number and interval. */
  private static boolean sameContent(RuleVersion a, RuleVersion b) {
    RuleVersion placed = RuleVersion.newBuilder(b).build();
    placed.setVersion(a.getVersion());
    placed.setFrom(a.getFrom());
    placed.setUntil(a.getUntil());
    return placed.equals(a);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static ThresholdRule blank(RegistryCommand command) {
    return ThresholdRule.newBuilder()
        .setRuleId(command.getSubjectId())
        .setTenant(command.getTenant())
        .setVersion(0)
        .build();
  }

  private static ThresholdRule answer(
      ThresholdRule rule, RegistryCommand command, Outcome outcome) {
    rule.setCommandId(command.getCommandId());
    rule.setOutcome(outcome.code());
    rule.setOutcomeDetail(outcome.detail());
    return rule;
  }
}
