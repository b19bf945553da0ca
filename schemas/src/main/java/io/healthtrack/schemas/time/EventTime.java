package io.healthtrack.schemas.time;

import java.time.Instant;

/** Converts between {@link Instant} and microseconds since the epoch, exact before 1970 too. */
public final class EventTime {

  /** Microseconds in a second. */
  public static final long MICROS_PER_SECOND = 1_000_000L;

  private EventTime() {}

  /** Microseconds since the epoch; what is finer than a microsecond is cut off downwards. */
  public static long micros(Instant instant) {
    if (instant.getEpochSecond() < 0) {
      // Counted from the second after it, so that the earliest time there is does not overflow.
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond() + 1, MICROS_PER_SECOND),
          instant.getNano() / 1_000 - MICROS_PER_SECOND);
    }
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000);
  }

  /** The instant of a number of microseconds since the epoch. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * 1_000L);
  }
}
