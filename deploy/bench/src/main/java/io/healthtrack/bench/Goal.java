package io.healthtrack.bench;

import java.util.Locale;

/**
 * What a number should reach.
 *
 * @param limit the number that is just good enough
 * @param atLeast whether more is better
 */
public record Goal(double limit, boolean atLeast) {

  /** So much or more. */
  public static Goal atLeast(double limit) {
    return new Goal(limit, true);
  }

  /** So much or less. */
  public static Goal atMost(double limit) {
    return new Goal(limit, false);
  }

  /** Whether a number is good enough; one that is none is not. */
  public boolean reachedBy(double value) {
    return atLeast ? value >= limit : value <= limit;
  }

  /** For people. */
  String text() {
    return (atLeast ? "at least " : "at most ") + Measure.text(limit);
  }

  /** For JSON. */
  String code() {
    return String.format(Locale.ROOT, "%s %s", atLeast ? ">=" : "<=", limit);
  }

  /** Reads what {@link #code} wrote. */
  static Goal parse(String code) {
    return new Goal(Double.parseDouble(code.substring(3)), code.startsWith(">="));
  }
}
