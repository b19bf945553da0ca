package io.healthtrack.gateway.http;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What people permit and deny, with its history. */
final class ConsentEndpoints {

  /** FHIR's purposes, as far as there is something here that follows them. */
  private static final List<String> SCOPES =
      List.of("treatment", "alerting", "analytics", "research");

  private static final List<String> DECISIONS = List.of("permit", "deny");

  private final Changes changes;
  private final Directory directory;

  ConsentEndpoints(Changes changes, Directory directory) {
    this.changes = changes;
    this.directory = directory;
  }

  Answer put(Request request) {
    Fields fields = changes.fields(request);
    UUID person = person(request);
    Consent consent = which(fields);
    fields.requiredText("decision");
    consent.setDecision(fields.oneOf("decision", DECISIONS));
    consent.setUntil(fields.time("until"));
    fields.refuseUnknown();
    RegistryCommand command = changes.command(request, "put-consent", person);
    command.setConsent(consent);
    boolean existed =
        entry(person, request).getConsents().stream().anyMatch(held -> same(held, consent));
    return changes.ask(command, "user_id", existed, List.of());
  }

  Answer get(Request request) {
    changes.requireReady();
    return EntityTags.unlessKnown(request, Documents.of(entry(person(request), request)));
  }

  /** Takes one decision out, as if it had not been made. */
  Answer delete(Request request) {
    Fields fields = changes.fieldsOrQuery(request);
    UUID person = person(request);
    fields.requiredText("from");
    Consent consent = which(fields);
    fields.refuseUnknown();
    RegistryCommand command = changes.command(request, "delete-consent", person);
    command.setConsent(consent);
    return EntityTags.changed(changes.ask(command).version());
  }

  private static Consent which(Fields fields) {
    Consent consent = new Consent();
    fields.requiredText("scope");
    consent.setScope(fields.oneOf("scope", SCOPES));
    consent.setDecision("");
    consent.setFrom(
        Objects.requireNonNullElseGet(
            fields.time("from"), () -> Instant.now().truncatedTo(ChronoUnit.MICROS)));
    String metric = fields.text("metric");
    if (metric != null && MetricCatalogue.load().byCode(metric).isEmpty()) {
      throw Problem.field(
              422,
              "unknown-metric",
              "metric",
              "no metric has this code; GET /v1/metrics lists them")
          .toException();
    }
    consent.setMetric(metric);
    return consent;
  }

  private UUID person(Request request) {
    UUID person = Subject.user(request).id();
    if (directory.user(person, request.tenant()).isEmpty()) {
      throw Problem.notFound("no such person is registered").toException();
    }
    return person;
  }

  /** Whoever never decided anything has an empty history. */
  private Consents entry(UUID person, Request request) {
    return directory
        .consents(person, request.tenant())
        .orElseGet(() -> Consents.newBuilder().setUserId(person).setVersion(0).build());
  }

  private static boolean same(Consent a, Consent b) {
    return a.getScope().equals(b.getScope())
        && Objects.equals(a.getMetric(), b.getMetric())
        && a.getFrom().equals(b.getFrom());
  }
}
