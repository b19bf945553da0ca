package io.healthtrack.gateway.http;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.schemas.topics.ErasurePlaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code DELETE /v1/users/{id}}: the person is erased, and the answer says by when each place is
 * empty of them. The person's tombstone, which everything else follows, comes last: whoever is cut
 * off before sends the request again.
 */
final class ErasureEndpoint implements Endpoint {

  private final Changes changes;
  private final Directory directory;

  ErasureEndpoint(Changes changes, Directory directory) {
    this.changes = changes;
    this.directory = directory;
  }

  @Override
  public Answer answer(Request request) {
    changes.requireReady();
    UUID person = Subject.user(request).id();
    Optional<User> user = directory.user(person, request.tenant());
    if (user.isEmpty()) {
      // An erasure that was cut off at the very end may have left a device that was just assigned.
      forget(request.tenant(), person);
      throw Problem.notFound("no such person is registered").toException();
    }
    RegistryCommand delete = changes.command(request, "delete", person);
    requireVersion(delete.getExpectedVersion(), user.get().getVersion());
    forget(request.tenant(), person);
    Instant erasedAt = changes.ask(delete).goneAt();
    // Whoever asked for an assignment while this was under way saw the person still there.
    forget(request.tenant(), person);
    return receipt(person, erasedAt);
  }

  /** Nothing may be lost to a condition that does not hold, so it is looked at first. */
  private static void requireVersion(Integer expected, int version) {
    if (expected != null && expected != version) {
      throw Problem.of(
              412,
              "version-mismatch",
              "The entry has changed since",
              "the entry has version %d, not %d".formatted(version, expected))
          .toException();
    }
  }

  /** Devices forget that the person wore them; rules made for the person go. */
  private void forget(String tenant, UUID person) {
    List<RegistryCommand> commands = new ArrayList<>();
    for (Device device : directory.devicesOf(person, tenant)) {
      commands.add(forgetting(tenant, device.getDeviceId(), person));
    }
    for (ThresholdRule rule : directory.rulesOf(person, tenant)) {
      boolean theirs = person.equals(rule.getVersions().getLast().getUserId());
      commands.add(
          theirs
              ? changes.command(tenant, "delete", rule.getRuleId())
              : forgetting(tenant, rule.getRuleId(), person));
    }
    changes.askAll(commands);
  }

  private RegistryCommand forgetting(String tenant, UUID subject, UUID person) {
    RegistryCommand command = changes.command(tenant, "forget-wearer", subject);
    command.setAssignment(new Assignment(person, Instant.EPOCH, null));
    return command;
  }

  private static Answer receipt(UUID person, Instant erasedAt) {
    return Answer.json(
        200,
        Json.write(
            json -> {
              json.writeStartObject();
              json.writeStringField("user_id", person.toString());
              json.writeStringField("erased_at", erasedAt.toString());
              json.writeArrayFieldStart("places");
              for (ErasurePlaces.Place place : ErasurePlaces.places(erasedAt)) {
                json.writeStartObject();
                json.writeStringField("place", place.name());
                json.writeStringField("empty_by", place.emptyBy().toString());
                json.writeStringField("how", place.how());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }
}
