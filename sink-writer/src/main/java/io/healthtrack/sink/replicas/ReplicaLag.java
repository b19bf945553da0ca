package io.healthtrack.sink.replicas;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a replica is behind: since when the primary has something that the replica has not
 * replayed. Measured by one clock, ours, so that it grows also while the replica answers nobody,
 * and is zero on an idle primary, whose last transaction may be hours old. Safe for several
 * threads.
 */
final class ReplicaLag {

  private static final int MOST = 4_096;
  private static final double NANOS = 1e9;

  private record Sample(long at, long written) {}

  /** Positions of the primary that the replica has not reached, oldest first. */
  private final Deque<Sample> ahead = new ArrayDeque<>();

  private Sample newest;
  private Long replayed;

  /** The primary has written its log up to here at this nano time. */
  synchronized void written(long position, long at) {
    newest = new Sample(at, position);
    if (replayed != null && position <= replayed) {
      return;
    }
    if (ahead.isEmpty() || ahead.getLast().written() < position) {
      if (ahead.size() == MOST) {
        // The oldest tells the lag; of the others any will do.
        Sample oldest = ahead.removeFirst();
        ahead.removeFirst();
        ahead.addFirst(oldest);
      }
      ahead.addLast(newest);
    }
  }

  /** The replica shows everything up to here. */
  synchronized void replayed(long position) {
    replayed = position;
    while (!ahead.isEmpty() && ahead.getFirst().written() <= position) {
      ahead.removeFirst();
    }
  }

  /** Seconds at this nano time; absent before both have answered once. */
  synchronized OptionalDouble seconds(long now) {
    if (replayed == null || newest == null) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        ahead.isEmpty() ? 0 : Math.max(0, now - ahead.getFirst().at()) / NANOS);
  }

  /** Bytes of the log that are not replayed; absent before both have answered once. */
  synchronized OptionalLong bytes() {
    if (replayed == null || newest == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.max(0, newest.written() - replayed));
  }
}
