package io.healthtrack.processors.windows;

import java.time.Duration;
import java.util.Arrays;

/**
 * Whose turn it is to be told of: everybody's once in {@value #TURNS} turns, and about as many in
 * each. All at once they would keep a core busy for as long as an alert may take.
 */
final class Turns {

  /** How many turns make a round. */
  static final int TURNS = 10;

  /** Time between two turns. */
  static final Duration EVERY = Duration.ofSeconds(1);

  private long last;

  /** Begins; the first turn is the next one. */
  Turns(long nowMillis) {
    last = nowMillis / EVERY.toMillis();
  }

  /** Those whose turn came since the last time, late ones included. */
  Due take(long nowMillis) {
    long now = nowMillis / EVERY.toMillis();
    Due due = new Due(last + 1, now - last);
    last = now;
    return due;
  }

  /** Some turns in a row. */
  record Due(long first, long count) {

    /** Whether it is a key's turn. */
    boolean has(byte[] key) {
      return Math.floorMod(Arrays.hashCode(key) - first, TURNS) < count;
    }
  }
}
