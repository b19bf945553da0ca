package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.gateway.directory.Wearer;
import io.healthtrack.gateway.tracing.Place;
import io.healthtrack.gateway.tracing.RecentReadings;
import io.healthtrack.gateway.tracing.Trace;
import io.healthtrack.gateway.tracing.TraceException;
import io.healthtrack.gateway.tracing.Tracer;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /v1/readings/{id}}: which stage has a reading, and why it was refused if it was. */
final class TraceEndpoint implements Endpoint {

  private final Tracer tracer;
  private final Directory directory;

  TraceEndpoint(Tracer tracer, Directory directory) {
    this.tracer = tracer;
    this.directory = directory;
  }

  @Override
  public Answer answer(Request request) {
    UUID readingId = readingId(request);
    Optional<RecentReadings.Recent> recent =
        tracer
            .recent(readingId)
            .filter(known -> directory.user(known.userId(), request.tenant()).isPresent());
    Instant measuredAt =
        recent.map(RecentReadings.Recent::measuredAt).orElseGet(() -> measuredAt(request));
    UUID person =
        recent.map(RecentReadings.Recent::userId).orElseGet(() -> person(request, measuredAt));
    try {
      return tracer
          .find(readingId, request.tenant(), recent, person, measuredAt)
          .map(trace -> Answer.json(200, Json.write(json -> write(json, readingId, trace))))
          .orElseThrow(() -> notFound(person).toException());
    } catch (TraceException e) {
      throw Problem.unavailable("unavailable", e.getMessage()).toException();
    }
  }

  private boolean known(UUID person, String tenant) {
    return directory.user(person, tenant).isPresent();
  }

  private static Problem notFound(UUID person) {
    return Problem.notFound(
        person == null
            ? "this gateway took no such reading lately; to look further say whose it is:"
                + " ?user= or ?device=, and ?measured_at= if you can"
            : "no such reading of this person is stored or quarantined; it was never accepted,"
                + " or has been archived or erased since");
  }

  private static UUID readingId(Request request) {
    try {
      return UUID.fromString(request.part("id"));
    } catch (IllegalArgumentException e) {
      throw Problem.field(422, "malformed", "id", "the reading_id of an answer, a UUID")
          .toException();
    }
  }

  private UUID person(Request request, Instant measuredAt) {
    Optional<String> user = request.parameter("user");
    Optional<String> device = request.parameter("device");
    try {
      if (user.isPresent()) {
        return known(request, SubjectIdentity.userFrom(request.tenant(), user.get()));
      }
      if (device.isPresent()) {
        return wearer(
            request, SubjectIdentity.deviceFrom(request.tenant(), device.get()), measuredAt);
      }
      return null;
    } catch (IllegalArgumentException e) {
      throw Problem.field(422, "malformed", user.isPresent() ? "user" : "device", e.getMessage())
          .toException();
    }
  }

  private UUID known(Request request, UUID user) {
    if (!known(user, request.tenant())) {
      throw Problem.notFound("no such person is registered").toException();
    }
    return user;
  }

  private UUID wearer(Request request, UUID device, Instant measuredAt) {
    Instant at = measuredAt == null ? Instant.now() : measuredAt;
    return switch (directory.wearer(device, request.tenant(), at)) {
      case Wearer.Known known -> known.userId();
      case Wearer.UnknownDevice unknown ->
          throw Problem.notFound("no such device is registered").toException();
      case Wearer.Unassigned nobody ->
          throw Problem.notFound(
                  measuredAt == null
                      ? "nobody wears the device now; say when it was measured: ?measured_at="
                      : "nobody wore the device at measured_at")
              .toException();
    };
  }

  private static Instant measuredAt(Request request) {
    Optional<String> text = request.parameter("measured_at");
    try {
      return text.map(time -> OffsetDateTime.parse(time).toInstant()).orElse(null);
    } catch (DateTimeException e) {
      throw Problem.field(
              422,
              "bad-time",
              "measured_at",
              "a time with its offset, such as 2026-01-31T08:00:00Z (write + as %2B)")
          .toException();
    }
  }

  private static void write(JsonGenerator json, UUID readingId, Trace trace) throws IOException {
    json.writeStartObject();
    json.writeStringField("reading_id", readingId.toString());
    json.writeStringField("stage", trace.stage().code());
    json.writeStringField("says", trace.stage().says());
    text(json, "user_id", trace.userId());
    text(json, "metric", trace.metric());
    text(json, "measured_at", trace.measuredAt());
    text(json, "received_at", trace.receivedAt());
    if (trace.stage() == Trace.Stage.ACCEPTED) {
      json.writeObjectFieldStart("waiting");
      json.writeStringField("topic", "readings.raw");
      json.writeNumberField("partition", trace.partition());
      json.writeNumberField("records_before", trace.before());
      json.writeEndObject();
    }
    if (!trace.refusals().isEmpty()) {
      json.writeArrayFieldStart("refusals");
      for (Place.Quarantined refusal : trace.refusals()) {
        json.writeStartObject();
        json.writeStringField("reason", refusal.reason());
        json.writeStringField("detail", refusal.detail());
        json.writeStringField("refused_by", refusal.stage());
        text(json, "refused_at", refusal.at());
        json.writeStringField("topic", refusal.topic());
        json.writeNumberField("partition", refusal.partition());
        json.writeNumberField("offset", refusal.offset());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Object value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value.toString());
    }
  }
}
