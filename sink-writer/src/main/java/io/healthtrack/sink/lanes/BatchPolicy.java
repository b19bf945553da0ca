package io.healthtrack.sink.lanes;

import java.time.Duration;

/**
 * When a batch is full: whichever limit is reached first.
 *
 * @param rows this many records
 * @param bytes this many bytes of values
 * @param linger this long after its first record
 */
public record BatchPolicy(int rows, long bytes, Duration linger) {

  /** Refuses limits that would never fill or always be full. */
  public BatchPolicy {
    if (rows < 1 || bytes < 1 || linger.isNegative()) {
      throw new IllegalArgumentException(
          "a batch needs at least one row, one byte and no negative time: %d, %d, %s"
              .formatted(rows, bytes, linger));
    }
  }
}
