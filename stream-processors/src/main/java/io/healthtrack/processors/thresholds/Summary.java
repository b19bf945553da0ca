package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;

/**
 * What is known of several points together. A value that a sensor only bounds stays out of the sum;
 * it counts for the extreme it is urgent for: {@code < 40} may be the lowest, never the highest.
 *
 * @param count of all points
 * @param exact of those with an exact value
 * @param sum of the exact values
 * @param lowest of the exact values and the upper bounds; positive infinity without
 * @param highest of the exact values and the lower bounds; negative infinity without
 * @param less whether some value is only known to be less than its bound
 * @param greater whether some value is only known to be greater than its bound
 */
record Summary(
    int count,
    int exact,
    double sum,
    double lowest,
    double highest,
    boolean less,
    boolean greater) {

  static final Summary NONE =
      new Summary(0, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, false, false);

  /** Stored: counts, sum, extremes, flags. */
  static final int BYTES = 2 * Integer.BYTES + 3 * Double.BYTES + 1;

  Summary with(Point point) {
    return switch (point.bound()) {
      case Point.LESS ->
          new Summary(
              count + 1, exact, sum, Math.min(lowest, point.value()), highest, true, greater);
      case Point.GREATER ->
          new Summary(count + 1, exact, sum, lowest, Math.max(highest, point.value()), less, true);
      default ->
          new Summary(
              count + 1,
              exact + 1,
              sum + point.value(),
              Math.min(lowest, point.value()),
              Math.max(highest, point.value()),
              less,
              greater);
    };
  }

  Summary with(Summary other) {
    return new Summary(
        count + other.count,
        exact + other.exact,
        sum + other.sum,
        Math.min(lowest, other.lowest),
        Math.max(highest, other.highest),
        less || other.less,
        greater || other.greater);
  }

  void write(ByteBuffer bytes) {
    bytes
        .putInt(count)
        .putInt(exact)
        .putDouble(sum)
        .putDouble(lowest)
        .putDouble(highest)
        .put((byte) ((less ? 1 : 0) | (greater ? 2 : 0)));
  }

  static Summary read(ByteBuffer bytes) {
    int count = bytes.getInt();
    int exact = bytes.getInt();
    double sum = bytes.getDouble();
    double lowest = bytes.getDouble();
    double highest = bytes.getDouble();
    byte flags = bytes.get();
    return new Summary(count, exact, sum, lowest, highest, (flags & 1) != 0, (flags & 2) != 0);
  }
}
