package io.healthtrack.sink.offsets;

import java.time.Duration;

/**
 * How a lane waits behind another sink that owns it.
 *
 * @param interval how often it looks
 * @param takeover how long the owner must have given no sign of life before it takes the lane
 */
public record StandBy(Duration interval, Duration takeover) {

  private static final Duration LEAST = Duration.ofSeconds(5);

  /** Longer than any pause of a living owner that recovers by itself. */
  public static final StandBy DEFAULT = new StandBy(Duration.ofSeconds(5), Duration.ofSeconds(30));

  /** Refuses what would let sinks take lanes from owners that live. */
  public StandBy {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("sink.standby.interval must be more than nothing");
    }
    if (takeover.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "sink.standby.takeover must be 5s or more: an owner without work speaks every 2s");
    }
  }
}
