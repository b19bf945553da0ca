package io.healthtrack.local.population;

/**
 * Smooth noise that is a pure function of time: the same key and time always give the same value,
 * in whatever order they are asked for. So a person's past can be computed when a late sync needs
 * it, and a seed determines everything.
 */
record Noise(long seed) {

  /** The noise of one more thing, independent of this one. */
  Noise of(long key) {
    return new Noise(mix(seed ^ mix(key + 0x9E3779B97F4A7C15L)));
  }

  /** Uniform in [0, 1) for a lattice point. */
  double uniform(long point) {
    return (mix(seed + point * 0xD1B54A32D192ED03L) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high) for a lattice point. */
  double between(long point, double low, double high) {
    return low + (high - low) * uniform(point);
  }

  /** In about [-1, 1], changing smoothly over {@code periodSeconds}. */
  double smooth(double seconds, double periodSeconds) {
    double position = seconds / periodSeconds;
    long left = (long) Math.floor(position);
    double fraction = position - left;
    double eased = fraction * fraction * (3 - 2 * fraction);
    double from = 2 * uniform(left) - 1;
    double to = 2 * uniform(left + 1) - 1;
    return from + (to - from) * eased;
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
