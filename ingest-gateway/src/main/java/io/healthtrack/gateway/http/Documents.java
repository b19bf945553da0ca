package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.Identifier;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.metrics.AcceptedUnit;
import io.healthtrack.schemas.metrics.AgeBand;
import io.healthtrack.schemas.metrics.Loinc;
import io.healthtrack.schemas.metrics.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the registry and the catalogue hold, as JSON. */
final class Documents {

  private Documents() {}

  static Answer of(User user) {
    return entry(
        user.getVersion(),
        json -> {
          json.writeStringField("user_id", user.getUserId().toString());
          identifiers(json, user.getIdentifiers());
          text(json, "time_zone", user.getTimeZone());
          if (user.getBirthYear() != null) {
            json.writeNumberField("birth_year", user.getBirthYear());
          }
          text(json, "sex", user.getSex());
          if (!user.getConditions().isEmpty()) {
            json.writeArrayFieldStart("conditions");
            for (String condition : user.getConditions()) {
              json.writeString(condition);
            }
            json.writeEndArray();
          }
        });
  }

  static Answer of(Device device) {
    return entry(
        device.getVersion(),
        json -> {
          json.writeStringField("device_id", device.getDeviceId().toString());
          identifiers(json, device.getIdentifiers());
          text(json, "model", device.getModel());
          text(json, "firmware", device.getFirmware());
          json.writeArrayFieldStart("assignments");
          for (Assignment assignment : device.getAssignments()) {
            json.writeStartObject();
            json.writeStringField("user", assignment.getUserId().toString());
            json.writeStringField("from", assignment.getFrom().toString());
            if (assignment.getUntil() != null) {
              json.writeStringField("until", assignment.getUntil().toString());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static Answer of(Consents consents) {
    return entry(
        consents.getVersion(),
        json -> {
          json.writeStringField("user_id", consents.getUserId().toString());
          json.writeArrayFieldStart("consents");
          for (Consent consent : consents.getConsents()) {
            json.writeStartObject();
            json.writeStringField("scope", consent.getScope());
            json.writeStringField("decision", consent.getDecision());
            text(json, "metric", consent.getMetric());
            json.writeStringField("from", consent.getFrom().toString());
            if (consent.getUntil() != null) {
              json.writeStringField("until", consent.getUntil().toString());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static Answer of(ThresholdRule rule) {
    return entry(
        rule.getVersion(),
        json -> {
          json.writeStringField("rule_id", rule.getRuleId().toString());
          json.writeArrayFieldStart("versions");
          for (RuleVersion version : rule.getVersions()) {
            RuleDocument.write(json, version);
          }
          json.writeEndArray();
        });
  }

  static Answer of(List<Metric> metrics) {
    return Answer.json(
        200,
        Json.write(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("metrics");
              for (Metric metric : metrics) {
                write(json, metric);
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  private static Answer entry(int version, Json.Writer fields) {
    byte[] body =
        Json.write(
            json -> {
              json.writeStartObject();
              fields.write(json);
              json.writeNumberField("version", version);
              json.writeEndObject();
            });
    return new Answer(200, Answer.JSON, body, Map.of("ETag", EntityTags.of(version)));
  }

  private static void write(JsonGenerator json, Metric metric) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", metric.code());
    json.writeStringField("display", metric.display());
    json.writeStringField("kind", metric.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("unit", metric.unit());
    json.writeArrayFieldStart("accepted_units");
    for (AcceptedUnit unit : metric.accepted()) {
      json.writeString(unit.code());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("loinc");
    for (Loinc loinc : metric.loinc()) {
      json.writeString(loinc.code());
    }
    json.writeEndArray();
    json.writeNumberField("low", metric.low());
    json.writeNumberField("high", metric.high());
    json.writeArrayFieldStart("ages");
    for (AgeBand band : metric.ages()) {
      write(json, band);
    }
    json.writeEndArray();
    json.writeNumberField("max_gap_seconds", metric.maxGap().toSeconds());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, AgeBand band) throws IOException {
    json.writeStartObject();
    json.writeNumberField("from", band.from());
    if (band.until() != AgeBand.OPEN) {
      json.writeNumberField("until", band.until());
    }
    json.writeNumberField("low", band.low());
    json.writeNumberField("high", band.high());
    json.writeStringField("basis", band.basis());
    json.writeEndObject();
  }

  private static void identifiers(JsonGenerator json, List<Identifier> identifiers)
      throws IOException {
    json.writeArrayFieldStart("identifiers");
    for (Identifier identifier : identifiers) {
      json.writeStartObject();
      json.writeStringField("system", identifier.getSystem());
      json.writeStringField("value", identifier.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String field, String value) throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }
}
