package io.healthtrack.local.plots;

import java.util.ArrayList;
import java.util.List;

/** Values from bottom to top, each power of ten as high as the next. */
record LogAxis(double low, double high, double top, double height) {
  private static final double SMALLEST = 0.01;

  /** Over the values that are numbers, from one round number to another. */
  static LogAxis over(List<Double> values, double top, double height) {
    double low = Double.MAX_VALUE;
    double high = SMALLEST;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        low = Math.min(low, Math.max(SMALLEST, value));
        high = Math.max(high, value);
      }
    }
    return new LogAxis(below(Math.min(low, high)), above(high), top, height);
  }

  double y(double value) {
    double share = Math.log(Math.max(value, low) / low) / Math.log(high / low);
    return top + height * (1 - Math.clamp(share, 0, 1));
  }

  /** 1, 2, 5, 10, 20 and so on. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (double power = power(low); power <= high * 1.001; power *= 10) {
      for (int factor : new int[] {1, 2, 5}) {
        double tick = factor * power;
        if (tick >= low * 0.999 && tick <= high * 1.001) {
          ticks.add(Math.rint(tick * 1_000) / 1_000);
        }
      }
    }
    return ticks;
  }

  private static double below(double value) {
    double power = power(value);
    return value >= 5 * power ? 5 * power : value >= 2 * power ? 2 * power : power;
  }

  /** A little above what is drawn, so that it is seen to end there. */
  private static double above(double value) {
    double power = power(value * 1.05);
    for (int factor : new int[] {1, 2, 5, 10}) {
      if (value * 1.05 <= factor * power) {
        return factor * power;
      }
    }
    return 20 * power;
  }

  private static double power(double value) {
    return Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
  }
}
