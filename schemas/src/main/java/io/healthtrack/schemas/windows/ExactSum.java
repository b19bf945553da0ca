package io.healthtrack.schemas.windows;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sum of doubles without any rounding, kept as a few doubles that do not overlap (J. R. Shewchuk,
 * "Adaptive Precision Floating-Point Arithmetic", 1997). Because nothing is lost, the order of
 * adding, and how parts were merged, cannot be seen in the result.
 */
final class ExactSum {

  private double[] parts = new double[2];
  private int size;

  void add(double term) {
    double carried = term;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      double part = parts[i];
      double sum = carried + part;
      double fromPart = sum - carried;
      double lost = (carried - (sum - fromPart)) + (part - fromPart);
      if (lost != 0) {
        parts[kept++] = lost;
      }
      carried = sum;
    }
    if (kept == parts.length) {
      parts = Arrays.copyOf(parts, kept * 2);
    }
    parts[kept] = carried;
    size = kept + 1;
  }

  void add(ExactSum other) {
    // A copy of the length, so that a sum may be added to itself.
    double[] terms = Arrays.copyOf(other.parts, other.size);
    for (double term : terms) {
      add(term);
    }
  }

  int bytes() {
    return 1 + size * Double.BYTES;
  }

  void write(ByteBuffer out) {
    out.put((byte) size);
    for (int i = 0; i < size; i++) {
      out.putDouble(parts[i]);
    }
  }

  void read(ByteBuffer in) {
    size = in.get();
    parts = new double[Math.max(2, size)];
    for (int i = 0; i < size; i++) {
      parts[i] = in.getDouble();
    }
  }

  /** The sum, rounded once. */
  double value() {
    return switch (size) {
      case 0 -> 0;
      case 1 -> parts[0];
      default -> exact().doubleValue();
    };
  }

  BigDecimal exact() {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < size; i++) {
      sum = sum.add(new BigDecimal(parts[i]));
    }
    return sum;
  }
}
