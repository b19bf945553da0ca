package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The time up to which everything accepted is known, in microseconds: that of the last tick that
 * gateways wrote into the partition. It stands still while HealthTrack, or a part of it before this
 * one, is down; so nobody seems silent because we were.
 *
 * <p>When gateways come back after more than {@link #OUTAGE}, devices have not been able to send
 * anything. Silence is counted from then on.
 */
final class ArrivalClock {

  /** A clock that made a longer step than this has stood still. */
  static final Duration OUTAGE = Duration.ofMinutes(1);

  static final long NEVER = Long.MIN_VALUE;

  private static final byte[] KEY = {0};
  private static final long LONGEST = OUTAGE.toNanos() / 1_000;

  private final BytesStore store;
  private long now = NEVER;
  private long goesSince = NEVER;

  /** Goes on where the store has it. */
  ArrivalClock(BytesStore store) {
    this.store = store;
    byte[] stored = store.get(KEY);
    if (stored != null) {
      ByteBuffer bytes = ByteBuffer.wrap(stored);
      now = bytes.getLong();
      goesSince = bytes.getLong();
    }
  }

  /** Takes a tick; false if it is no later than another gateway's before it. */
  boolean tick(long at) {
    if (at <= now) {
      return false;
    }
    if (now == NEVER || at - now > LONGEST) {
      goesSince = at;
    }
    now = at;
    store.put(KEY, ByteBuffer.allocate(2 * Long.BYTES).putLong(now).putLong(goesSince).array());
    return true;
  }

  long now() {
    return now;
  }

  /**
   * When something arrived that stands after the last tick: as the gateway says that received it,
   * but not against what the place in the partition says.
   */
  long arrival(long receivedAt) {
    return now == NEVER ? receivedAt : Math.clamp(receivedAt, now, now + LONGEST);
  }

  /** From when on silence counts, after something arrived. */
  long silentSince(long arrivedAt) {
    return Math.max(arrivedAt, goesSince);
  }
}
