package io.healthtrack.gateway.formats;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The glucose tables of the D1NAMO study: {@code date,time,glucose,type,comments} in mmol/L. Type
 * {@code cgm} is the sensor; {@code manual}, and the marks of meals that healthy people wrote
 * ({@code BB} before breakfast, {@code AL} after lunch and so on), are finger pricks typed in.
 */
final class D1namoGlucose implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("d1namo-glucose", "glucose", 0, true, D1namoGlucose::new);

  private static final Pattern FINGER_PRICK = Pattern.compile("manual|[AB][A-Z]");

  private final int date;
  private final int time;
  private final int glucose;
  private final int type;
  private final IsoTime times = new IsoTime();
  private final LocalClock clock;

  private D1namoGlucose(Header header, ParseOptions options) throws FormatException {
    date = header.require("date");
    time = header.require("time");
    glucose = header.require("glucose");
    type = header.require("type");
    clock =
        new LocalClock(
            options.zone().orElseThrow(() -> new ZoneRequiredException(header.format())));
  }

  @Override
  public void read(Row row) {
    String kind = row.cell(type);
    boolean sensor = kind.equals("cgm");
    String text = row.cell(glucose);
    if (!sensor && !FINGER_PRICK.matcher(kind).matches()) {
      row.skip(SkipReason.UNKNOWN_TYPE);
    } else if (text.isEmpty()) {
      row.skip(SkipReason.NO_VALUE);
    } else if (row.cell(date).isEmpty() || row.cell(time).isEmpty()) {
      row.skip(SkipReason.NO_TIME);
    } else if (!times.parse(row.cell(date) + " " + row.cell(time)) || times.zoned()) {
      row.reject(RejectionCode.BAD_TIME, "time", "expected YYYY-MM-DD and hh:mm:ss, no zone");
    } else if (!clock.set(times.localSecond())) {
      row.reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          "time",
          "the clocks of this zone jumped over this time; is it the right zone?");
    } else {
      accept(row, sensor, Decimal.parse(text));
    }
  }

  private void accept(Row row, boolean sensor, double value) {
    if (Double.isNaN(value)) {
      row.reject(RejectionCode.NOT_A_NUMBER, "glucose", "expected a decimal number");
      return;
    }
    row.accept(
        List.of(
            ReadingDraft.sensed(
                    sensor ? "glucose" : "blood-glucose",
                    value,
                    "mmol/L",
                    clock.instant(times.micros()),
                    clock.offsetMinutes(),
                    null)
                .by(sensor ? ReadingDraft.SENSED : ReadingDraft.SELF_REPORTED)));
  }
}
