package io.healthtrack.gateway.formats;

/**
 * The three layouts of Fitbit exports: {@code M/D/YYYY h:mm:ss AM}, {@code M/D/YYYY H:mm} (what
 * spreadsheets make of the first) and {@code M/D/YYYY}. Seconds are optional in both clocks.
 */
final class FitbitTime {

  private final TextScanner scanner = new TextScanner();

  /** Local seconds, or {@link CivilTime#INVALID}. */
  long parse(String text) {
    TextScanner scan = scanner.on(text);
    int month = scan.digits(1, 2);
    scan.expect('/');
    int day = scan.digits(1, 2);
    scan.expect('/');
    int year = scan.digits(4, 4);
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!scan.atEnd()) {
      scan.expect(' ');
      hour = scan.digits(1, 2);
      scan.expect(':');
      minute = scan.digits(2, 2);
      if (scan.take(':')) {
        second = scan.digits(2, 2);
      }
      if (scan.take(' ')) {
        hour = CivilTime.hourOfDay(hour, halfOfDay(scan));
      }
    }
    if (scan.failed() || !scan.atEnd()) {
      return CivilTime.INVALID;
    }
    return CivilTime.of(year, month, day, hour, minute, second);
  }

  private static boolean halfOfDay(TextScanner scan) {
    char half = scan.halfOfDay();
    if (half == 0) {
      scan.fail();
    }
    return half == 'P';
  }
}
