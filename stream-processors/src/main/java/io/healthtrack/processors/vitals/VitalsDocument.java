package io.healthtrack.processors.vitals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Writes vitals as JSON. */
final class VitalsDocument {

  private static final JsonFactory JSON = new JsonFactory();

  private final MetricCatalogue catalogue;

  VitalsDocument(MetricCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Writes one document. */
  @FunctionalInterface
  private interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  /** A person with everything that is known. */
  byte[] of(UUID user, List<LatestVital> vitals, Instant now) {
    return written(
        json -> {
          json.writeStartObject();
          json.writeStringField("user_id", user.toString());
          json.writeArrayFieldStart("vitals");
          for (LatestVital vital : vitals) {
            write(json, vital, now);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** One vital; of one entered in error only that it was. */
  byte[] of(LatestVital vital, Instant now) {
    return written(json -> write(json, vital, now));
  }

  static byte[] problem(int status, String code, String title, String detail) {
    return written(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "urn:healthtrack:problem:" + code);
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("code", code);
          json.writeStringField("detail", detail);
          json.writeEndObject();
        });
  }

  private void write(JsonGenerator json, LatestVital vital, Instant now) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "metric", catalogue.byId(vital.metric()).map(Metric::code).orElse("unknown"));
    json.writeStringField("reading_id", vital.readingId().toString());
    if (!vital.retracted()) {
      json.writeNumberField("value", vital.value());
      if (vital.comparator() != null) {
        json.writeStringField("comparator", vital.comparator());
      }
      json.writeStringField("unit", vital.unit());
      Instant measuredAt = EventTime.instant(vital.measuredAt());
      json.writeStringField("measured_at", measuredAt.toString());
      json.writeStringField("received_at", EventTime.instant(vital.receivedAt()).toString());
      if (vital.device() != null) {
        json.writeStringField("device_id", vital.device().toString());
      }
      json.writeNumberField(
          "age_seconds", Math.max(0, Duration.between(measuredAt, now).toSeconds()));
    }
    json.writeEndObject();
  }

  private static byte[] written(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      writer.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
