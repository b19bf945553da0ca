package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

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
    return changeWearers(current, command, now, Wearers::put);
  }

  /** The entry after a correct-assignment command. */
  public static Device correct(Device current, RegistryCommand command, Instant now) {
    return changeWearers(current, command, now, Wearers::correct);
  }

  /** The entry after a delete-assignment command, which names the wearer and the start. */
  public static Device withdraw(Device current, RegistryCommand command, Instant now) {
    return changeWearers(current, command, now, Wearers::withdraw);
  }

  private static Device changeWearers(
      Device current,
      RegistryCommand command,
      Instant now,
      BiFunction<List<Assignment>, Assignment, Wearers.Result> change) {
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
    return switch (change.apply(current.getAssignments(), command.getAssignment())) {
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

  /**
   * The answer to a delete command that is not taken; empty means that the device is to go. That is
   * for devices registered by mistake: who wore a device says whose its readings are, and late
   * readings still ask. One out of service has an assignment that ended.
   */
  public static Optional<Device> refuseDeletion(
      Device current, RegistryCommand command, Instant now) {
    return Precondition.refusal(command, current.getTenant(), current.getVersion())
        .or(() -> wearers(current, now))
        .map(outcome -> answer(copy(current), command, outcome));
  }

  private static Optional<Outcome> wearers(Device current, Instant now) {
    if (current.getAssignments().isEmpty()) {
      return Optional.empty();
    }
    boolean over =
        current.getAssignments().stream()
            .allMatch(held -> held.getUntil() != null && !held.getUntil().isAfter(now));
    return Optional.of(
        over
            ? Outcome.refused(
                Outcome.HAS_HISTORY,
                "readings refer to the device: it stays as history, and takes no more of them;"
                    + " assignments made by mistake can be withdrawn first")
            : Outcome.refused(
                Outcome.IN_USE,
                "somebody wears the device: end the assignment, or withdraw it if it was made by"
                    + " mistake"));
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

  /** Whether there is such a device: version 0 only carries an answer. */
  public static boolean exists(Device device) {
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
