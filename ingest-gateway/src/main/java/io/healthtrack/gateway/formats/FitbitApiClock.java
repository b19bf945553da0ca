package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.time.ZoneId;

/** Sets the times of a record to what the wearer's clock showed, or has the record rejected. */
final class FitbitApiClock {

  private final LocalClock clock;
  private final ReplyRow row;
  private final IsoTime times = new IsoTime();

  FitbitApiClock(ZoneId zone, ReplyRow row) {
    clock = new LocalClock(zone);
    this.row = row;
  }

  Instant instant() {
    return clock.instant(times.micros());
  }

  Integer offsetMinutes() {
    return clock.offsetMinutes();
  }

  /** A moment such as {@code 2015-08-21T00:01:00}; false when the record was rejected. */
  boolean moment(String text, String field) {
    if (!parses(text)) {
      row.reject(RejectionCode.BAD_TIME, field, "expected YYYY-MM-DD and hh:mm:ss, no zone");
      return false;
    }
    if (!clock.set(times.localSecond())) {
      row.reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          field,
          "the clocks of this zone jumped over this time; is it the right zone?");
      return false;
    }
    row.at(instant(), null, offsetMinutes());
    return true;
  }

  /** A day such as {@code 2015-08-21}; false when the record was rejected. */
  boolean wholeDay(String date, String field) {
    if (!parses(date + "T00:00:00")) {
      row.reject(RejectionCode.BAD_TIME, field, "expected YYYY-MM-DD");
      return false;
    }
    clock.setToStartOfDay(times.localSecond() + CivilTime.SECONDS_PER_DAY);
    Instant end = clock.instant(0);
    clock.setToStartOfDay(times.localSecond());
    row.at(clock.instant(0), end, offsetMinutes());
    return true;
  }

  /** From one moment to another; false when the record was rejected. */
  boolean span(String from, String to) {
    if (!moment(String.valueOf(to), "endTime")) {
      return false;
    }
    Instant end = instant();
    if (!moment(String.valueOf(from), "startTime")) {
      return false;
    }
    if (end.isBefore(instant())) {
      row.reject(RejectionCode.BAD_TIME, "endTime", "the end is before the start");
      return false;
    }
    row.at(instant(), end, offsetMinutes());
    return true;
  }

  /** So many seconds from a moment on; false when that cannot be, and the part is left out. */
  boolean seconds(String from, String seconds) {
    double lasting = seconds == null ? Double.NaN : Decimal.parse(seconds);
    boolean known =
        lasting >= 0
            && lasting <= CivilTime.SECONDS_PER_DAY
            && parses(String.valueOf(from))
            && clock.set(times.localSecond());
    if (known) {
      row.at(instant(), instant().plusSeconds((long) lasting), offsetMinutes());
    }
    return known;
  }

  private boolean parses(String text) {
    return times.parse(text) && !times.zoned();
  }
}
