package io.healthtrack.gateway.formats;

import java.util.List;

/**
 * Abbott LibreView's export: a line about the export, a header, and rows by record type: 0 history
 * (sequence 0), 1 scans (sequence 1), 2 test strips (glucose in blood), 3 ketones, 4 insulin, 5
 * food, 6 notes and events. A scan and the history may say the same value for the same minute and
 * are still two readings, which is what the sequence is for.
 *
 * <p>Times are local. Day before month, unless the row says AM or PM; a file in which that gives a
 * thirteenth month is refused, since its other rows would be read on wrong days.
 */
final class LibreView implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("libreview", "Device Timestamp", 3, true, LibreView::new);

  /** What is true of every Libre sensor, whatever its own range; see FORMATS.md. */
  private static final GlucoseRange SENSOR = new GlucoseRange(40, 400, 2.2, 22.2);

  private static final GlucoseRange STRIP = new GlucoseRange(20, 500, 1.1, 27.8);

  private static final int STRIPS = 2;

  private static final String[] COLUMNS = {"Historic Glucose", "Scan Glucose", "Strip Glucose"};

  private final int time;
  private final int type;
  private final int[] glucose = new int[COLUMNS.length];
  private final String[] units = new String[COLUMNS.length];
  private final LibreTime times = new LibreTime();
  private final LocalClock clock;

  private LibreView(Header header, ParseOptions options) throws FormatException {
    time = header.require("Device Timestamp");
    type = header.require("Record Type");
    for (int i = 0; i < COLUMNS.length; i++) {
      glucose[i] = i == STRIPS ? header.findStart(COLUMNS[i]) : header.requireStart(COLUMNS[i]);
      units[i] = glucose[i] < 0 ? null : header.glucoseUnit(glucose[i]);
      if (glucose[i] >= 0 && units[i] == null) {
        throw new WrongHeaderException(header.format(), COLUMNS[i] + " mg/dL or mmol/L");
      }
    }
    clock =
        new LocalClock(
            options.zone().orElseThrow(() -> new ZoneRequiredException(header.format())));
  }

  @Override
  public void read(Row row) throws FormatException {
    switch (row.cell(type)) {
      case "0" -> readGlucose(row, 0);
      case "1" -> readGlucose(row, 1);
      case "2" -> readGlucose(row, STRIPS);
      case "3" -> row.skip(SkipReason.KETONE);
      case "4" -> row.skip(SkipReason.INSULIN);
      case "5" -> row.skip(SkipReason.FOOD);
      case "6" -> row.skip(SkipReason.NOTE);
      default -> row.skip(SkipReason.UNKNOWN_TYPE);
    }
  }

  private void readGlucose(Row row, int kind) throws FormatException {
    String moment = row.cell(time);
    String text = row.cell(glucose[kind]);
    if (moment.isEmpty()) {
      row.skip(SkipReason.NO_TIME);
      return;
    }
    if (text.isEmpty()) {
      row.skip(SkipReason.NO_VALUE);
      return;
    }
    long local = times.parse(moment);
    if (times.wrongOrder()) {
      throw new DamagedFileException(
          "row "
              + row.number()
              + " has no such month: the days and months of this file are not in the order that"
              + " its clock tells (day first with 24 hours, month first with AM and PM)");
    } else if (local == CivilTime.INVALID) {
      row.reject(
          RejectionCode.BAD_TIME,
          "Device Timestamp",
          "expected DD-MM-YYYY HH:MM or MM-DD-YYYY hh:mm AM");
    } else if (!clock.set(local)) {
      row.reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          "Device Timestamp",
          "the clocks of this zone jumped over this time; is it the right zone?");
    } else {
      accept(row, text, kind);
    }
  }

  private void accept(Row row, String text, int kind) {
    boolean mmol = units[kind].equals("mmol/L");
    GlucoseRange.Value value =
        (kind == STRIPS ? STRIP : SENSOR).read(mmol ? decimalPoint(text) : text, mmol);
    if (value == null) {
      row.reject(RejectionCode.NOT_A_NUMBER, COLUMNS[kind], "expected a decimal number, LO or HI");
      return;
    }
    row.accept(
        List.of(
            ReadingDraft.sensed(
                    kind == STRIPS ? "blood-glucose" : "glucose",
                    value.number(),
                    units[kind],
                    clock.instant(0),
                    clock.offsetMinutes(),
                    null)
                .with(value.comparator(), kind == 1 ? 1 : 0)));
  }

  /** Accounts in mainland Europe export {@code 5,6}; one digit after it cannot be thousands. */
  private static String decimalPoint(String text) {
    int comma = text.length() - 2;
    return comma > 0 && text.charAt(comma) == ',' ? text.replace(',', '.') : text;
  }
}
