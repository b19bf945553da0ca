package io.healthtrack.local;

import io.healthtrack.schemas.config.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

  /** A day begins at midnight of UTC. */
  static Instant time(String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + text + "' is no time; write 2026-01-31 or 2026-01-31T08:00:00Z");
    }
  }
}
