package io.healthtrack.schemas.windows;

import io.healthtrack.schemas.time.EventTime;

/** The lengths of windows. They start at multiples of their length since 1970, UTC. */
public enum WindowLength {
  /** One minute. */
  MINUTE(1),
  /** Five minutes. */
  FIVE_MINUTES(5),
  /** One hour. */
  HOUR(60);

  private final int minutes;

  WindowLength(int minutes) {
    this.minutes = minutes;
  }

  /** The length of so many minutes. */
  public static WindowLength ofMinutes(int minutes) {
    for (WindowLength length : values()) {
      if (length.minutes == minutes) {
        return length;
      }
    }
    throw new IllegalArgumentException("no window is " + minutes + " minutes long");
  }

  /** The length in minutes, as it is stored. */
  public int minutes() {
    return minutes;
  }

  /** The length in microseconds. */
  public long micros() {
    return minutes * 60L * EventTime.MICROS_PER_SECOND;
  }

  /** The start of the window an instant is in; both in microseconds since 1970. */
  public long start(long micros) {
    return Math.floorDiv(micros, micros()) * micros();
  }

  /** Whether windows of this length are stored with their histogram. */
  public boolean storesHistogram() {
    return this == HOUR;
  }
}
