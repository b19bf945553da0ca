package io.healthtrack.local.backtesting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;

/** The people with the most episodes: some people cause most alarms. */
final class Offenders {
  private static final Comparator<Offender> LEAST_FIRST =
      Comparator.comparingLong((Offender one) -> Math.max(one.inForce(), one.proposed()))
          .thenComparingLong(one -> one.inForce() + one.proposed())
          .thenComparing(Offender::user, Comparator.reverseOrder());

  private final int most;
  private final PriorityQueue<Offender> kept = new PriorityQueue<>(LEAST_FIRST);
  private long inForce;
  private long proposed;

  /** Somebody's episodes. */
  record Offender(UUID user, long inForce, long proposed) {}

  Offenders(int most) {
    this.most = most;
  }

  void add(UUID user, long episodesInForce, long episodesProposed) {
    inForce += episodesInForce;
    proposed += episodesProposed;
    if (episodesInForce + episodesProposed > 0) {
      kept.add(new Offender(user, episodesInForce, episodesProposed));
      if (kept.size() > most) {
        kept.poll();
      }
    }
  }

  /** The most first. */
  List<Offender> list() {
    List<Offender> list = new ArrayList<>(kept);
    list.sort(LEAST_FIRST.reversed());
    return list;
  }

  /** Everybody's episodes under the rules in force. */
  long inForce() {
    return inForce;
  }

  /** Everybody's episodes under the proposed rules. */
  long proposed() {
    return proposed;
  }
}
