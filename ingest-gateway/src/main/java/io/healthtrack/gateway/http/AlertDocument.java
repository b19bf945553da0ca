package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Evidence;
import io.healthtrack.gateway.alerts.Alert;
import io.healthtrack.gateway.alerts.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Events and episodes as JSON, with the names of the Avro record, and as server-sent events. */
final class AlertDocument {

  private AlertDocument() {}

  /** One event of a stream. */
  static byte[] frame(Alert alert) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(1 << 10);
    put(frame, "event: " + alert.event().getEvent() + "\ndata: ");
    frame.writeBytes(
        Json.write(
            json -> {
              json.writeStartObject();
              write(json, alert.event());
              json.writeEndObject();
            }));
    // Last, so that a client that notes each line never notes an event it has not seen.
    put(frame, "\nid: " + alert.after().text() + "\n\n");
    return frame.toByteArray();
  }

  private static void put(ByteArrayOutputStream frame, String text) {
    frame.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  static Answer of(AlertEvent event) {
    return Answer.json(
        200,
        Json.write(
            json -> {
              json.writeStartObject();
              write(json, event);
              json.writeEndObject();
            }));
  }

  static Answer of(Episode episode) {
    return Answer.json(200, Json.write(json -> write(json, episode)));
  }

  /**
   * A page of episodes.
   *
   * @param cursor of the next page; null on the last one
   */
  static Answer of(List<Episode> episodes, String cursor) {
    return new Answer(
        200,
        Answer.JSON,
        Json.write(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("alerts");
              for (Episode episode : episodes) {
                write(json, episode);
              }
              json.writeEndArray();
              if (cursor != null) {
                json.writeStringField("next", cursor);
              }
              json.writeEndObject();
            }),
        Map.of("Cache-Control", "no-store"));
  }

  private static void write(JsonGenerator json, Episode episode) throws IOException {
    AlertEvent acknowledgement = episode.acknowledgement();
    json.writeStartObject();
    json.writeStringField("state", episode.ended() ? "resolved" : "open");
    if (acknowledgement != null) {
      json.writeStringField("acknowledged_at", acknowledgement.getReceivedAt().toString());
      if (episode.newest().getAcknowledgedBy() == null) {
        json.writeStringField("acknowledged_by", acknowledgement.getAcknowledgedBy());
      }
    }
    write(json, episode.newest());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, AlertEvent event) throws IOException {
    json.writeStringField("event_id", event.getEventId().toString());
    json.writeStringField("episode_id", event.getEpisodeId().toString());
    json.writeStringField("user_id", event.getUserId().toString());
    json.writeNumberField("revision", event.getRevision());
    json.writeStringField("event", event.getEvent());
    json.writeStringField("severity", event.getSeverity());
    text(json, "previous_severity", event.getPreviousSeverity());
    json.writeBooleanField("page", event.getPage());
    json.writeBooleanField("retrospective", event.getRetrospective());
    json.writeStringField("valid_until", event.getValidUntil().toString());
    json.writeStringField("rule_id", event.getRuleId().toString());
    json.writeNumberField("rule_version", event.getRuleVersion());
    json.writeStringField("rule_name", event.getRuleName());
    json.writeStringField("rule_kind", event.getRuleKind());
    json.writeStringField("metric", event.getMetric());
    json.writeNumberField("value", event.getValue());
    text(json, "comparator", event.getComparator());
    json.writeStringField("unit", event.getUnit());
    json.writeNumberField("limit", event.getLimit());
    json.writeNumberField("breaching_readings", event.getBreachingReadings());
    json.writeNumberField("most_extreme", event.getMostExtreme());
    json.writeStringField("opened_at", event.getOpenedAt().toString());
    json.writeStringField("measured_at", event.getMeasuredAt().toString());
    json.writeStringField("received_at", event.getReceivedAt().toString());
    json.writeStringField("evaluated_at", event.getEvaluatedAt().toString());
    text(json, "device_id", event.getDeviceId());
    text(json, "reading_id", event.getReadingId());
    text(json, "silenced_until", event.getSilencedUntil());
    text(json, "acknowledged_by", event.getAcknowledgedBy());
    text(json, "command_id", event.getCommandId());
    evidence(json, event.getEvidence());
  }

  private static void evidence(JsonGenerator json, List<Evidence> evidence) throws IOException {
    json.writeArrayFieldStart("evidence");
    for (Evidence one : evidence) {
      json.writeStartObject();
      json.writeStringField("name", one.getName());
      json.writeNumberField("value", one.getValue());
      json.writeStringField("unit", one.getUnit());
      text(json, "measured_at", one.getMeasuredAt());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String field, Object value) throws IOException {
    if (value != null) {
      json.writeStringField(field, value.toString());
    }
  }
}
