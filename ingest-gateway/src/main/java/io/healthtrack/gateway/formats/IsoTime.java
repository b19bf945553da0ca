package io.healthtrack.gateway.formats;

import java.time.Instant;

/**
 * ISO 8601 calendar date and time, {@code 2026-01-31T08:15:30.123456+02:00} and the usual
 * variations: a space or lower-case letters for {@code T} and {@code Z}, no seconds, one to twelve
 * digits of fraction (cut to microseconds, which is what the pipeline keeps), offset as {@code Z},
 * {@code +HH:MM}, {@code +HHMM} or {@code +HH}. Second 60 is refused.
 *
 * <p>After a successful {@link #parse} the other methods speak of that text; reuse one per thread.
 */
final class IsoTime {

  private static final int[] SCALE = {1, 100_000, 10_000, 1_000, 100, 10, 1};

  private final TextScanner scanner = new TextScanner();
  private long localSecond;
  private int micros;
  private boolean zoned;
  private int offsetSeconds;
  private Integer offsetMinutes;

  /** Whether the text is such a time, with an offset or without. */
  boolean parse(String text) {
    TextScanner scan = scanner.on(text);
    int year = scan.digits(4, 4);
    scan.expect('-');
    int month = scan.digits(2, 2);
    scan.expect('-');
    int day = scan.digits(2, 2);
    if (!scan.take('T', 't')) {
      scan.expect(' ');
    }
    int hour = scan.digits(2, 2);
    scan.expect(':');
    int minute = scan.digits(2, 2);
    int second = 0;
    micros = 0;
    if (scan.take(':')) {
      second = scan.digits(2, 2);
      if (scan.take('.', ',')) {
        fraction(scan);
      }
    }
    offset(scan);
    localSecond = CivilTime.of(year, month, day, hour, minute, second);
    return !scan.failed() && scan.atEnd() && localSecond != CivilTime.INVALID;
  }

  private void fraction(TextScanner scan) {
    int digits = 0;
    int number = 0;
    while (digits < 6 && scan.seesDigit()) {
      number = number * 10 + scan.digits(1, 1);
      digits++;
    }
    if (digits == 0) {
      scan.fail();
    }
    scan.digits(0, 6);
    micros = number * SCALE[digits];
  }

  private void offset(TextScanner scan) {
    zoned = true;
    offsetSeconds = 0;
    offsetMinutes = null;
    if (scan.take('Z', 'z')) {
      return;
    }
    boolean west = scan.take('-');
    if (!west && !scan.take('+')) {
      zoned = false;
      return;
    }
    int hours = scan.digits(2, 2);
    int minutes = 0;
    if (!scan.atEnd()) {
      scan.take(':');
      minutes = scan.digits(2, 2);
    }
    if (hours > 18 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
      scan.fail();
    }
    int east = hours * 60 + minutes;
    offsetMinutes = west ? -east : east;
    offsetSeconds = offsetMinutes * 60;
  }

  /** Whether the text says {@code Z} or an offset. */
  boolean zoned() {
    return zoned;
  }

  /** The instant; only when {@link #zoned}. */
  Instant instant() {
    return Instant.ofEpochSecond(localSecond - offsetSeconds, micros * 1000L);
  }

  /** Minutes east of UTC; null for {@code Z}, which says nothing about the wearer's clock. */
  Integer offsetMinutes() {
    return offsetMinutes;
  }

  /** The local time in seconds. */
  long localSecond() {
    return localSecond;
  }

  /** Microseconds of the second. */
  int micros() {
    return micros;
  }
}
