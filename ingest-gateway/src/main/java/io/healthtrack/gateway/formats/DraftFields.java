package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Collects the fields of one reading, checks their form, and keeps the first thing that is wrong.
 * Reused from reading to reading; for one thread.
 */
final class DraftFields {

  private final int longestText;
  private final LocalClock clock;
  private final IsoTime times = new IsoTime();
  private final Map<DraftField, String> texts = new EnumMap<>(DraftField.class);
  private final Set<DraftField> named = EnumSet.noneOf(DraftField.class);
  private double value;
  private long sequence;
  private String code;
  private String field;
  private String message;
  private boolean localTime;

  /**
   * Checks readings.
   *
   * @param longestText characters in one field
   * @param clock where times without an offset ran; null when they are to be refused
   */
  DraftFields(int longestText, LocalClock clock) {
    this.longestText = longestText;
    this.clock = clock;
  }

  /** Forgets the reading before. */
  void begin() {
    texts.clear();
    named.clear();
    value = Double.NaN;
    sequence = 0;
    code = null;
    localTime = false;
  }

  /** Notes that the reading names this field, which it may do once. */
  void name(DraftField which) {
    if (!named.add(which)) {
      reject(RejectionCode.MALFORMED, which, which.label() + " appears twice");
    }
  }

  void value(double number) {
    if (Double.isFinite(number)) {
      // Minus zero would be another value to identity and the same one to everybody else.
      value = number + 0.0;
    } else {
      reject(RejectionCode.NOT_A_NUMBER, DraftField.VALUE, "value must be a finite number");
    }
  }

  void sequence(long number) {
    sequence = number;
  }

  void text(DraftField which, String text) {
    if (text.length() > longestText) {
      reject(RejectionCode.MALFORMED, which, which.label() + " is longer than " + longestText);
    } else if (!printable(text)) {
      reject(
          RejectionCode.MALFORMED,
          which,
          which.label() + " holds control characters or halves of characters");
    } else {
      texts.put(which, text);
    }
  }

  /** What the store cannot hold: control characters and surrogates without their other half. */
  private static boolean printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  void reject(String newCode, DraftField which, String newMessage) {
    reject(newCode, which.label(), newMessage);
  }

  void reject(String newCode, String newField, String newMessage) {
    if (code == null) {
      code = newCode;
      field = newField;
      message = newMessage;
    }
  }

  private String get(DraftField which) {
    return texts.get(which);
  }

  /** The reading, or null when something is wrong: see {@link #code}. */
  ReadingDraft finish() {
    require(DraftField.METRIC);
    if (code == null && Double.isNaN(value)) {
      reject(RejectionCode.MISSING_FIELD, DraftField.VALUE, "value is missing");
    }
    if (code == null && get(DraftField.UNIT) == null) {
      reject(RejectionCode.MISSING_FIELD, DraftField.UNIT, "unit is missing");
    }
    require(DraftField.MEASURED_AT);
    checkWords();
    if (code != null) {
      return null;
    }
    Instant measuredAt = time(DraftField.MEASURED_AT);
    if (measuredAt == null) {
      return null;
    }
    Integer offsetMinutes = times.zoned() ? times.offsetMinutes() : clock.offsetMinutes();
    Instant endAt = get(DraftField.END_AT) == null ? null : time(DraftField.END_AT);
    if (endAt != null && endAt.isBefore(measuredAt)) {
      reject(RejectionCode.BAD_TIME, DraftField.END_AT, "end_at is before measured_at");
    }
    return code != null ? null : draft(measuredAt, endAt, offsetMinutes);
  }

  private ReadingDraft draft(Instant measuredAt, Instant endAt, Integer offsetMinutes) {
    String status = get(DraftField.STATUS);
    return new ReadingDraft(
        get(DraftField.ID),
        get(DraftField.DEVICE),
        get(DraftField.USER),
        get(DraftField.METRIC),
        value,
        get(DraftField.COMPARATOR),
        get(DraftField.UNIT),
        measuredAt,
        endAt,
        offsetMinutes,
        sequence,
        status == null ? ReadingDraft.FINAL : status,
        get(DraftField.STATISTIC),
        get(DraftField.MODALITY),
        get(DraftField.GROUP),
        null);
  }

  private void require(DraftField which) {
    if (code == null && (get(which) == null || get(which).isBlank())) {
      reject(RejectionCode.MISSING_FIELD, which, which.label() + " is missing");
    }
  }

  /** Rejects a reading that names nobody and nothing it was measured by. */
  void requireSubject() {
    boolean nothing = get(DraftField.DEVICE) == null && get(DraftField.USER) == null;
    if (nothing) {
      reject(RejectionCode.MISSING_FIELD, DraftField.DEVICE, "device or user is missing");
    }
  }

  private void checkWords() {
    String comparator = get(DraftField.COMPARATOR);
    if (comparator != null && !Words.COMPARATORS.contains(comparator)) {
      reject(
          RejectionCode.BAD_COMPARATOR,
          DraftField.COMPARATOR,
          "comparator must be one of <, <=, >=, >");
    }
    String status = get(DraftField.STATUS);
    if (status != null && !Words.STATUSES.contains(status)) {
      reject(
          RejectionCode.BAD_STATUS,
          DraftField.STATUS,
          "status must be final, amended or entered-in-error");
    }
    String modality = get(DraftField.MODALITY);
    if (modality != null && !Words.MODALITIES.contains(modality)) {
      reject(
          RejectionCode.MALFORMED, DraftField.MODALITY, "modality must be sensed or self-reported");
    }
  }

  private Instant time(DraftField which) {
    if (!times.parse(get(which))) {
      reject(
          RejectionCode.BAD_TIME,
          which,
          which.label() + " must be ISO 8601 with an offset, such as 2026-01-31T08:15:30+02:00");
      return null;
    }
    if (times.zoned()) {
      return times.instant();
    }
    if (clock == null) {
      localTime = true;
      reject(
          RejectionCode.BAD_TIME, which, which.label() + " needs an offset such as +02:00, or Z");
      return null;
    }
    if (!clock.set(times.localSecond())) {
      reject(
          RejectionCode.NONEXISTENT_LOCAL_TIME,
          which,
          "the clocks of this zone jumped over this time; is it the right zone?");
      return null;
    }
    return clock.instant(times.micros());
  }

  /** Whether the reading was refused for a local time whose zone is unknown. */
  boolean lacksZone() {
    return localTime;
  }

  String code() {
    return code;
  }

  String field() {
    return field;
  }

  String message() {
    return message;
  }
}
