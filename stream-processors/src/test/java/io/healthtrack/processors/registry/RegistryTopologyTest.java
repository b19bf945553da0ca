package io.healthtrack.processors.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.Golden;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.serde.RegistryClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTopologyTest {

  private final RegistryRun run = new RegistryRun();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void hasTheDescribedShape() {
    Golden.assertMatches(
        "registry", new RegistryTopology(RegistryClient.local(), code -> Optional.empty()).build());
  }

  @Test
  void answersEveryCommandWithTheEntryAndItsOutcome() {
    RegistryCommand put = RegistryRun.putUser().setUser(RegistryRun.user(1990)).build();
    run.send(put);
    RegistryCommand again = RegistryRun.putUser().setUser(RegistryRun.user(1990)).build();
    run.send(again);
    run.send(RegistryRun.putUser().setUser(RegistryRun.user(1991)).setExpectedVersion(7).build());

    List<User> answers = run.users.readValuesToList();
    assertEquals(put.getCommandId(), answers.get(0).getCommandId());
    assertEquals(again.getCommandId(), answers.get(1).getCommandId());
    assertEquals(List.of(1, 1, 1), answers.stream().map(User::getVersion).toList());
    assertEquals(
        List.of("applied", "applied", "version-mismatch"),
        answers.stream().map(User::getOutcome).toList());
    assertEquals(1990, answers.get(2).getBirthYear());
  }

  @Test
  void hidesAnotherTenantsEntry() {
    run.send(RegistryRun.putUser().setUser(RegistryRun.user(1990)).build());
    run.send(RegistryRun.putUser().setTenant("other").setUser(RegistryRun.user(1950)).build());

    User answer = run.users.readValuesToList().getLast();
    assertEquals("not-found", answer.getOutcome());
    assertEquals("default", answer.getTenant());
    assertEquals(1990, answer.getBirthYear());
  }

  @Test
  void keepsAssignmentsWhenTheDeviceIsPutAgain() {
    run.send(RegistryRun.assign(Sample.USER, "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.putDevice("one"));
    run.send(RegistryRun.assign(Sample.USER, "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.putDevice("two"));

    List<Device> answers = run.devices.readValuesToList();
    assertEquals(
        List.of("not-found", "applied", "applied", "applied"),
        answers.stream().map(Device::getOutcome).toList());
    assertEquals(List.of(0, 1, 2, 3), answers.stream().map(Device::getVersion).toList());
    assertEquals("two", answers.getLast().getModel());
    assertEquals(1, answers.getLast().getAssignments().size());
  }

  @Test
  void endsTheRuleVersionBeforeWhereTheNextBegins() {
    run.send(RegistryRun.putRule(150));
    run.send(RegistryRun.putRule(150));
    run.send(RegistryRun.putRule(140));

    ThresholdRule rule = run.rules.readValuesToList().getLast();
    assertEquals(2, rule.getVersions().size());
    assertEquals(rule.getVersions().get(0).getUntil(), rule.getVersions().get(1).getFrom());
    assertNull(rule.getVersions().get(1).getUntil());
  }

  @Test
  void refusesARuleThatCannotBeEvaluated() {
    RegistryCommand command = RegistryRun.putRule(150);
    command.getRule().setAbove(null);
    run.send(command);

    ThresholdRule answer = run.rules.readValue();
    assertEquals("invalid-rule", answer.getOutcome());
    assertTrue(answer.getOutcomeDetail().contains("above"));
    assertEquals(0, answer.getVersion());
  }

  @Test
  void makesACredentialOnceAndRevokesIt() {
    run.send(RegistryRun.putCredential("hub"));
    run.send(RegistryRun.putCredential("thief"));
    run.send(RegistryRun.command("revoke-credential", RegistryRun.CREDENTIAL).build());

    List<Credential> answers = run.credentials.readValuesToList();
    assertEquals(
        List.of("applied", "exists", "applied"),
        answers.stream().map(Credential::getOutcome).toList());
    assertEquals("hub", answers.getLast().getName());
    assertNotNull(answers.getLast().getRevokedAt());
  }
}
