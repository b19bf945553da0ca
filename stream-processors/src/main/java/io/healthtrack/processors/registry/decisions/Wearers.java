package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.Assignment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The wearers of one device: half-open intervals, ordered, never overlapping.
 *
 * <p>A new wearer closes the interval of an open-ended earlier one. The same wearer from the same
 * instant is the same assignment, whose end may be set or moved. Everything else that would share
 * an instant with another assignment is refused.
 */
public final class Wearers {

  private static final Result INVALID =
      new Result.Refused(
          Outcome.refused(Outcome.INVALID_INTERVAL, "`until` must be later than `from`"));

  private Wearers() {}

  /** What a change does to the list. */
  public sealed interface Result {

    /** It says what the list says already. */
    record Unchanged() implements Result {}

    /** The list as it is from now on. */
    record Changed(List<Assignment> assignments) implements Result {}

    /** The list stays. */
    record Refused(Outcome outcome) implements Result {}
  }

  /** Puts an assignment into a list, which stays unchanged itself. */
  public static Result put(List<Assignment> current, Assignment asked) {
    if (endsBeforeItBegins(asked)) {
      return INVALID;
    }
    List<Assignment> next = new ArrayList<>(current.size() + 1);
    for (Assignment held : current) {
      if (sameAssignment(held, asked)) {
        if (Objects.equals(held.getUntil(), asked.getUntil())) {
          return new Result.Unchanged();
        }
        continue;
      }
      next.add(closedBy(held, asked.getFrom()));
    }
    for (Assignment held : next) {
      if (overlap(held, asked)) {
        return new Result.Refused(
            Outcome.refused(
                Outcome.OVERLAP, "the device is assigned otherwise from " + held.getFrom()));
      }
    }
    next.add(asked);
    next.sort(Comparator.comparing(Assignment::getFrom));
    return new Result.Changed(List.copyOf(next));
  }

  /**
   * Says who wore the device in an interval, whatever was recorded: others' intervals are trimmed,
   * split or gone. Nothing outside of the interval changes.
   */
  public static Result correct(List<Assignment> current, Assignment asked) {
    if (endsBeforeItBegins(asked)) {
      return INVALID;
    }
    List<Assignment> next = new ArrayList<>(current.size() + 2);
    for (Assignment held : current) {
      if (held.getUserId().equals(asked.getUserId()) && covers(held, asked)) {
        return new Result.Unchanged();
      }
      addOutside(held, asked, next);
    }
    next.add(asked);
    next.sort(Comparator.comparing(Assignment::getFrom));
    return new Result.Changed(List.copyOf(next));
  }

  /** Takes the assignment of this wearer and start out; what it had closed stays closed. */
  public static Result withdraw(List<Assignment> current, Assignment asked) {
    List<Assignment> next = current.stream().filter(held -> !sameAssignment(held, asked)).toList();
    return next.size() == current.size()
        ? new Result.Refused(
            Outcome.refused(
                Outcome.NOT_FOUND, "no assignment of the device to `user` begins at `from`"))
        : new Result.Changed(next);
  }

  private static void addOutside(Assignment held, Assignment asked, List<Assignment> parts) {
    if (!overlap(held, asked)) {
      parts.add(held);
      return;
    }
    if (held.getFrom().isBefore(asked.getFrom())) {
      parts.add(new Assignment(held.getUserId(), held.getFrom(), asked.getFrom()));
    }
    if (asked.getUntil() != null && endsAfter(held, asked.getUntil())) {
      parts.add(new Assignment(held.getUserId(), asked.getUntil(), held.getUntil()));
    }
  }

  private static boolean covers(Assignment held, Assignment asked) {
    return !held.getFrom().isAfter(asked.getFrom())
        && (asked.getUntil() == null
            ? held.getUntil() == null
            : held.getUntil() == null || !held.getUntil().isBefore(asked.getUntil()));
  }

  private static boolean endsAfter(Assignment held, Instant instant) {
    return held.getUntil() == null || held.getUntil().isAfter(instant);
  }

  private static boolean endsBeforeItBegins(Assignment asked) {
    return asked.getUntil() != null && !asked.getUntil().isAfter(asked.getFrom());
  }

  private static boolean sameAssignment(Assignment held, Assignment asked) {
    return held.getFrom().equals(asked.getFrom()) && held.getUserId().equals(asked.getUserId());
  }

  private static Assignment closedBy(Assignment held, Instant from) {
    return held.getUntil() == null && held.getFrom().isBefore(from)
        ? new Assignment(held.getUserId(), held.getFrom(), from)
        : held;
  }

  private static boolean overlap(Assignment a, Assignment b) {
    return (b.getUntil() == null || a.getFrom().isBefore(b.getUntil()))
        && (a.getUntil() == null || b.getFrom().isBefore(a.getUntil()));
  }
}
