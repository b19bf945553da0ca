package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.Consent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What one person permits and denies: half-open intervals, per scope and metric in order and never
 * overlapping.
 *
 * <p>A new decision closes the open-ended one before it. One from the same instant takes the place
 * of the one that is there. Everything else that would share an instant with another decision of
 * the same scope and metric is refused. A decision for a metric and one for all metrics stand
 * beside each other.
 */
public final class ConsentHistory {

  private static final Comparator<Consent> ORDER =
      Comparator.comparing(Consent::getScope)
          .thenComparing(Consent::getMetric, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Consent::getFrom);

  private ConsentHistory() {}

  /** What a change does to the history. */
  public sealed interface Result {

    /** It says what the history says already. */
    record Unchanged() implements Result {}

    /** The history as it is from now on. */
    record Changed(List<Consent> consents) implements Result {}

    /** The history stays. */
    record Refused(Outcome outcome) implements Result {}
  }

  /** Puts a decision into a history, which stays unchanged itself. */
  public static Result put(List<Consent> current, Consent asked) {
    if (asked.getUntil() != null && !asked.getUntil().isAfter(asked.getFrom())) {
      return new Result.Refused(
          Outcome.refused(Outcome.INVALID_INTERVAL, "`until` must be later than `from`"));
    }
    List<Consent> next = new ArrayList<>(current.size() + 1);
    for (Consent held : current) {
      if (!speaksOfTheSame(held, asked)) {
        next.add(held);
      } else if (!held.getFrom().equals(asked.getFrom())) {
        Consent kept = closedBy(held, asked.getFrom());
        if (overlap(kept, asked)) {
          return new Result.Refused(
              Outcome.refused(
                  Outcome.OVERLAP,
                  "there is a decision on this scope and metric from " + held.getFrom()));
        }
        next.add(kept);
      } else if (held.getDecision().equals(asked.getDecision())
          && Objects.equals(held.getUntil(), asked.getUntil())) {
        return new Result.Unchanged();
      }
    }
    next.add(asked);
    next.sort(ORDER);
    return new Result.Changed(List.copyOf(next));
  }

  /** Takes the decision of this scope, metric and start out; what it had closed stays closed. */
  public static Result remove(List<Consent> current, Consent asked) {
    List<Consent> next =
        current.stream()
            .filter(
                held -> !speaksOfTheSame(held, asked) || !held.getFrom().equals(asked.getFrom()))
            .toList();
    return next.size() == current.size()
        ? new Result.Refused(
            Outcome.refused(
                Outcome.NOT_FOUND, "no decision on this scope and metric begins at `from`"))
        : new Result.Changed(next);
  }

  private static boolean speaksOfTheSame(Consent a, Consent b) {
    return a.getScope().equals(b.getScope()) && Objects.equals(a.getMetric(), b.getMetric());
  }

  private static Consent closedBy(Consent held, Instant from) {
    return held.getUntil() == null && held.getFrom().isBefore(from)
        ? Consent.newBuilder(held).setUntil(from).build()
        : held;
  }

  private static boolean overlap(Consent a, Consent b) {
    return (b.getUntil() == null || a.getFrom().isBefore(b.getUntil()))
        && (a.getUntil() == null || b.getFrom().isBefore(a.getUntil()));
  }
}
