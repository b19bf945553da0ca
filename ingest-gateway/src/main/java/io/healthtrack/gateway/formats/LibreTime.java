package io.healthtrack.gateway.formats;

/**
 * LibreView's two layouts: {@code DD-MM-YYYY HH:MM}, and {@code MM-DD-YYYY hh:mm AM} of accounts in
 * the United States. The half of the day is what tells them apart.
 */
final class LibreTime {

  private final TextScanner scanner = new TextScanner();
  private boolean wrongOrder;

  /** Local seconds, or {@link CivilTime#INVALID}. */
  long parse(String text) {
    TextScanner scan = scanner.on(text);
    wrongOrder = false;
    int first = scan.digits(1, 2);
    scan.expect('-');
    int second = scan.digits(1, 2);
    scan.expect('-');
    int year = scan.digits(4, 4);
    scan.expect(' ');
    int hour = scan.digits(1, 2);
    scan.expect(':');
    int minute = scan.digits(2, 2);
    char half = scan.take(' ') ? scan.halfOfDay() : 0;
    if (scan.failed() || !scan.atEnd()) {
      return CivilTime.INVALID;
    }
    boolean monthFirst = half != 0;
    int month = monthFirst ? first : second;
    int day = monthFirst ? second : first;
    wrongOrder = month > 12 && day >= 1 && day <= 12;
    int hourOfDay = monthFirst ? CivilTime.hourOfDay(hour, half == 'P') : hour;
    return CivilTime.of(year, month, day, hourOfDay, minute, 0);
  }

  /** Whether the last text was refused because it has day and month the other way round. */
  boolean wrongOrder() {
    return wrongOrder;
  }
}
