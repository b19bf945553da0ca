package io.healthtrack.gateway.formats;

/** What all Fitbit tables share: whose row it is, and when on the wearer's clock. */
final class FitbitRow {

  private final int id;
  private final String onlyPerson;
  private final int time;
  private final String timeName;
  private final FitbitTime times = new FitbitTime();
  private final LocalClock clock;
  private String person;
  private long localSecond;

  FitbitRow(Header header, ParseOptions options, String timeColumn) throws FormatException {
    id = header.require("Id");
    time = header.require(timeColumn);
    timeName = timeColumn;
    onlyPerson = options.person().orElse(null);
    clock =
        new LocalClock(
            options.zone().orElseThrow(() -> new ZoneRequiredException(header.format())));
  }

  /** Reads id and time; false when the row was dealt with. */
  boolean begins(Row row) {
    String text = row.cell(id);
    if (!text.equals(person)) {
      if (!isId(text)) {
        if (text.isEmpty()) {
          row.reject(RejectionCode.MISSING_FIELD, "Id", "the row names nobody");
        } else {
          row.reject(
              RejectionCode.MALFORMED, "Id", "an id is digits only; did a spreadsheet round it?");
        }
        return false;
      }
      person = text;
    }
    if (onlyPerson != null && !onlyPerson.equals(person)) {
      row.skip(SkipReason.OTHER_PERSON);
      return false;
    }
    return readsTime(row);
  }

  private boolean readsTime(Row row) {
    String text = row.cell(time);
    localSecond = times.parse(text);
    if (localSecond != CivilTime.INVALID) {
      return true;
    }
    if (text.isEmpty()) {
      row.reject(RejectionCode.MISSING_FIELD, timeName, "the row states no time");
    } else {
      row.reject(
          RejectionCode.BAD_TIME, timeName, "expected M/D/YYYY with h:mm:ss AM, H:mm or nothing");
    }
    return false;
  }

  private static boolean isId(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 32;
  }

  /** Sets the clock to the row's time; false when that was rejected. */
  boolean setsClock(Row row) {
    return setsClock(row, 0, timeName);
  }

  /** The same, some seconds later on the wearer's clock, for the reading in {@code field}. */
  boolean setsClock(Row row, long later, String field) {
    boolean exists = clock.set(localSecond + later);
    if (!exists) {
      row.reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          field,
          "the clocks of this zone jumped over this time; is it the right zone?");
    }
    return exists;
  }

  LocalClock clock() {
    return clock;
  }

  String person() {
    return person;
  }

  long localSecond() {
    return localSecond;
  }

  /** Rejects a cell that is no number. */
  static void rejectNumber(Row row, String text, String field) {
    if (text.isEmpty()) {
      row.reject(RejectionCode.MISSING_FIELD, field, "the cell is empty");
    } else {
      row.reject(RejectionCode.NOT_A_NUMBER, field, "expected a decimal number");
    }
  }
}
