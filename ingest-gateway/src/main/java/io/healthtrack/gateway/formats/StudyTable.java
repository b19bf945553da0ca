package io.healthtrack.gateway.formats;

import java.util.ArrayList;
import java.util.List;

/**
 * Published data sets of continuous glucose monitoring: a local time, and columns that each hold a
 * metric. An empty cell is no reading; a row without any is skipped. Values are cut at six
 * decimals: these sets were converted from mmol/L, and one of them writes both {@code 95.4} and
 * {@code 95.399999999999991}.
 */
final class StudyTable implements RowReader {

  private static final double SIX_DECIMALS = 1e6;
  private static final double EXACT = 1e9;

  /**
   * What a column holds.
   *
   * @param name its name in the header
   * @param sequence tells apart two sensors of one person
   * @param seconds how long the interval of the value lasts; 0 for an instant
   */
  private record Column(
      String name, String metric, String unit, String modality, int sequence, int seconds) {

    static Column sensed(String name, String metric, String unit) {
      return new Column(name, metric, unit, ReadingDraft.SENSED, 0, 0);
    }
  }

  /** Zhao et al. 2023: a sensor every 15 minutes, and what finger pricks gave meanwhile. */
  static final ReadingFormat SHANGHAI =
      format(
          "shanghai-cgm",
          "Date",
          List.of(
              Column.sensed("CGM (mg / dl)", "glucose", "mg/dL"),
              new Column(
                  "CBG (mg / dl)", "blood-glucose", "mg/dL", ReadingDraft.SELF_REPORTED, 0, 0)));

  /** CGMacros: two glucose sensors and a Fitbit, once a minute. */
  static final ReadingFormat CGMACROS =
      format(
          "cgmacros",
          "Timestamp",
          List.of(
              Column.sensed("Libre GL", "glucose", "mg/dL"),
              new Column("Dexcom GL", "glucose", "mg/dL", ReadingDraft.SENSED, 1, 0),
              Column.sensed("HR", "heart-rate", "/min"),
              new Column("Calories (Activity)", "energy", "kcal", ReadingDraft.SENSED, 0, 60)));

  private final String timeColumn;
  private final int time;
  private final List<Column> columns;
  private final int[] places;
  private final IsoTime times = new IsoTime();
  private final LocalClock clock;

  private StudyTable(String timeColumn, List<Column> columns, Header header, ParseOptions options)
      throws FormatException {
    this.timeColumn = timeColumn;
    this.columns = columns;
    time = header.require(timeColumn);
    places = new int[columns.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = header.require(columns.get(i).name());
    }
    clock =
        new LocalClock(
            options.zone().orElseThrow(() -> new ZoneRequiredException(header.format())));
  }

  private static ReadingFormat format(String name, String timeColumn, List<Column> columns) {
    return new CsvReadingFormat(
        name,
        columns.get(0).name(),
        0,
        true,
        (header, options) -> new StudyTable(timeColumn, columns, header, options));
  }

  @Override
  public void read(Row row) {
    String moment = row.cell(time);
    if (moment.isEmpty()) {
      row.skip(SkipReason.NO_TIME);
    } else if (!times.parse(moment) || times.zoned()) {
      row.reject(RejectionCode.BAD_TIME, timeColumn, "expected YYYY-MM-DD hh:mm:ss, no zone");
    } else if (!clock.set(times.localSecond())) {
      row.reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          timeColumn,
          "the clocks of this zone jumped over this time; is it the right zone?");
    } else {
      readCells(row);
    }
  }

  private void readCells(Row row) {
    List<ReadingDraft> readings = new ArrayList<>(places.length);
    boolean told = false;
    for (int i = 0; i < places.length; i++) {
      String text = row.cell(places[i]);
      if (!text.isEmpty()) {
        told = true;
        double value = Decimal.parse(text);
        if (Double.isNaN(value)) {
          FitbitRow.rejectNumber(row, text, columns.get(i).name());
        } else {
          readings.add(draft(columns.get(i), value));
        }
      }
    }
    if (!readings.isEmpty()) {
      row.accept(readings);
    } else if (!told) {
      row.skip(SkipReason.NO_VALUE);
    }
  }

  private ReadingDraft draft(Column column, double value) {
    ReadingDraft reading =
        ReadingDraft.sensed(
                column.metric(),
                Math.abs(value) < EXACT ? Math.rint(value * SIX_DECIMALS) / SIX_DECIMALS : value,
                column.unit(),
                clock.instant(times.micros()),
                clock.offsetMinutes(),
                null)
            .with(null, column.sequence())
            .by(column.modality());
    return column.seconds() == 0
        ? reading
        : reading.until(reading.measuredAt().plusSeconds(column.seconds()));
  }
}
