package io.healthtrack.bench.queries;

import java.util.SplittableRandom;

/** One metric of a simulated day: how often, and how large. */
enum Series {
  HEART_RATE("heart-rate", 0.72, 55, 60, false),
  STEPS("steps", 0.22, 0, 400, true),
  OXYGEN("oxygen-saturation", 0.055, 93, 7, false),
  RESTING("resting-heart-rate", 0.025, 50, 25, false);

  private final String code;
  private final double share;
  private final double lowest;
  private final double spread;
  private final boolean interval;

  Series(String code, double share, double lowest, double spread, boolean interval) {
    this.code = code;
    this.share = share;
    this.lowest = lowest;
    this.spread = spread;
    this.interval = interval;
  }

  String code() {
    return code;
  }

  boolean interval() {
    return interval;
  }

  /** How many of a person's readings of one day are of this metric. */
  int count(double readingsADay) {
    return Math.max(1, (int) Math.round(share * readingsADay));
  }

  double value(SplittableRandom random) {
    return Math.rint(lowest + spread * random.nextDouble());
  }
}
