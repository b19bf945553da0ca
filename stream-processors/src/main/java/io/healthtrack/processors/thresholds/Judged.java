package io.healthtrack.processors.thresholds;

import java.util.List;
import java.util.UUID;

/** A rule in force, and what it makes of a reading. */
record Judged(Rule rule, Signal signal) {

  /** What the rule of this id made of it, {@code null} if it is not in force. */
  static Judged of(List<Judged> judged, UUID rule) {
    for (Judged one : judged) {
      if (one.rule().id().equals(rule)) {
        return one;
      }
    }
    return null;
  }
}
