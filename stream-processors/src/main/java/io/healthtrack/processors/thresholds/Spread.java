package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;

/**
 * How values lie about their mean. Kept as mean and squared differences from it (Welford; merged as
 * Chan, Golub and LeVeque do), because sums of squares would make equal values differ by rounding.
 *
 * @param squares sum of the squared differences from the mean
 */
record Spread(long count, double mean, double squares) {

  static final Spread NONE = new Spread(0, 0, 0);

  /** Stored: the three numbers. */
  static final int BYTES = Long.BYTES + 2 * Double.BYTES;

  Spread with(double value) {
    return with(new Spread(1, value, 0));
  }

  Spread with(Spread other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long all = count + other.count;
    double apart = other.mean - mean;
    return new Spread(
        all,
        mean + apart * other.count / all,
        squares + other.squares + apart * apart * ((double) count * other.count / all));
  }

  /** The sample's standard deviation; 0 where all values are the same. */
  double deviation() {
    double deviation = count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    return deviation > Math.abs(mean) * 1e-9 ? deviation : 0;
  }

  void write(ByteBuffer bytes) {
    bytes.putLong(count).putDouble(mean).putDouble(squares);
  }

  static Spread read(ByteBuffer bytes) {
    return new Spread(bytes.getLong(), bytes.getDouble(), bytes.getDouble());
  }
}
