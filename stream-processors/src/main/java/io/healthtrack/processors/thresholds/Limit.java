package io.healthtrack.processors.thresholds;

/**
 * Where a value stands to a rule's limits.
 *
 * <p>A comparator widens the value to all it may stand for: a sensor that says {@code < 40} means
 * the most urgent value there is, so it breaches every lower limit, and above it is at most 40.
 */
enum Limit {
  /** Beyond the upper limit. */
  ABOVE,
  /** Beyond the lower limit. */
  BELOW,
  /** Within the limits, but by less than the hysteresis: neither a breach nor its end. */
  NEAR,
  /** Well within the limits. */
  WITHIN,
  /** There is no value to judge: as near, and it satisfies no dwell. */
  UNKNOWN;

  static Limit of(Double above, Double below, double hysteresis, double value, String comparator) {
    double highest = isGreater(comparator) ? Double.POSITIVE_INFINITY : value;
    double lowest = isLess(comparator) ? Double.NEGATIVE_INFINITY : value;
    if (below != null && lowest < below) {
      return BELOW;
    }
    if (above != null && highest > above) {
      return ABOVE;
    }
    boolean clearOfAbove = above == null || highest <= above - hysteresis;
    boolean clearOfBelow = below == null || lowest >= below + hysteresis;
    return clearOfAbove && clearOfBelow ? WITHIN : NEAR;
  }

  boolean breached() {
    return this == ABOVE || this == BELOW;
  }

  private static boolean isLess(String comparator) {
    return comparator != null && comparator.charAt(0) == '<';
  }

  private static boolean isGreater(String comparator) {
    return comparator != null && comparator.charAt(0) == '>';
  }
}
