package io.healthtrack.gateway.formats;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLStreamReader;

/**
 * One {@code Record} of Apple Health: collected attribute by attribute, then judged. Reused from
 * record to record.
 *
 * <p>The time of measurement is {@code startDate}; {@code creationDate} is when the phone learned
 * of it, which may be days later, and is not read.
 */
final class AppleRecord {

  private static final String ENTERED_BY_HAND = "HKWasUserEntered";
  private static final int BEFORE_OFFSET = "2014-09-13 10:27:54".length();

  private final AppleSources sources;
  private final IsoTime times = new IsoTime();
  private String type;
  private String unit;
  private String value;
  private String sourceName;
  private String device;
  private String startDate;
  private String endDate;
  private boolean enteredByHand;
  private String field;
  private String code;
  private String message;

  AppleRecord(ParseOptions options) {
    sources = new AppleSources(options.wearer().orElse(null));
  }

  /** Takes the attributes of the element at hand. */
  void begin(XMLStreamReader xml) {
    type = null;
    unit = null;
    value = null;
    sourceName = null;
    device = null;
    startDate = null;
    endDate = null;
    enteredByHand = false;
    code = null;
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String text = xml.getAttributeValue(i);
      switch (xml.getAttributeLocalName(i)) {
        case "type" -> type = text;
        case "unit" -> unit = text;
        case "value" -> value = text;
        case "sourceName" -> sourceName = text;
        case "device" -> device = text;
        case "startDate" -> startDate = text;
        case "endDate" -> endDate = text;
        default -> {
          // Versions, and when the phone learned of it.
        }
      }
    }
  }

  /** Takes an entry of the record's metadata. */
  void note(String key, String entry) {
    enteredByHand |= ENTERED_BY_HAND.equals(key) && "1".equals(entry);
  }

  /** What became of the record. */
  ParsedRow finish(long row) {
    if (type == null) {
      reject(RejectionCode.MISSING_FIELD, "type", "the record states no type");
      return rejected(row);
    }
    AppleMetric metric = AppleMetric.of(type);
    if (metric == null) {
      return new ParsedRow.Skipped(row, SkipReason.NO_METRIC);
    }
    if (value == null) {
      reject(RejectionCode.MISSING_FIELD, "value", "the record states no value");
      return rejected(row);
    }
    return metric.categories() == null
        ? quantity(row, metric)
        : category(row, metric, metric.categories().get(value));
  }

  private ParsedRow category(long row, AppleMetric metric, Integer category) {
    return category == null
        ? new ParsedRow.Skipped(row, SkipReason.UNKNOWN_TYPE)
        : reading(row, metric, category, metric.unit());
  }

  private ParsedRow quantity(long row, AppleMetric metric) {
    double number = Decimal.parse(value);
    String ucum = unit == null ? null : metric.ucum(unit);
    if (Double.isNaN(number)) {
      reject(RejectionCode.NOT_A_NUMBER, "value", "expected a decimal number");
    } else if (unit == null) {
      reject(RejectionCode.MISSING_FIELD, "unit", "the record states no unit");
    } else if (ucum == null) {
      reject(RejectionCode.UNKNOWN_UNIT, "unit", "not a unit that Apple Health writes for this");
    }
    if (code != null) {
      return rejected(row);
    }
    // A fraction of one, though its unit says percent. Shifting digits adds no float noise.
    double stated =
        ucum.equals("%") ? BigDecimal.valueOf(number).movePointRight(2).doubleValue() : number;
    return Double.isFinite(stated)
        ? reading(row, metric, stated, ucum)
        : new ParsedRow.Rejected(
            row, RejectionCode.NOT_A_NUMBER, "value", "expected a decimal number");
  }

  private ParsedRow reading(long row, AppleMetric metric, double number, String ucum) {
    Instant start = time(startDate, "startDate");
    Integer offsetMinutes = start == null ? null : times.offsetMinutes();
    Instant end = start == null || (endDate == null && !metric.spans()) ? start : endTime();
    if (code == null && end.isBefore(start)) {
      reject(RejectionCode.BAD_TIME, "endDate", "the end is before the start");
    }
    if (code != null) {
      return rejected(row);
    }
    String source = enteredByHand ? null : sources.device(sourceName, device);
    ReadingDraft draft =
        ReadingDraft.sensed(metric.code(), number + 0.0, ucum, start, offsetMinutes, null)
            .until(metric.spans() || end.isAfter(start) ? end : null)
            .by(enteredByHand ? ReadingDraft.SELF_REPORTED : ReadingDraft.SENSED)
            .measuredBy(source);
    // Both pressures of a cuff state the same moment, in a Correlation and outside of it.
    return new ParsedRow.Accepted(
        row,
        List.of(
            metric.paired()
                ? draft.groupedAs("apple-health|" + (source == null ? "" : source) + "|" + start)
                : draft));
  }

  private Instant endTime() {
    return time(endDate, "endDate");
  }

  /** The phone puts a space before the offset. */
  private Instant time(String text, String attribute) {
    if (text == null) {
      reject(RejectionCode.MISSING_FIELD, attribute, "the record states no " + attribute);
      return null;
    }
    boolean spaced = text.length() > BEFORE_OFFSET && text.charAt(BEFORE_OFFSET) == ' ';
    String iso =
        spaced ? text.substring(0, BEFORE_OFFSET) + text.substring(BEFORE_OFFSET + 1) : text;
    if (!times.parse(iso) || !times.zoned()) {
      reject(RejectionCode.BAD_TIME, attribute, "expected YYYY-MM-DD hh:mm:ss +hhmm");
      return null;
    }
    return times.instant();
  }

  private void reject(String newCode, String newField, String newMessage) {
    if (code == null) {
      code = newCode;
      field = newField;
      message = newMessage;
    }
  }

  private ParsedRow rejected(long row) {
    return new ParsedRow.Rejected(row, code, field, message);
  }
}
