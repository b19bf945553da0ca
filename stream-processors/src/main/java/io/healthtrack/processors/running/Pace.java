package io.healthtrack.processors.running;

import java.time.Duration;

/**
 * How much haste an application has. Each commit costs the broker a marker in every partition that
 * was written to, and each answer to a fetch costs both sides the same whether it brings one record
 * or a thousand: so who is not waited for commits seldom and fetches much at a time.
 */
public enum Pace {

  /** Somebody waits for what it commits: alerts, the table, an answer. */
  AT_ONCE(Duration.ofMillis(50), Duration.ZERO, Duration.ofMillis(10)),

  /** It is asked for what it holds, committed or not; nobody waits for its commits. */
  LIVE(Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMillis(100)),

  /**
   * Nobody waits for it; but as long as a transaction is open, nobody sees what other stages write
   * to the same partition of {@code audit.tallies}.
   */
  UNHURRIED(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(100));

  private final Duration commitEvery;
  private final Duration gatherFor;
  private final Duration pollFor;

  Pace(Duration commitEvery, Duration gatherFor, Duration pollFor) {
    this.commitEvery = commitEvery;
    this.gatherFor = gatherFor;
    this.pollFor = pollFor;
  }

  /** How long a record may wait until others see what came of it. */
  public Duration commitEvery() {
    return commitEvery;
  }

  /** How long the broker may wait with an answer until there is enough for one. */
  Duration gatherFor() {
    return gatherFor;
  }

  /** How long a thread waits for records, and a commit that became due meanwhile with it. */
  Duration pollFor() {
    return pollFor;
  }
}
