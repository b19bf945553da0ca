package io.healthtrack.gateway.http;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.gateway.directory.Directory;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Who wears which device when. */
final class WearerEndpoints {

  private static final String DEVICE_ID = "device_id";

  /** Before anything that validation lets pass was measured. */
  private static final Instant SINCE_ALWAYS = Instant.parse("1900-01-01T00:00:00Z");

  private final Changes changes;
  private final Directory directory;

  WearerEndpoints(Changes changes, Directory directory) {
    this.changes = changes;
    this.directory = directory;
  }

  Answer put(Request request) {
    UUID device = Subject.device(request).id();
    Fields fields = changes.fields(request);
    Assignment asked = wearer(request, fields);
    asked.setFrom(Objects.requireNonNullElse(fields.time("from"), SINCE_ALWAYS));
    asked.setUntil(fields.time("until"));
    fields.refuseUnknown();
    requireRegistered(request, asked.getUserId());
    RegistryCommand command = changes.command(request, "put-assignment", device);
    command.setAssignment(asked);
    boolean existed =
        directory.device(device, request.tenant()).filter(held -> holds(held, asked)).isPresent();
    return changes.ask(command, DEVICE_ID, existed, List.of());
  }

  /**
   * Says who wore the device in an interval, whatever was recorded. The interval must be named: a
   * forgotten {@code from} would rewrite everything.
   */
  Answer correct(Request request) {
    UUID device = Subject.device(request).id();
    Fields fields = changes.fields(request);
    Assignment asked = wearer(request, fields);
    fields.requiredText("from");
    asked.setFrom(fields.time("from"));
    asked.setUntil(fields.time("until"));
    fields.refuseUnknown();
    requireRegistered(request, asked.getUserId());
    RegistryCommand command = changes.command(request, "correct-assignment", device);
    command.setAssignment(asked);
    return changes.ask(command, DEVICE_ID, true, List.of());
  }

  /** Withdraws an assignment that was made by mistake. */
  Answer withdraw(Request request) {
    UUID device = Subject.device(request).id();
    Fields fields = changes.fieldsOrQuery(request);
    Assignment asked = wearer(request, fields);
    fields.requiredText("from");
    asked.setFrom(fields.time("from"));
    fields.refuseUnknown();
    RegistryCommand command = changes.command(request, "delete-assignment", device);
    command.setAssignment(asked);
    return EntityTags.changed(changes.ask(command).version());
  }

  private static Assignment wearer(Request request, Fields fields) {
    Assignment asked = new Assignment();
    asked.setUserId(Subject.user(request, "user", fields.requiredText("user")));
    return asked;
  }

  private void requireRegistered(Request request, UUID person) {
    if (directory.user(person, request.tenant()).isEmpty()) {
      throw Problem.field(
              422, "unknown-user", "user", "register the person first: PUT /v1/users/{id}")
          .toException();
    }
  }

  private static boolean holds(Device device, Assignment asked) {
    return device.getAssignments().stream()
        .anyMatch(
            held ->
                held.getUserId().equals(asked.getUserId())
                    && held.getFrom().equals(asked.getFrom()));
  }
}
