package io.healthtrack.processors.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.healthtrack.avro.Device;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.testing.Sample;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceChangesTest {

  private final RegistryRun run = new RegistryRun();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void aCorrectionSplitsWhatWasRecorded() {
    run.send(RegistryRun.putDevice("one"));
    run.send(RegistryRun.assign(Sample.USER, "2026-01-01T00:00:00Z"));
    run.send(
        RegistryRun.correct(RegistryRun.OTHER, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"));
    run.send(
        RegistryRun.correct(RegistryRun.OTHER, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"));

    List<Device> answers = run.devices.readValuesToList();
    assertEquals(List.of(1, 2, 3, 3), answers.stream().map(Device::getVersion).toList());
    assertEquals(
        List.of(Sample.USER, RegistryRun.OTHER, Sample.USER),
        answers.getLast().getAssignments().stream().map(a -> a.getUserId()).toList());
  }

  @Test
  void aDeviceGoesOnlyWhenNobodyEverWoreIt() {
    run.send(RegistryRun.putDevice("one"));
    run.send(RegistryRun.assign(Sample.USER, "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.command("delete", Sample.DEVICE).build());
    run.send(
        RegistryRun.correct(RegistryRun.OTHER, "2001-02-01T00:00:00Z", "2001-03-01T00:00:00Z"));
    run.send(RegistryRun.withdraw(Sample.USER, "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.command("delete", Sample.DEVICE).build());
    run.send(RegistryRun.withdraw(RegistryRun.OTHER, "2001-02-01T00:00:00Z"));
    run.send(RegistryRun.command("delete", Sample.DEVICE).setExpectedVersion(1).build());

    List<Device> answers = run.devices.readValuesToList();
    assertEquals(
        List.of(
            "applied",
            "applied",
            "in-use",
            "applied",
            "applied",
            "has-history",
            "applied",
            "version-mismatch"),
        answers.stream().map(Device::getOutcome).toList());

    run.send(RegistryRun.command("delete", Sample.DEVICE).setExpectedVersion(5).build());
    assertNull(run.devices.readValue());
  }

  @Test
  void anEndedRuleKeepsItsVersionsAndMayBeginAgain() {
    run.send(RegistryRun.putRule(150));
    run.send(RegistryRun.command("end-threshold", RegistryRun.RULE).build());
    run.send(RegistryRun.command("end-threshold", RegistryRun.RULE).build());
    run.send(RegistryRun.putRule(150));

    List<ThresholdRule> answers = run.rules.readValuesToList();
    assertEquals(
        List.of("applied", "applied", "not-found", "applied"),
        answers.stream().map(ThresholdRule::getOutcome).toList());
    assertNotNull(answers.get(1).getVersions().getFirst().getUntil());
    ThresholdRule again = answers.getLast();
    assertEquals(2, again.getVersions().size());
    assertEquals(List.of(1, 3), again.getVersions().stream().map(v -> v.getVersion()).toList());
    assertNull(again.getVersions().getLast().getUntil());
  }
}
