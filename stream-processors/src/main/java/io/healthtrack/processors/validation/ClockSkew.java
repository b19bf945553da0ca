package io.healthtrack.processors.validation;

import io.healthtrack.avro.Reading;
import java.time.Duration;

/** Says in words how wrong a clock seems, for whoever has to find the device. */
final class ClockSkew {

  private static final long QUARTER_SECONDS = 15 * 60;
  private static final long LARGEST_ZONE_SECONDS = 14 * 3_600;

  /** How far off a quarter of an hour an offset may be that a time zone explains. */
  private static final long TOLERANCE_SECONDS = 90;

  private ClockSkew() {}

  /** The sentence for a reading that was measured after it arrived. */
  static String ahead(Reading reading) {
    Duration skew = Duration.between(reading.getReceivedAt(), reading.getMeasuredAt());
    return "`measured_at` is "
        + words(skew)
        + " later than the arrival: "
        + (looksLikeAZone(skew)
            ? "as much as a time zone; send UTC or the offset, and send it again"
            : "set the device's clock, and send it again");
  }

  /** A duration as somebody would say it: {@code 7 h}, {@code 25 min}, {@code 3 days}. */
  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    if (minutes < 120) {
      return minutes + " min";
    }
    if (minutes < 48 * 60) {
      long rest = Math.round(minutes % 60 / 15.0) * 15;
      long hours = minutes / 60 + rest / 60;
      return hours + " h" + (rest % 60 == 0 ? "" : " " + rest + " min");
    }
    return Math.round(minutes / 1_440.0) + " days";
  }

  private static boolean looksLikeAZone(Duration skew) {
    long seconds = skew.toSeconds();
    long off = Math.abs(seconds - Math.round(seconds / (double) QUARTER_SECONDS) * QUARTER_SECONDS);
    return seconds >= QUARTER_SECONDS
        && seconds <= LARGEST_ZONE_SECONDS + TOLERANCE_SECONDS
        && off <= TOLERANCE_SECONDS;
  }
}
