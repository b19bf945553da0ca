package io.healthtrack.local;

import io.healthtrack.schemas.config.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.TypeConversionException;

/** Arguments as people type them. */
final class Arguments {
  private Arguments() {}

  static Duration duration(String text) {
    try {
      Duration duration = Durations.parse(text);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // Falls through to the one sentence that helps.
    }
    throw new TypeConversionException("'" + text + "' is no duration; write 90s, 5m or 1h");
  }

  static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + text + "' is no time zone; write one like America/New_York or Europe/Berlin");
    }
  }
}
