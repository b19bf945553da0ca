package io.healthtrack.gateway.formats;

/**
 * Calendar arithmetic on the proleptic Gregorian calendar without objects, because files hold
 * millions of times. Local times are seconds since 1970-01-01T00:00 on the wearer's clock.
 */
final class CivilTime {

  /** What the parsing methods return for text that is no time. */
  static final long INVALID = Long.MIN_VALUE;

  static final long SECONDS_PER_DAY = 86_400;

  private static final int[] MONTH_LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CivilTime() {}

  /** Seconds of a local date and time, or {@link #INVALID}. */
  static long of(int year, int month, int day, int hour, int minute, int second) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) {
      return INVALID;
    }
    if (day > monthLength(year, month) || hour < 0 || hour > 23) {
      return INVALID;
    }
    if (minute < 0 || minute > 59 || second < 0 || second > 59) {
      return INVALID;
    }
    return epochDay(year, month, day) * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
  }

  /** Hour 0 to 23 of a twelve-hour clock, or -1. */
  static int hourOfDay(int hour, boolean afternoon) {
    if (hour < 1 || hour > 12) {
      return -1;
    }
    return hour % 12 + (afternoon ? 12 : 0);
  }

  private static int monthLength(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : MONTH_LENGTHS[month - 1];
  }

  /** Days since 1970-01-01, counting years from March so that leap days come last. */
  private static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long m = month <= 2 ? month + 9 : month - 3;
    long sinceMarch = (153 * m + 2) / 5 + day - 1;
    return 365 * y
        + Math.floorDiv(y, 4)
        - Math.floorDiv(y, 100)
        + Math.floorDiv(y, 400)
        + sinceMarch
        - 719_468;
  }
}
