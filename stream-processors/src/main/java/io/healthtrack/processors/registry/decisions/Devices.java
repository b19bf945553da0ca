package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Decides about devices and who wears them. */
public final class Devices {

  private Devices() {}

  /**
   * The entry after a put-device command: identifiers, model and firmware as asked, assignments as
   * they were.
   *
   * @param current absent is {@code null}; never changed
   */
  public static Device put(Device current, RegistryCommand command, Instant now) {
    Optional<Device> settled = settledBefore(current, command);
    if (settled.isPresent()) {
      return settled.get();
    }
    Device asked = command.getDevice();
    Device next = exists(current) ? copy(current) : blank(command);
    if (!exists(current) || !sameContent(current, asked)) {
      next.setIdentifiers(List.copyOf(asked.getIdentifiers()));
      next.setModel(asked.getModel());
      next.setFirmware(asked.getFirmware());
      bump(next, now);
    }
    return answer(next, command, Outcome.TAKEN);
  }

  /** The entry after a put-assignment command. */
  public static Device assign(Device current, RegistryCommand command, Instant now) {
    Optional<Device> settled = settledBefore(current, command);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (!exists(current)) {
      return answer(
          current == null ? blank(command) : copy(current),
          command,
          Outcome.refused(Outcome.NOT_FOUND, "the device is not registered"));
    }
    Device next = copy(current);
    return switch (Wearers.put(current.getAssignments(), command.getAssignment())) {
      case Wearers.Result.Unchanged unchanged -> answer(next, command, Outcome.TAKEN);
      case Wearers.Result.Refused refused -> answer(next, command, refused.outcome());
      case Wearers.Result.Changed changed -> {
        next.setAssignments(changed.assignments());
        bump(next, now);
        yield answer(next, command, Outcome.TAKEN);
      }
    };
  }

  /**
   * The entry after a forget-wearer command: without the person's intervals. Whoever else wore it
   * keeps theirs as they are, so nobody inherits a gap.
   */
  public static Device forget(Device current, RegistryCommand command, Instant now) {
    Optional<Device> settled = settledBefore(current, command);
    if (settled.isPresent()) {
      return settled.get();
    }
    Device next = exists(current) ? copy(current) : blank(command);
    UUID person = command.getAssignment().getUserId();
    List<Assignment> others =
        next.getAssignments().stream().filter(held -> !held.getUserId().equals(person)).toList();
    if (others.size() < next.getAssignments().size()) {
      next.setAssignments(others);
      bump(next, now);
    }
    return answer(next, command, Outcome.TAKEN);
  }

  /** The answer to a delete command that is not taken; empty means that the device is to go. */
  public static Optional<Device> refuseDeletion(Device current, RegistryCommand command) {
    return Precondition.refusal(command, current.getTenant(), current.getVersion())
        .map(outcome -> answer(copy(current), command, outcome));
  }

  private static Optional<Device> settledBefore(Device current, RegistryCommand command) {
    if (current != null && command.getCommandId().equals(current.getCommandId())) {
      return Optional.of(current);
    }
    return Precondition.refusal(
            command,
            exists(current) ? current.getTenant() : null,
            current == null ? 0 : current.getVersion())
        .map(outcome -> answer(current == null ? blank(command) : copy(current), command, outcome));
  }

  private static boolean exists(Device device) {
    return device != null && device.getVersion() > 0;
  }

  private static boolean sameContent(Device a, Device b) {
    return Objects.equals(a.getIdentifiers(), b.getIdentifiers())
        && Objects.equals(a.getModel(), b.getModel())
        && Objects.equals(a.getFirmware(), b.getFirmware());
  }

  private static void bump(Device device, Instant now) {
    device.setVersion(device.getVersion() + 1);
    device.setChangedAt(now);
  }

  private static Device blank(RegistryCommand command) {
    return Device.newBuilder()
        .setDeviceId(command.getSubjectId())
        .setTenant(command.getTenant())
        .setVersion(0)
        .build();
  }

  private static Device copy(Device device) {
    return Device.newBuilder(device).build();
  }

  private static Device answer(Device device, RegistryCommand command, Outcome outcome) {
    device.setCommandId(command.getCommandId());
    device.setOutcome(outcome.code());
    device.setOutcomeDetail(outcome.detail());
    return device;
  }
}
