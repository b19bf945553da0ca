package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fitbit sleep per day: {@code Id,SleepDay,TotalSleepRecords,TotalMinutesAsleep,TotalTimeInBed}.
 *
 * <p>The file states totals of a calendar day (Fitbit dates a sleep by the day it ends) and not
 * when the person slept. So the interval of both readings is the day itself, from its first moment
 * to the next day's on the wearer's clock: 23 or 25 hours where the clocks change.
 */
final class FitbitSleepDay implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("fitbit-sleep-day", "Id", 0, false, FitbitSleepDay::new);

  private final FitbitRow fitbit;
  private final int asleep;
  private final int inBed;

  private FitbitSleepDay(Header header, ParseOptions options) throws FormatException {
    fitbit = new FitbitRow(header, options, "SleepDay");
    asleep = header.require("TotalMinutesAsleep");
    inBed = header.require("TotalTimeInBed");
  }

  @Override
  public void read(Row row) {
    if (!fitbit.begins(row)) {
      return;
    }
    long midnight = fitbit.localSecond();
    if (Math.floorMod(midnight, CivilTime.SECONDS_PER_DAY) != 0) {
      row.reject(RejectionCode.BAD_TIME, "SleepDay", "expected a day, that is midnight");
      return;
    }
    LocalClock clock = fitbit.clock();
    clock.setToStartOfDay(midnight + CivilTime.SECONDS_PER_DAY);
    Instant end = clock.instant(0);
    clock.setToStartOfDay(midnight);
    List<ReadingDraft> readings = new ArrayList<>(2);
    read(row, asleep, "TotalMinutesAsleep", "sleep-duration", end, readings);
    read(row, inBed, "TotalTimeInBed", "time-in-bed", end, readings);
    if (!readings.isEmpty()) {
      row.accept(readings);
    }
  }

  private void read(
      Row row, int column, String field, String metric, Instant end, List<ReadingDraft> readings) {
    String text = row.cell(column);
    double minutes = Decimal.parse(text);
    if (Double.isNaN(minutes)) {
      FitbitRow.rejectNumber(row, text, field);
      return;
    }
    LocalClock clock = fitbit.clock();
    readings.add(
        ReadingDraft.sensed(
                metric, minutes, "min", clock.instant(0), clock.offsetMinutes(), fitbit.person())
            .until(end));
  }
}
