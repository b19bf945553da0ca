package io.healthtrack.sink.model;

/**
 * One writer of a lane, as its process knows of itself.
 *
 * @param mine the epoch it claimed last; 0 if never
 * @param wanted the epoch decided on in this session
 * @param whole whether it decided to take all of the lane's partitions
 */
record Writer(Phase phase, int mine, int wanted, boolean whole) {

  /** How far a session is. */
  enum Phase {
    /** No connection. */
    IDLE,
    /** Decided to claim. */
    DECIDED,
    /** Reads and writes its share. */
    WORKS,
    /** Its sink ended, and nobody starts it again. */
    GONE
  }

  static final Writer NEW = new Writer(Phase.IDLE, 0, 0, false);
  static final Writer ENDED = new Writer(Phase.GONE, 0, 0, false);

  Writer idle() {
    return phase == Phase.GONE ? this : new Writer(Phase.IDLE, mine, 0, false);
  }

  Writer wants(int epoch, boolean all) {
    return new Writer(Phase.DECIDED, mine, epoch, all);
  }

  Writer works(int epoch) {
    return new Writer(Phase.WORKS, epoch, 0, false);
  }

  Writer younger(int less) {
    return new Writer(phase, Math.max(mine - less, 0), Math.max(wanted - less, 0), whole);
  }
}
