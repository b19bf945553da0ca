package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The record at hand of a vendor's reply: what its readings share, and what became of them. */
final class ReplyRow {

  private static final int LONGEST_NAME = 128;
  private static final double LAST_SECOND = 253_402_300_799.0;
  private static final double FIRST_SECOND = -62_135_596_800.0;

  private final Consumer<ParsedRow> out;
  private final List<ReadingDraft> readings = new ArrayList<>();
  private final List<ParsedRow> rejected = new ArrayList<>();
  private long number;
  private Instant start;
  private Instant end;
  private Integer offsetMinutes;
  private String modality;
  private String statistic;
  private String group;
  private String device;
  private long sequence;

  ReplyRow(Consumer<ParsedRow> out) {
    this.out = out;
  }

  /** Goes to the next record. */
  void begin() {
    number++;
    readings.clear();
    rejected.clear();
    start = null;
    end = null;
    offsetMinutes = null;
    modality = null;
    statistic = null;
    group = null;
    device = null;
    sequence = 0;
  }

  /** When the record was measured; {@code until} is null for a moment. */
  void at(Instant from, Instant until, Integer offset) {
    start = from;
    end = until;
    offsetMinutes = offset;
  }

  /** Says that the values are sums over so many minutes, of which parts may arrive as well. */
  void sumOver(int minutes) {
    statistic = ReadingDraft.SUM;
    sequence = minutes;
  }

  void by(String newModality) {
    modality = newModality;
  }

  void groupedAs(String newGroup) {
    group = newGroup;
  }

  void measuredBy(String newDevice) {
    device = newDevice;
  }

  /** A value of the record, where it states one. */
  void value(String field, String text, String metric, String unit) {
    if (text == null) {
      return;
    }
    double value = Decimal.parse(text);
    if (Double.isNaN(value)) {
      refuse(RejectionCode.NOT_A_NUMBER, field, "expected a decimal number");
    } else if (unit == null) {
      refuse(RejectionCode.UNKNOWN_UNIT, field, "the reply states no unit that is known");
    } else {
      readings.add(
          ReadingDraft.sensed(metric, value + 0.0, unit, start, offsetMinutes, null)
              .of(null, device)
              .until(end)
              .with(null, sequence)
              .asStatistic(statistic)
              .by(modality)
              .groupedAs(group));
    }
  }

  /** A reading of the record, made by the format itself. */
  void add(ReadingDraft reading) {
    readings.add(reading);
  }

  /** Something of the record is wrong; its other readings are not affected. */
  void refuse(String code, String field, String message) {
    rejected.add(new ParsedRow.Rejected(number, code, field, message));
  }

  /** Tells the record, which is skipped when it stated no value. */
  void end() {
    if (!readings.isEmpty()) {
      out.accept(new ParsedRow.Accepted(number, List.copyOf(readings)));
    } else if (rejected.isEmpty()) {
      skip(SkipReason.NO_VALUE);
    }
    rejected.forEach(out);
  }

  /** Tells that the record as a whole is wrong. */
  void reject(String code, String field, String message) {
    out.accept(new ParsedRow.Rejected(number, code, field, message));
  }

  /** Tells that the record holds no reading. */
  void skip(String reason) {
    out.accept(new ParsedRow.Skipped(number, reason));
  }

  /** Goes to the next record, only to skip it. */
  void skipNext(String reason) {
    begin();
    skip(reason);
  }

  /** Seconds since 1970 of a calendar time, or null after the record was rejected. */
  Instant epoch(String text, String field) {
    if (text == null) {
      reject(RejectionCode.MISSING_FIELD, field, "the record states no time");
      return null;
    }
    double seconds = Decimal.parse(text);
    boolean whole = seconds >= FIRST_SECOND && seconds <= LAST_SECOND && seconds % 1 == 0;
    if (!whole) {
      reject(RejectionCode.BAD_TIME, field, "expected whole seconds since 1970");
      return null;
    }
    return Instant.ofEpochSecond((long) seconds);
  }

  /** A calendar time with its offset, or null after the record was rejected. */
  Instant time(IsoTime times, String text, String field) {
    if (text == null || !times.parse(text) || !times.zoned()) {
      reject(
          RejectionCode.BAD_TIME,
          field,
          "a reading needs date, time and offset, such as 2026-01-31T08:15:30+02:00");
      return null;
    }
    return times.instant();
  }

  /** A vendor's own identifier, if it is one that can be stored; else null. */
  static String name(String text) {
    boolean fit =
        text != null
            && text.length() <= LONGEST_NAME
            && text.chars().allMatch(c -> c >= ' ' && !Character.isSurrogate((char) c));
    return fit ? text : null;
  }
}
