package io.healthtrack.gateway;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the stand-in makes of consents, corrections and deletions: just enough to answer. */
final class StandInDecisions {

  private StandInDecisions() {}

  static Consents consents(Consents before, RegistryCommand command) {
    Consents after =
        before == null
            ? Consents.newBuilder().setUserId(command.getSubjectId()).setVersion(0).build()
            : Consents.newBuilder(before).build();
    Consent asked = command.getConsent();
    List<Consent> held = new ArrayList<>(after.getConsents());
    boolean removed = held.removeIf(other -> same(other, asked));
    after.setCommandId(command.getCommandId());
    after.setOutcomeDetail("");
    if (stale(command, after.getVersion())) {
      after.setOutcome("version-mismatch");
    } else if (command.getKind().equals("delete-consent") && !removed) {
      after.setOutcome("not-found");
    } else if (command.getKind().equals("put-consent")
        && held.stream().anyMatch(other -> other.getFrom().isAfter(asked.getFrom()))) {
      after.setOutcome("overlap");
    } else {
      if (command.getKind().equals("put-consent")) {
        held.add(asked);
      }
      after.setConsents(held);
      after.setVersion(after.getVersion() + 1);
      after.setOutcome("applied");
    }
    return after;
  }

  static Device corrected(Device before, RegistryCommand command) {
    Device after = Device.newBuilder(before).build();
    // Whoever else wore it is forgotten: how intervals are split is the registry's own matter.
    after.setAssignments(List.of(command.getAssignment()));
    return answered(after, command, "applied");
  }

  static Device withdrawn(Device before, RegistryCommand command) {
    Device after = Device.newBuilder(before).build();
    Assignment mistake = command.getAssignment();
    List<Assignment> others = new ArrayList<>(before.getAssignments());
    boolean removed =
        others.removeIf(
            held ->
                held.getUserId().equals(mistake.getUserId())
                    && held.getFrom().equals(mistake.getFrom()));
    after.setAssignments(others);
    return answered(
        after,
        command,
        stale(command, before.getVersion())
            ? "version-mismatch"
            : removed ? "applied" : "not-found");
  }

  static Device kept(Device before, RegistryCommand command) {
    Device after = Device.newBuilder(before).build();
    boolean worn = before.getAssignments().stream().anyMatch(held -> held.getUntil() == null);
    return answered(
        after,
        command,
        stale(command, before.getVersion()) ? "version-mismatch" : worn ? "in-use" : "has-history");
  }

  static ThresholdRule ended(ThresholdRule before, RegistryCommand command) {
    ThresholdRule after = ThresholdRule.newBuilder(before).build();
    after.setCommandId(command.getCommandId());
    if (stale(command, before.getVersion())) {
      after.setOutcome("version-mismatch");
      return after;
    }
    List<RuleVersion> versions = new ArrayList<>(before.getVersions());
    RuleVersion last = versions.removeLast();
    versions.add(RuleVersion.newBuilder(last).setUntil(command.getAskedAt()).build());
    after.setVersions(versions);
    after.setVersion(before.getVersion() + 1);
    after.setOutcome("applied");
    return after;
  }

  static ThresholdRule forgotten(ThresholdRule before, RegistryCommand command) {
    ThresholdRule after = ThresholdRule.newBuilder(before).build();
    after.setVersions(
        before.getVersions().stream()
            .filter(held -> !command.getAssignment().getUserId().equals(held.getUserId()))
            .toList());
    after.setVersion(before.getVersion() + 1);
    after.setCommandId(command.getCommandId());
    after.setOutcome("applied");
    return after;
  }

  static boolean stale(RegistryCommand command, int version) {
    return command.getExpectedVersion() != null && command.getExpectedVersion() != version;
  }

  private static Device answered(Device device, RegistryCommand command, String outcome) {
    device.setCommandId(command.getCommandId());
    device.setOutcome(outcome);
    device.setOutcomeDetail("");
    if (outcome.equals("applied")) {
      device.setVersion(device.getVersion() + 1);
    }
    return device;
  }

  private static boolean same(Consent a, Consent b) {
    return a.getScope().equals(b.getScope())
        && Objects.equals(a.getMetric(), b.getMetric())
        && a.getFrom().equals(b.getFrom());
  }
}
