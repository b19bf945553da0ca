package io.healthtrack.sink.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.avro.Evidence;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** What an event rests on, as the database keeps it. */
final class EvidenceJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private EvidenceJson() {}

  /** {@code null} where there is none. */
  static String of(List<Evidence> evidence) {
    if (evidence.isEmpty()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartArray();
      for (Evidence one : evidence) {
        json.writeStartObject();
        json.writeStringField("name", one.getName());
        json.writeNumberField("value", one.getValue());
        json.writeStringField("unit", one.getUnit());
        if (one.getMeasuredAt() != null) {
          json.writeStringField("measured_at", one.getMeasuredAt().toString());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return text.toString();
  }
}
