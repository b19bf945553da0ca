package io.healthtrack.schemas.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
public final class Durations {

  private static final Pattern SHORT = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads {@code 250ms}, {@code 60s}, {@code 10m}, {@code 2h}, {@code 7d} or ISO-8601.
   *
   * @throws java.time.format.DateTimeParseException if it is none of them
   */
  public static Duration parse(String text) {
    String stripped = text.strip().toLowerCase(Locale.ROOT);
    Matcher matcher = SHORT.matcher(stripped);
    if (!matcher.matches()) {
      return Duration.parse(stripped);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
