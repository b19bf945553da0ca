package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Credential;
import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.util.UUID;

/**
 * Keeps tenants from each other's entries, and from learning that there are any. An id made from a
 * caller's own identifier is always in the caller's tenant; a UUID in the path may be anybody's. So
 * a UUID that is not an entry of the asker's is answered in the same words whether somebody else
 * has it or nobody, before the registry is asked anything. Only the default tenant may make an
 * entry under a UUID of its own choice, and only under one that no other tenant's can be.
 */
final class Ownership {

  private Ownership() {}

  /**
   * Passes a change that the asker may try.
   *
   * @param kind of the command
   * @throws ProblemException 404
   */
  static void require(Directory directory, Request request, String kind, UUID subject) {
    if (!SubjectIdentity.isUuid(request.part("id"))) {
      return;
    }
    String tenant = request.tenant();
    switch (kind) {
      case "put-user" ->
          require(directory.user(subject, tenant).isPresent(), true, request, subject, "person");
      case "put-consent", "delete-consent" ->
          require(directory.user(subject, tenant).isPresent(), false, request, subject, "person");
      case "put-device" ->
          require(directory.device(subject, tenant).isPresent(), true, request, subject, "device");
      case "put-assignment", "correct-assignment", "delete-assignment" ->
          require(directory.device(subject, tenant).isPresent(), false, request, subject, "device");
      case "put-threshold" ->
          require(directory.rule(subject, tenant).isPresent(), true, request, subject, "rule");
      default -> {
        // Deletions look for their entry themselves, and are for the asker's own only.
      }
    }
  }

  private static void require(
      boolean own, boolean makes, Request request, UUID subject, String what) {
    boolean free =
        request.tenant().equals(Credential.DEFAULT_TENANT)
            && !SubjectIdentity.belongsToNamedTenant(subject);
    if (!own && !(makes && free)) {
      String remedy = makes ? "; register it under your own identifier, written system|value" : "";
      throw Problem.notFound("no such " + what + " is registered" + remedy).toException();
    }
  }
}
