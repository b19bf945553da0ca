package io.healthtrack.sink.model;

import java.util.Comparator;

/**
 * A server process.
 *
 * @param epoch under which its open transaction moved the position; 0 without one
 * @param from where that transaction's batch begins
 * @param until the position it stores
 * @param committing whether COMMIT was sent and nobody knows what becomes of it
 */
record Backend(boolean alive, int epoch, int from, int until, boolean committing) {

  /** An order among server processes that differ. */
  static final Comparator<Backend> ORDER =
      Comparator.comparing(Backend::alive)
          .thenComparing(Backend::committing)
          .thenComparingInt(Backend::epoch)
          .thenComparingInt(Backend::from)
          .thenComparingInt(Backend::until);

  static final Backend NONE = new Backend(false, 0, 0, 0, false);
  static final Backend IDLE = new Backend(true, 0, 0, 0, false);

  static Backend writing(int epoch, int from, int until) {
    return new Backend(true, epoch, from, until, false);
  }

  Backend younger(int less) {
    return epoch == 0 ? this : new Backend(alive, epoch - less, from, until, committing);
  }

  Backend inDoubt() {
    return new Backend(true, epoch, from, until, true);
  }

  /** Whether it holds the lock on the lane's position. */
  boolean writes() {
    return alive && epoch > 0;
  }
}
