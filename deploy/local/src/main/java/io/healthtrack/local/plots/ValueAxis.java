package io.healthtrack.local.plots;

import java.util.ArrayList;
import java.util.List;

/** Values from bottom to top. */
record ValueAxis(double low, double high, double step, double top, double height) {
  private static final int TICKS = 5;

  /** Over values, with round numbers at both ends and some room above. */
  static ValueAxis over(double lowest, double highest, double top, double height) {
    double span = Math.max(highest - lowest, 1e-9);
    double step = step(span);
    double low = Math.floor(lowest / step) * step;
    // What lies on the upper edge would not be seen to end there.
    double high = Math.ceil((highest + step / 20) / step) * step;
    return new ValueAxis(low, high, step, top, height);
  }

  double y(double value) {
    return top + height * (1 - Math.clamp((value - low) / (high - low), 0, 1));
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int tick = 0; low + tick * step <= high + step / 1_000; tick++) {
      ticks.add(low + tick * step);
    }
    return ticks;
  }

  static String label(double value) {
    double rounded = Math.rint(value * 1_000) / 1_000;
    return rounded == Math.rint(rounded) ? Long.toString(Math.round(rounded)) : "" + rounded;
  }

  /** The smallest of 1, 2, 5, 10, 20 and so on that makes few enough. */
  private static double step(double span) {
    double power = Math.pow(10, Math.floor(Math.log10(span / TICKS)));
    for (int factor : new int[] {1, 2, 5}) {
      if (span / (factor * power) <= TICKS) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
