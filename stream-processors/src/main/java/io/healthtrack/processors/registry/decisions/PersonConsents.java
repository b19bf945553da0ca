package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.RegistryCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Decides about what people permit and deny. */
public final class PersonConsents {

  private static final Set<String> SCOPES =
      Set.of("treatment", "alerting", "analytics", "research");
  private static final Set<String> DECISIONS = Set.of("permit", "deny");

  private PersonConsents() {}

  /**
   * The entry after a put-consent command.
   *
   * @param current absent is {@code null}; never changed
   * @param metricExists whether the catalogue has a metric of this code
   */
  public static Consents put(
      Consents current, RegistryCommand command, Instant now, Predicate<String> metricExists) {
    return settledBefore(current, command)
        .or(() -> fault(command.getConsent(), metricExists).map(f -> entry(current, command, f)))
        .orElseGet(
            () -> apply(current, command, now, ConsentHistory.put(held(current), asked(command))));
  }

  /** The entry after a delete-consent command, which names scope, metric and start. */
  public static Consents remove(Consents current, RegistryCommand command, Instant now) {
    return settledBefore(current, command)
        .orElseGet(
            () ->
                apply(current, command, now, ConsentHistory.remove(held(current), asked(command))));
  }

  private static Consents apply(
      Consents current, RegistryCommand command, Instant now, ConsentHistory.Result result) {
    return switch (result) {
      case ConsentHistory.Result.Unchanged unchanged -> entry(current, command, Outcome.TAKEN);
      case ConsentHistory.Result.Refused refused -> entry(current, command, refused.outcome());
      case ConsentHistory.Result.Changed changed -> {
        Consents next = entry(current, command, Outcome.TAKEN);
        next.setConsents(changed.consents());
        next.setVersion(next.getVersion() + 1);
        // Later than the change before, also when a clock was set back: readers go by it.
        Instant after = next.getChangedAt().plus(1, ChronoUnit.MICROS);
        next.setChangedAt(now.isAfter(after) ? now : after);
        yield next;
      }
    };
  }

  private static Optional<Outcome> fault(Consent asked, Predicate<String> metricExists) {
    if (!SCOPES.contains(asked.getScope())) {
      return invalid("`scope` must be treatment, alerting, analytics or research");
    }
    if (!DECISIONS.contains(asked.getDecision())) {
      return invalid("`decision` must be permit or deny");
    }
    if (asked.getMetric() != null && !metricExists.test(asked.getMetric())) {
      return invalid("`metric` is not in the catalogue");
    }
    return Optional.empty();
  }

  private static Optional<Outcome> invalid(String detail) {
    return Optional.of(Outcome.refused(Outcome.INVALID_CONSENT, detail));
  }

  private static Optional<Consents> settledBefore(Consents current, RegistryCommand command) {
    if (current != null && command.getCommandId().equals(current.getCommandId())) {
      return Optional.of(current);
    }
    return Precondition.refusal(
            command,
            current == null || current.getVersion() < 1 ? null : current.getTenant(),
            current == null ? 0 : current.getVersion())
        .map(refusal -> entry(current, command, refusal));
  }

  private static List<Consent> held(Consents current) {
    return current == null ? List.of() : current.getConsents();
  }

  private static Consent asked(RegistryCommand command) {
    return command.getConsent();
  }

  /** A copy of the entry, or a blank one, with the answer. */
  private static Consents entry(Consents current, RegistryCommand command, Outcome outcome) {
    Consents entry =
        current == null
            ? Consents.newBuilder()
                .setUserId(command.getSubjectId())
                .setTenant(command.getTenant())
                .setVersion(0)
                .build()
            : Consents.newBuilder(current).build();
    entry.setCommandId(command.getCommandId());
    entry.setOutcome(outcome.code());
    entry.setOutcomeDetail(outcome.detail());
    return entry;
  }
}
