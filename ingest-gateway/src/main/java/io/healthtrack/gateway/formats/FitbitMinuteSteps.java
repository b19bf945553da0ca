package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fitbit steps per minute, one row an hour: {@code Id,ActivityHour,Steps00 ... Steps59}. Each cell
 * is a reading of its minute, also the zeros: they say that the person did not walk, or did not
 * wear the device, which the file does not tell apart.
 */
final class FitbitMinuteSteps implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("fitbit-minute-steps-wide", "Id", 0, false, FitbitMinuteSteps::new);

  private static final int MINUTES = 60;

  private final FitbitRow fitbit;
  private final String[] names = new String[MINUTES];
  private final int[] columns = new int[MINUTES];

  private FitbitMinuteSteps(Header header, ParseOptions options) throws FormatException {
    fitbit = new FitbitRow(header, options, "ActivityHour");
    for (int minute = 0; minute < MINUTES; minute++) {
      names[minute] = "Steps" + (minute < 10 ? "0" : "") + minute;
      columns[minute] = header.require(names[minute]);
    }
  }

  @Override
  public void read(Row row) {
    if (!fitbit.begins(row)) {
      return;
    }
    if (Math.floorMod(fitbit.localSecond(), 3600L) != 0) {
      row.reject(RejectionCode.BAD_TIME, "ActivityHour", "expected a full hour");
      return;
    }
    List<ReadingDraft> readings = new ArrayList<>(MINUTES);
    for (int minute = 0; minute < MINUTES; minute++) {
      read(row, minute, readings);
    }
    if (!readings.isEmpty()) {
      row.accept(readings);
    }
  }

  private void read(Row row, int minute, List<ReadingDraft> readings) {
    String text = row.cell(columns[minute]);
    double steps = Decimal.parse(text);
    if (Double.isNaN(steps)) {
      FitbitRow.rejectNumber(row, text, names[minute]);
    } else if (fitbit.setsClock(row, minute * 60L, names[minute])) {
      Instant start = fitbit.clock().instant(0);
      readings.add(
          ReadingDraft.sensed(
                  "steps", steps, "{steps}", start, fitbit.clock().offsetMinutes(), fitbit.person())
              .until(start.plusSeconds(60)));
    }
  }
}
