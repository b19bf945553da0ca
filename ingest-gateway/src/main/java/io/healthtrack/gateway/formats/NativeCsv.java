package io.healthtrack.gateway.formats;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plain CSV with the field names of native JSON as its header, in any order; other columns are
 * ignored, empty cells are absent. Times may be local when the zone is given. Device and user may
 * be absent: whoever sends the file knows them.
 */
final class NativeCsv implements RowReader {

  static final ReadingFormat FORMAT =
      new CsvReadingFormat("csv", "measured_at", 0, true, NativeCsv::new);

  private static final int LONGEST_TEXT = 256;
  private static final Set<DraftField> NEEDED =
      Set.of(DraftField.METRIC, DraftField.VALUE, DraftField.UNIT, DraftField.MEASURED_AT);

  private final String format;
  private final Map<DraftField, Integer> columns = new EnumMap<>(DraftField.class);
  private final DraftFields draft;
  private boolean timeSeen;

  private NativeCsv(Header header, ParseOptions options) throws FormatException {
    format = header.format();
    for (DraftField field : DraftField.values()) {
      int column =
          NEEDED.contains(field) ? header.require(field.label()) : header.find(field.label());
      if (column >= 0) {
        columns.put(field, column);
      }
    }
    draft = new DraftFields(LONGEST_TEXT, options.zone().map(LocalClock::new).orElse(null));
  }

  @Override
  public void read(Row row) throws FormatException {
    draft.begin();
    for (Map.Entry<DraftField, Integer> column : columns.entrySet()) {
      String text = row.cell(column.getValue());
      if (!text.isEmpty()) {
        take(column.getKey(), text);
      }
    }
    ReadingDraft reading = draft.finish();
    if (draft.lacksZone() && !timeSeen) {
      throw new ZoneRequiredException(format);
    }
    timeSeen |= reading != null;
    if (reading == null) {
      row.reject(draft.code(), draft.field(), draft.message());
    } else {
      row.accept(List.of(reading));
    }
  }

  private void take(DraftField field, String text) {
    switch (field) {
      case VALUE -> draft.value(Decimal.parse(text));
      case SEQUENCE -> takeSequence(text);
      case ID,
          DEVICE,
          USER,
          METRIC,
          COMPARATOR,
          UNIT,
          MEASURED_AT,
          END_AT,
          STATUS,
          STATISTIC,
          MODALITY,
          GROUP ->
          draft.text(field, text);
    }
  }

  private void takeSequence(String text) {
    try {
      draft.sequence(Long.parseLong(text));
    } catch (NumberFormatException e) {
      draft.reject(RejectionCode.MALFORMED, DraftField.SEQUENCE, "sequence must be a whole number");
    }
  }
}
