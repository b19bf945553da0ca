package io.healthtrack.gateway.formats;

import java.util.List;

/**
 * Dexcom Clarity's export. Readings are estimated glucose values ({@code EGV}) and the meter values
 * that people type in to calibrate the sensor, which are glucose in blood. The words {@code Low}
 * and {@code High} mean below 40 and above 400 mg/dL (2.2 and 22.2 mmol/L), the ends of the
 * reportable range in the user guides of G4 to G7. Times are local, without a zone.
 */
final class DexcomClarity implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("dexcom-clarity", "Event Type", 0, true, DexcomClarity::new);

  private static final GlucoseRange RANGE = new GlucoseRange(40, 400, 2.2, 22.2);

  private final int time;
  private final int type;
  private final int glucose;
  private final String unit;
  private final IsoTime times = new IsoTime();
  private final LocalClock clock;

  private DexcomClarity(Header header, ParseOptions options) throws FormatException {
    time = header.requireStart("Timestamp");
    type = header.require("Event Type");
    glucose = header.requireStart("Glucose Value");
    unit = header.glucoseUnit(glucose);
    if (unit == null) {
      throw new WrongHeaderException(header.format(), "Glucose Value (mg/dL) or (mmol/L)");
    }
    clock =
        new LocalClock(
            options.zone().orElseThrow(() -> new ZoneRequiredException(header.format())));
  }

  @Override
  public void read(Row row) {
    switch (row.cell(type)) {
      case "EGV" -> readGlucose(row, "glucose", ReadingDraft.SENSED);
      case "Calibration" -> readGlucose(row, "blood-glucose", ReadingDraft.SELF_REPORTED);
      case "FirstName", "LastName", "DateOfBirth", "PatientIdentifier" ->
          row.skip(SkipReason.PATIENT_INFO);
      case "Device" -> row.skip(SkipReason.DEVICE_INFO);
      case "Alert" -> row.skip(SkipReason.ALERT_SETTING);
      case "Insulin" -> row.skip(SkipReason.INSULIN);
      case "Carbs" -> row.skip(SkipReason.FOOD);
      case "Exercise", "Activity" -> row.skip(SkipReason.EXERCISE);
      case "Health" -> row.skip(SkipReason.HEALTH_EVENT);
      case "Notes", "Note" -> row.skip(SkipReason.NOTE);
      default -> row.skip(SkipReason.UNKNOWN_TYPE);
    }
  }

  private void readGlucose(Row row, String metric, String modality) {
    String moment = row.cell(time);
    String text = row.cell(glucose);
    if (moment.isEmpty()) {
      row.skip(SkipReason.NO_TIME);
    } else if (text.isEmpty()) {
      row.skip(SkipReason.NO_VALUE);
    } else if (!times.parse(moment) || times.zoned()) {
      row.reject(RejectionCode.BAD_TIME, "Timestamp", "expected YYYY-MM-DDThh:mm:ss, no zone");
    } else if (!clock.set(times.localSecond())) {
      row.reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          "Timestamp",
          "the clocks of this zone jumped over this time; is it the right zone?");
    } else {
      accept(row, metric, modality, RANGE.read(text, unit.equals("mmol/L")));
    }
  }

  private void accept(Row row, String metric, String modality, GlucoseRange.Value value) {
    if (value == null) {
      row.reject(
          RejectionCode.NOT_A_NUMBER, "Glucose Value", "expected a decimal number, Low or High");
      return;
    }
    row.accept(
        List.of(
            ReadingDraft.sensed(
                    metric,
                    value.number(),
                    unit,
                    clock.instant(times.micros()),
                    clock.offsetMinutes(),
                    null)
                .with(value.comparator(), 0)
                .by(modality)));
  }
}
