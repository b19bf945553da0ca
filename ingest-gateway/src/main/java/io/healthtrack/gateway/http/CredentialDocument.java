package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.avro.Credential;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** A credential as JSON, without what proves it. */
final class CredentialDocument {

  private CredentialDocument() {}

  static Answer of(Credential credential) {
    return Answer.json(
        200,
        Json.write(
            json -> {
              json.writeStartObject();
              write(json, credential);
              json.writeEndObject();
            }));
  }

  static Answer of(List<Credential> credentials) {
    return Answer.json(
        200,
        Json.write(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("credentials");
              for (Credential credential : credentials) {
                json.writeStartObject();
                write(json, credential);
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  /** The fields, into an object that is open. */
  static void write(JsonGenerator json, Credential credential) throws IOException {
    json.writeStringField("credential_id", credential.getCredentialId().toString());
    json.writeStringField("name", credential.getName());
    json.writeStringField("tenant", credential.getTenant());
    json.writeArrayFieldStart("scopes");
    for (String scope : credential.getScopes()) {
      json.writeString(scope);
    }
    json.writeEndArray();
    time(json, "created_at", credential.getCreatedAt());
    time(json, "expires_at", credential.getExpiresAt());
    time(json, "revoked_at", credential.getRevokedAt());
    if (credential.getReadingsPerSecond() != null) {
      json.writeNumberField("readings_per_second", credential.getReadingsPerSecond());
    }
    if (credential.getReadingsPerDay() != null) {
      json.writeNumberField("readings_per_day", credential.getReadingsPerDay());
    }
    json.writeNumberField("version", credential.getVersion());
  }

  private static void time(JsonGenerator json, String field, Instant time) throws IOException {
    if (time != null) {
      json.writeStringField(field, time.toString());
    }
  }
}
