package io.healthtrack.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One number of a report.
 *
 * @param value the median of the rounds, or the number itself
 * @param min of the rounds
 * @param max of the rounds
 * @param rounds how many there were
 * @param unit for people; the name says it too
 * @param goal what it should reach
 */
record Measure(double value, double min, double max, int rounds, String unit, Optional<Goal> goal) {

  static Measure of(Rounds rounds, String unit, Optional<Goal> goal) {
    return new Measure(rounds.median(), rounds.min(), rounds.max(), rounds.count(), unit, goal);
  }

  /** The number with as many digits as say something. */
  String text() {
    return text(value);
  }

  /** The smallest and the largest, where there was more than one round. */
  String spread() {
    return rounds == 1 ? "" : text(min) + " to " + text(max);
  }

  static String text(double value) {
    double size = Math.abs(value);
    int digits = size == Math.rint(size) || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
