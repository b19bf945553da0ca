package io.healthtrack.gateway.formats;

import java.util.List;

/** Fitbit heart rate, one row every few seconds: {@code Id,Time,Value}. */
final class FitbitHeartRate implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("fitbit-heart-rate", "Id", 0, false, FitbitHeartRate::new);

  private final FitbitRow fitbit;
  private final int value;

  private FitbitHeartRate(Header header, ParseOptions options) throws FormatException {
    fitbit = new FitbitRow(header, options, "Time");
    value = header.require("Value");
  }

  @Override
  public void read(Row row) {
    if (!fitbit.begins(row) || !fitbit.setsClock(row)) {
      return;
    }
    String text = row.cell(value);
    double beats = Decimal.parse(text);
    if (Double.isNaN(beats)) {
      FitbitRow.rejectNumber(row, text, "Value");
      return;
    }
    LocalClock clock = fitbit.clock();
    row.accept(
        List.of(
            ReadingDraft.sensed(
                "heart-rate",
                beats,
                "/min",
                clock.instant(0),
                clock.offsetMinutes(),
                fitbit.person())));
  }
}
