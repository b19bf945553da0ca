package io.healthtrack.sink.offsets;

import java.util.OptionalLong;

/** Where a lane begins to read a partition: decided from three numbers, nothing else. */
public sealed interface StartDecision {

  /** Read on from here. */
  record From(long offset) implements StartDecision {}

  /** Do not read: records are missing, and skipping them silently is not ours to do. */
  record Refuse(String reason) implements StartDecision {}

  /**
   * Decides.
   *
   * @param stored the position in the database, if the partition has one
   * @param logStart the first offset the broker still has
   * @param logEnd the offset after the last record
   */
  static StartDecision of(OptionalLong stored, long logStart, long logEnd) {
    if (stored.isEmpty()) {
      return logStart == 0
          ? new From(0)
          : new Refuse(
              "the database holds no position and the log begins at %d, not 0: restore a backup"
                      .formatted(logStart)
                  + " or set the position by hand");
    }
    long position = stored.getAsLong();
    if (position < logStart) {
      return new Refuse(
          "offsets %d to %d are gone from the log and were never stored: restore a newer copy of the"
                  .formatted(position, logStart - 1)
              + " database, or accept the loss by setting the position by hand (README, Restore)");
    }
    if (position > logEnd) {
      return new Refuse(
          "the database stands at %d but the log ends at %d: records were lost or the topic was"
                  .formatted(position, logEnd)
              + " made anew");
    }
    return new From(position);
  }
}
