package io.healthtrack.bench.pipeline;

import java.util.List;

/**
 * How far one stage was behind during a step. Stages commit in steps of their own (windows every
 * two seconds), so a single look says little: what counts is the smallest lag of several looks.
 *
 * @param stage its name
 * @param looks in the order of time
 */
record Lag(String stage, List<Look> looks) {

  /** Half a second's worth may be added in the second half without being called growth. */
  static final double TOLERANCE_SECONDS = 0.5;

  /** So few are no sign of anything. */
  private static final double FEW = 500;

  private static final double MIDDLE_FROM = 0.4;
  private static final double MIDDLE_TO = 0.6;
  private static final double END_FROM = 0.8;

  /** Copies the list. */
  Lag {
    looks = List.copyOf(looks);
  }

  /**
   * One look.
   *
   * @param share of the step that had passed
   * @param seconds since the step began
   * @param behind records that the stage has not committed
   * @param end records there were, all partitions together
   */
  record Look(double share, double seconds, long behind, long end) {}

  /** Smallest lag around the middle, in records. */
  double middle() {
    return smallest(MIDDLE_FROM, MIDDLE_TO);
  }

  /** Smallest lag at the end, in records. */
  double end() {
    return smallest(END_FROM, 1);
  }

  /** The same in seconds' worth of what comes in. */
  double endSeconds() {
    return inflow() == 0 ? 0 : end() / inflow();
  }

  /** Records a second that came in. */
  double inflow() {
    Look first = looks.getFirst();
    Look last = looks.getLast();
    return last.seconds() > first.seconds()
        ? (last.end() - first.end()) / (last.seconds() - first.seconds())
        : 0;
  }

  /** Whether it fell behind. */
  boolean grew() {
    return end() > middle() + Math.max(FEW, TOLERANCE_SECONDS * inflow());
  }

  private double smallest(double from, double to) {
    return looks.stream()
        .filter(look -> look.share() >= from && look.share() <= to)
        .mapToDouble(Look::behind)
        .min()
        .orElseThrow(() -> new IllegalStateException("the step was too short to be judged"));
  }
}
