package io.healthtrack.bench.pipeline;

/**
 * What one request carries: a stretch of one person's watch, and one reading of somebody whose
 * readings are looked for in the table.
 *
 * @param person whose watch
 * @param first measured, in microseconds since the epoch
 * @param step between two moments of measuring, in microseconds
 * @param breach whether the last heart rate opens an episode
 * @param implausible whether one saturation cannot be
 * @param probe whose readings are looked for
 * @param probedAt when that one was measured
 * @param again whether it was sent before
 */
record Batch(
    int person,
    long first,
    long step,
    boolean breach,
    boolean implausible,
    int probe,
    long probedAt,
    boolean again) {

  /** Moments in a batch. */
  static final int MOMENTS = 20;

  Batch repeated() {
    return new Batch(person, first, step, breach, implausible, probe, probedAt, true);
  }

  long at(int moment) {
    return first + moment * step;
  }

  long last() {
    return at(MOMENTS - 1);
  }
}
