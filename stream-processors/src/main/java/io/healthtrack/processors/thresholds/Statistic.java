package io.healthtrack.processors.thresholds;

import java.util.Locale;
import java.util.Optional;

/** What an aggregate rule makes of the points of its window. */
enum Statistic {
  /** Mean of the exact values. */
  MEAN,
  /** The lowest value; less than it if a sensor only gave an upper bound. */
  MINIMUM,
  /** The highest value; greater than it if a sensor only gave a lower bound. */
  MAXIMUM,
  /** Sum of the exact values. */
  SUM,
  /** How many readings there are. */
  COUNT,
  /** From the lowest to the highest value. */
  RANGE;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Empty for one that this version does not know. */
  static Optional<Statistic> of(String code) {
    for (Statistic statistic : values()) {
      if (statistic.code.equals(code)) {
        return Optional.of(statistic);
      }
    }
    return Optional.empty();
  }

  /** Its name in rules and evidence. */
  String code() {
    return code;
  }

  /** Not a number where the points do not give one. */
  double of(Summary points) {
    return switch (this) {
      case MEAN -> points.exact() == 0 ? Double.NaN : points.sum() / points.exact();
      case MINIMUM -> Double.isFinite(points.lowest()) ? points.lowest() : Double.NaN;
      case MAXIMUM -> Double.isFinite(points.highest()) ? points.highest() : Double.NaN;
      case SUM -> points.sum();
      case COUNT -> points.count();
      case RANGE -> {
        double range = points.highest() - points.lowest();
        yield Double.isFinite(range) ? range : Double.NaN;
      }
    };
  }

  /** As in readings, {@code null} for an exact value. */
  String comparator(Summary points) {
    return switch (this) {
      case MEAN, SUM, COUNT -> null;
      case MINIMUM -> points.less() ? "<" : null;
      case MAXIMUM -> points.greater() ? ">" : null;
      case RANGE -> points.less() || points.greater() ? ">" : null;
    };
  }

  /**
   * How much of the window must have passed without a gap before it is judged. A part of a sum or a
   * count is always too small; half a window is enough for the others.
   */
  long covered(long window) {
    return switch (this) {
      case SUM, COUNT -> window;
      case MEAN, MINIMUM, MAXIMUM, RANGE -> window / 2;
    };
  }
}
