package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fitbit's totals of a day ({@code dailyActivity}, {@code dailySteps}, {@code dailyCalories},
 * {@code dailyIntensities}) and of an hour ({@code hourlySteps}, {@code hourlyCalories}). Which
 * totals a file states is told by its columns, so that the same number read from two of these files
 * is one reading.
 *
 * <p>They are marked as sums, because the minutes they add up may arrive too; the minutes of the
 * span are their sequence, since the first minute, the first hour and the day begin at one moment
 * and may well say the same number.
 */
final class FitbitTotals implements RowReader {

  private record Total(String column, String metric, String unit) {}

  private record Span(List<String> timeColumns, int minutes, List<Total> totals) {
    boolean wholeDay() {
      return minutes == 1440;
    }
  }

  private static final Span DAY =
      new Span(
          List.of("ActivityDate", "ActivityDay"),
          1440,
          List.of(
              new Total("TotalSteps", "steps", "{steps}"),
              new Total("StepTotal", "steps", "{steps}"),
              new Total("TotalDistance", "distance", "km"),
              new Total("Calories", "energy", "kcal"),
              new Total("SedentaryMinutes", "sedentary-minutes", "min"),
              new Total("LightlyActiveMinutes", "light-activity-minutes", "min"),
              new Total("FairlyActiveMinutes", "moderate-activity-minutes", "min"),
              new Total("VeryActiveMinutes", "vigorous-activity-minutes", "min")));

  private static final Span HOUR =
      new Span(
          List.of("ActivityHour"),
          60,
          List.of(
              new Total("StepTotal", "steps", "{steps}"), new Total("Calories", "energy", "kcal")));

  static final ReadingFormat DAILY = format("fitbit-daily", DAY);

  static final ReadingFormat HOURLY = format("fitbit-hourly", HOUR);

  private final Span span;
  private final String timeColumn;
  private final FitbitRow fitbit;
  private final List<Total> stated = new ArrayList<>();
  private final int[] columns;

  private FitbitTotals(Span span, Header header, ParseOptions options) throws FormatException {
    this.span = span;
    timeColumn =
        span.timeColumns().stream()
            .filter(name -> header.find(name) >= 0)
            .findFirst()
            .orElse(span.timeColumns().get(0));
    fitbit = new FitbitRow(header, options, timeColumn);
    span.totals().stream().filter(total -> header.find(total.column()) >= 0).forEach(stated::add);
    if (stated.isEmpty()) {
      throw new WrongHeaderException(header.format(), span.totals().get(1).column());
    }
    columns = stated.stream().mapToInt(total -> header.find(total.column())).toArray();
  }

  private static ReadingFormat format(String name, Span span) {
    return new CsvReadingFormat(
        name, "Id", 0, false, (header, options) -> new FitbitTotals(span, header, options));
  }

  @Override
  public void read(Row row) {
    if (!fitbit.begins(row)) {
      return;
    }
    long seconds = span.minutes() * 60L;
    if (Math.floorMod(fitbit.localSecond(), seconds) != 0) {
      row.reject(
          RejectionCode.BAD_TIME,
          timeColumn,
          span.wholeDay() ? "expected a day, that is midnight" : "expected a full hour");
      return;
    }
    Instant end;
    if (span.wholeDay()) {
      // A day lasts 23 or 25 hours where the clocks change, and may lack its midnight.
      fitbit.clock().setToStartOfDay(fitbit.localSecond() + seconds);
      end = fitbit.clock().instant(0);
      fitbit.clock().setToStartOfDay(fitbit.localSecond());
    } else if (fitbit.setsClock(row)) {
      end = fitbit.clock().instant(0).plusSeconds(seconds);
    } else {
      return;
    }
    List<ReadingDraft> readings = new ArrayList<>(columns.length);
    for (int i = 0; i < columns.length; i++) {
      read(row, i, end, readings);
    }
    if (!readings.isEmpty()) {
      row.accept(readings);
    }
  }

  private void read(Row row, int which, Instant end, List<ReadingDraft> readings) {
    Total total = stated.get(which);
    String text = row.cell(columns[which]);
    double value = Decimal.parse(text);
    if (Double.isNaN(value)) {
      FitbitRow.rejectNumber(row, text, total.column());
      return;
    }
    LocalClock clock = fitbit.clock();
    readings.add(
        ReadingDraft.sensed(
                total.metric(),
                value,
                total.unit(),
                clock.instant(0),
                clock.offsetMinutes(),
                fitbit.person())
            .until(end)
            .with(null, span.minutes())
            .asStatistic(ReadingDraft.SUM));
  }
}
