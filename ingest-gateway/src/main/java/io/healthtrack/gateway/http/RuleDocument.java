package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import java.io.IOException;

/** A version of a rule as JSON: what every kind has, and of the rest what it has. */
final class RuleDocument {

  private RuleDocument() {}

  static void write(JsonGenerator json, RuleVersion version) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", version.getVersion());
    json.writeStringField("from", version.getFrom().toString());
    if (version.getUntil() != null) {
      json.writeStringField("until", version.getUntil().toString());
    }
    json.writeBooleanField("enabled", version.getEnabled());
    json.writeStringField("name", version.getName());
    json.writeStringField("kind", version.getKind());
    json.writeStringField("metric", version.getMetric());
    json.writeStringField("severity", version.getSeverity());
    limits(json, version.getAbove(), version.getBelow());
    json.writeNumberField("hysteresis", version.getHysteresis());
    json.writeNumberField("dwell_seconds", version.getDwellSeconds());
    json.writeNumberField("resolve_seconds", version.getResolveSeconds());
    ofKind(json, version);
    afterwards(json, version);
    scope(json, version);
    json.writeEndObject();
  }

  private static void ofKind(JsonGenerator json, RuleVersion version) throws IOException {
    seconds(json, "window_seconds", version.getWindowSeconds());
    text(json, "statistic", version.getStatistic());
    seconds(json, "baseline_days", version.getBaselineDays());
    seconds(json, "absent_seconds", version.getAbsentSeconds());
    if (version.getConditions().isEmpty()) {
      return;
    }
    json.writeStringField("match", version.getMatch());
    json.writeArrayFieldStart("conditions");
    for (RuleCondition condition : version.getConditions()) {
      json.writeStartObject();
      json.writeStringField("metric", condition.getMetric());
      limits(json, condition.getAbove(), condition.getBelow());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void afterwards(JsonGenerator json, RuleVersion version) throws IOException {
    number(json, "escalate_above", version.getEscalateAbove());
    number(json, "escalate_below", version.getEscalateBelow());
    text(json, "escalate_to", version.getEscalateTo());
    seconds(json, "cooldown_seconds", version.getCooldownSeconds());
    seconds(json, "repeat_seconds", version.getRepeatSeconds());
  }

  private static void scope(JsonGenerator json, RuleVersion version) throws IOException {
    if (version.getUserId() != null) {
      json.writeStringField("user", version.getUserId().toString());
    }
    if (version.getMinAge() != null) {
      json.writeNumberField("min_age", version.getMinAge());
    }
    if (version.getMaxAge() != null) {
      json.writeNumberField("max_age", version.getMaxAge());
    }
    text(json, "condition", version.getCondition());
  }

  private static void limits(JsonGenerator json, Double above, Double below) throws IOException {
    number(json, "above", above);
    number(json, "below", below);
  }

  private static void number(JsonGenerator json, String field, Double value) throws IOException {
    if (value != null) {
      json.writeNumberField(field, value);
    }
  }

  /** Zero is what a rule has of which it was not asked. */
  private static void seconds(JsonGenerator json, String field, int value) throws IOException {
    if (value != 0) {
      json.writeNumberField(field, value);
    }
  }

  private static void text(JsonGenerator json, String field, String value) throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }
}
