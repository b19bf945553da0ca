package io.healthtrack.gateway.http;

import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.gateway.access.Credential;
import io.healthtrack.gateway.access.KeyText;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.directory.Directory;
import java.util.Map;
import java.util.UUID;

/** Keys: made and shown once, listed without their secrets, revoked. */
final class CredentialEndpoints {

  private static final Map<String, String> NEVER_KEPT = Map.of("Cache-Control", "no-store");

  private final Changes changes;
  private final Directory directory;

  CredentialEndpoints(Changes changes, Directory directory) {
    this.changes = changes;
    this.directory = directory;
  }

  /** Makes a credential; its key is in this answer and nowhere else. */
  Answer create(Request request) {
    Credential maker = request.credential();
    WantedCredential wanted = WantedCredential.of(changes.fields(request), maker);
    KeyText key = KeyText.generate();
    RegistryCommand command = changes.command(wanted.tenant(), "put-credential", key.id());
    command.setCredential(wanted.entry(key));
    changes.ask(command);
    byte[] body =
        Json.write(
            json -> {
              json.writeStartObject();
              CredentialDocument.write(json, entry(key.id(), maker));
              json.writeStringField("key", key.reveal());
              json.writeEndObject();
            });
    return new Answer(201, Answer.JSON, body, NEVER_KEPT);
  }

  /** All of the tenant's, oldest first. */
  Answer list(Request request) {
    changes.requireReady();
    String tenant =
        WantedCredential.allowedTenant(
            request.credential(), request.parameter("tenant").orElse(null));
    return CredentialDocument.of(directory.credentials(tenant));
  }

  Answer get(Request request) {
    changes.requireReady();
    return CredentialDocument.of(entry(id(request), request.credential()));
  }

  /** From now on it opens nothing; other gateways follow as soon as they hear of it. */
  Answer revoke(Request request) {
    changes.requireReady();
    io.healthtrack.avro.Credential entry = entry(id(request), request.credential());
    changes.ask(changes.command(entry.getTenant(), "revoke-credential", entry.getCredentialId()));
    return CredentialDocument.of(entry(entry.getCredentialId(), request.credential()));
  }

  /** Another tenant's is as if it were not there, unless the asker is an operator. */
  private io.healthtrack.avro.Credential entry(UUID id, Credential asker) {
    return directory
        .credential(id)
        .filter(found -> found.getTenant().equals(asker.tenant()) || asker.may(Scope.TENANTS_WRITE))
        .orElseThrow(() -> Problem.notFound("there is no such credential").toException());
  }

  private static UUID id(Request request) {
    return Subject.uuid(request.part("id"), "id");
  }
}
