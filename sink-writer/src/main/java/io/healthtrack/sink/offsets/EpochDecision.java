package io.healthtrack.sink.offsets;

/** Whether partitions of a lane may be claimed, how many of them, and under which epoch. */
public sealed interface EpochDecision {

  /**
   * Claim under this epoch.
   *
   * @param whole all of the lane's partitions, for every writer of this sink: the lane was somebody
   *     else's. Otherwise the writer's own share, of a lane that is this sink's
   */
  record Claim(long epoch, boolean whole) implements EpochDecision {}

  /** A newer owner has the lane. */
  record Superseded(long byEpoch) implements EpochDecision {}

  /**
   * Decides.
   *
   * @param mine the highest epoch under which any writer of this sink held part of the lane; 0 if
   *     never
   * @param stored the highest epoch of the lane in the database; 0 if none. Below mine after a
   *     failover to an older copy
   * @param ownerGone whether all owners of epochs above mine have been without a server process for
   *     so long that a stand-by may take over
   */
  static EpochDecision of(long mine, long stored, boolean ownerGone) {
    boolean newcomer = mine == 0;
    boolean another = newcomer || stored > mine;
    if (newcomer || !another || ownerGone) {
      return new Claim(Math.max(mine, stored) + 1, another);
    }
    return new Superseded(stored);
  }
}
