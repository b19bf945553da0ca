package io.healthtrack.sink.model;

import java.util.Comparator;

/**
 * A sink's lane, as its process knows of itself. There is no state of being frozen: whoever takes
 * no step while others take theirs is frozen.
 *
 * @param mine the epoch held last; 0 if never
 * @param wanted the epoch decided on in this session
 * @param stored the position it believes the database to hold
 * @param reached the consumer's position after the poll
 */
record Sink(Phase phase, int mine, int wanted, int stored, int reached) {

  /** How far a session is. */
  enum Phase {
    /** No connection. */
    IDLE,
    /** Connected, and decided to claim. */
    DECIDED,
    /** The owner before is ended. */
    ALONE,
    /** The claim is committed. */
    CLAIMED,
    /** At the database's position, with or without a batch in hand. */
    READY,
    /** Position moved and rows written in a transaction that is open. */
    WRITTEN
  }

  /** An order among sinks that differ. */
  static final Comparator<Sink> ORDER =
      Comparator.comparing(Sink::phase)
          .thenComparingInt(Sink::mine)
          .thenComparingInt(Sink::wanted)
          .thenComparingInt(Sink::stored)
          .thenComparingInt(Sink::reached);

  static final Sink NEW = new Sink(Phase.IDLE, 0, 0, 0, 0);

  /** Without a session, of which it remembers nothing, or the position. */
  Sink idle(boolean remembers) {
    return new Sink(Phase.IDLE, mine, 0, remembers ? stored : 0, 0);
  }

  Sink in(Phase next) {
    return new Sink(next, mine, wanted, stored, reached);
  }

  Sink wants(int epoch) {
    return new Sink(Phase.DECIDED, mine, epoch, stored, reached);
  }

  Sink claimed() {
    return new Sink(Phase.CLAIMED, wanted, 0, stored, reached);
  }

  Sink younger(int less) {
    return new Sink(phase, Math.max(mine - less, 0), Math.max(wanted - less, 0), stored, reached);
  }

  Sink ready(int position) {
    return new Sink(Phase.READY, mine, 0, position, position);
  }

  Sink writing(int position) {
    return new Sink(Phase.WRITTEN, mine, 0, stored, position);
  }
}
