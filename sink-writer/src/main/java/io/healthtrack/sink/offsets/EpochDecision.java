package io.healthtrack.sink.offsets;

/** Whether a lane may be claimed, and under which epoch. */
public sealed interface EpochDecision {

  /** Claim it under this epoch. */
  record Claim(long epoch) implements EpochDecision {}

  /** A newer owner has it. */
  record Superseded(long byEpoch) implements EpochDecision {}

  /**
   * Decides.
   *
   * @param mine the epoch under which this process held the lane last; 0 if never
   * @param stored the highest epoch in the database; 0 if none. Below mine after a failover to an
   *     older copy
   * @param ownerGone whether the recorded owner has been without a server process for so long that
   *     a stand-by may take over
   */
  static EpochDecision of(long mine, long stored, boolean ownerGone) {
    boolean newcomer = mine == 0;
    if (newcomer || stored <= mine || ownerGone) {
      return new Claim(Math.max(mine, stored) + 1);
    }
    return new Superseded(stored);
  }
}
