package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes drafts the way {@link NativeJsonReader} reads them; what is absent is left out. */
final class NativeJsonWriter {

  private NativeJsonWriter() {}

  static void write(List<ReadingDraft> readings, OutputStream out) throws IOException {
    try (JsonGenerator json = NativeJson.JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeArrayFieldStart("readings");
      for (ReadingDraft reading : readings) {
        write(reading, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(ReadingDraft reading, JsonGenerator json) throws IOException {
    json.writeStartObject();
    text(json, DraftField.ID, reading.id());
    text(json, DraftField.DEVICE, reading.device());
    text(json, DraftField.USER, reading.user());
    text(json, DraftField.METRIC, reading.metric());
    json.writeNumberField(DraftField.VALUE.label(), reading.value());
    text(json, DraftField.COMPARATOR, reading.comparator());
    text(json, DraftField.UNIT, reading.unit());
    Integer offset = reading.offsetMinutes();
    text(json, DraftField.MEASURED_AT, time(reading.measuredAt(), offset));
    if (reading.endAt() != null) {
      text(json, DraftField.END_AT, time(reading.endAt(), offset));
    }
    if (reading.sequence() != 0) {
      json.writeNumberField(DraftField.SEQUENCE.label(), reading.sequence());
    }
    if (!reading.status().equals(ReadingDraft.FINAL)) {
      text(json, DraftField.STATUS, reading.status());
    }
    text(json, DraftField.STATISTIC, reading.statistic());
    text(json, DraftField.MODALITY, reading.modality());
    text(json, DraftField.GROUP, reading.group());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, DraftField field, String text) throws IOException {
    if (text != null) {
      json.writeStringField(field.label(), text);
    }
  }

  private static String time(Instant instant, Integer offsetMinutes) {
    if (offsetMinutes == null) {
      return DateTimeFormatter.ISO_INSTANT.format(instant);
    }
    // An offset of zero is written out: Z would say that the local clock is unknown.
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(offsetMinutes * 60);
    String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atOffset(offset));
    return offsetMinutes == 0 ? text.substring(0, text.length() - 1) + "+00:00" : text;
  }
}
