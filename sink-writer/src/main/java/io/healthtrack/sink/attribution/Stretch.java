package io.healthtrack.sink.attribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A stretch of time that a device is recorded as worn by a person.
 *
 * @param from first instant
 * @param until first instant no longer; null while it lasts
 */
public record Stretch(UUID user, Instant from, Instant until) {

  /** The stretches that the person of {@code before} has no longer, in order of {@code before}. */
  public static List<Stretch> lost(List<Stretch> before, List<Stretch> after) {
    List<Stretch> lost = new ArrayList<>();
    for (Stretch held : before) {
      List<Stretch> rest = List.of(held);
      for (Stretch kept : after) {
        if (kept.user.equals(held.user)) {
          rest = rest.stream().flatMap(part -> part.without(kept).stream()).toList();
        }
      }
      lost.addAll(rest);
    }
    return lost;
  }

  private List<Stretch> without(Stretch other) {
    if (!endsAfter(other.from) || !other.endsAfter(from)) {
      return List.of(this);
    }
    List<Stretch> parts = new ArrayList<>(2);
    if (from.isBefore(other.from)) {
      parts.add(new Stretch(user, from, other.from));
    }
    if (other.until != null && endsAfter(other.until)) {
      parts.add(new Stretch(user, other.until, until));
    }
    return parts;
  }

  private boolean endsAfter(Instant instant) {
    return until == null || until.isAfter(instant);
  }
}
