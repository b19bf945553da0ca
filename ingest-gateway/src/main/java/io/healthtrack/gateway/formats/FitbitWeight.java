package io.healthtrack.gateway.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fitbit weight log: {@code Id,Date,WeightKg,WeightPounds,Fat,BMI,IsManualReport,LogId}. Weight in
 * kilograms (in pounds where only those are given), body-mass index, and body fat where stated.
 * {@code LogId} is not used: spreadsheets round it, so that rows share one.
 */
final class FitbitWeight implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("fitbit-weight", "Id", 0, false, FitbitWeight::new);

  private final FitbitRow fitbit;
  private final int kilograms;
  private final int pounds;
  private final int fat;
  private final int massIndex;
  private final int manual;

  private FitbitWeight(Header header, ParseOptions options) throws FormatException {
    fitbit = new FitbitRow(header, options, "Date");
    kilograms = header.require("WeightKg");
    pounds = header.find("WeightPounds");
    fat = header.find("Fat");
    massIndex = header.find("BMI");
    manual = header.find("IsManualReport");
  }

  @Override
  public void read(Row row) {
    if (!fitbit.begins(row) || !fitbit.setsClock(row)) {
      return;
    }
    String modality =
        switch (row.cell(manual).toLowerCase(Locale.ROOT)) {
          case "true" -> ReadingDraft.SELF_REPORTED;
          case "false" -> ReadingDraft.SENSED;
          default -> null;
        };
    if (modality == null && manual >= 0) {
      row.reject(RejectionCode.MALFORMED, "IsManualReport", "expected TRUE or FALSE");
      return;
    }
    List<ReadingDraft> readings = new ArrayList<>(3);
    boolean imperial = row.cell(kilograms).isEmpty() && !row.cell(pounds).isEmpty();
    String weight = row.cell(imperial ? pounds : kilograms);
    String field = imperial ? "WeightPounds" : "WeightKg";
    int told = 0;
    told += add(row, weight, field, "weight", imperial ? "[lb_av]" : "kg", modality, readings);
    told += add(row, row.cell(massIndex), "BMI", "bmi", "kg/m2", modality, readings);
    told += add(row, row.cell(fat), "Fat", "body-fat", "%", modality, readings);
    if (!readings.isEmpty()) {
      row.accept(readings);
    } else if (told == 0) {
      row.skip(SkipReason.NO_VALUE);
    }
  }

  /** How many verdicts the cell gave: none when it is empty, which for this log is normal. */
  private int add(
      Row row,
      String text,
      String field,
      String metric,
      String unit,
      String modality,
      List<ReadingDraft> readings) {
    if (text.isEmpty()) {
      return 0;
    }
    double value = Decimal.parse(text);
    if (Double.isNaN(value)) {
      FitbitRow.rejectNumber(row, text, field);
      return 1;
    }
    LocalClock clock = fitbit.clock();
    readings.add(
        ReadingDraft.sensed(
                metric, value, unit, clock.instant(0), clock.offsetMinutes(), fitbit.person())
            .by(modality));
    return 1;
  }
}
