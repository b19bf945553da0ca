package io.healthtrack.processors.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.processors.testing.Sample;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsentsTest {

  private final RegistryRun run = new RegistryRun();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void keepsTheWholeHistoryOfAPerson() {
    register();
    run.send(RegistryRun.consent("put-consent", "analytics", "permit", "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.consent("put-consent", "analytics", "deny", "2026-02-01T00:00:00Z"));
    run.send(RegistryRun.consent("put-consent", "analytics", "deny", "2026-02-01T00:00:00Z"));
    run.send(RegistryRun.consent("put-consent", "analytics", "deny", "2026-01-15T00:00:00Z"));
    run.send(RegistryRun.consent("delete-consent", "analytics", "", "2026-02-01T00:00:00Z"));
    run.send(RegistryRun.consent("delete-consent", "analytics", "", "2026-02-01T00:00:00Z"));

    List<Consents> answers = run.consents.readValuesToList();
    assertEquals(
        List.of("applied", "applied", "applied", "overlap", "applied", "not-found"),
        answers.stream().map(Consents::getOutcome).toList());
    assertEquals(List.of(1, 2, 2, 2, 3, 3), answers.stream().map(Consents::getVersion).toList());
    List<Consent> both = answers.get(3).getConsents();
    assertEquals(List.of("permit", "deny"), both.stream().map(Consent::getDecision).toList());
    assertEquals(both.get(0).getUntil(), both.get(1).getFrom());
    assertEquals(1, answers.getLast().getConsents().size());
    assertTrue(answers.get(1).getChangedAt().isAfter(answers.get(0).getChangedAt()));
  }

  @Test
  void refusesWhatCannotBeUnderstood() {
    register();
    run.send(RegistryRun.consent("put-consent", "marketing", "permit", "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.consent("put-consent", "research", "maybe", "2026-01-01T00:00:00Z"));
    RegistryCommand unknown =
        RegistryRun.consent("put-consent", "research", "deny", "2026-01-01T00:00:00Z");
    unknown.getConsent().setMetric("mood");
    run.send(unknown);

    List<Consents> answers = run.consents.readValuesToList();
    assertEquals(
        List.of("invalid-consent", "invalid-consent", "invalid-consent"),
        answers.stream().map(Consents::getOutcome).toList());
    assertEquals(0, answers.getLast().getVersion());
  }

  @Test
  void answersForNobodyWithoutKeepingTheId() {
    run.send(RegistryRun.consent("put-consent", "research", "deny", "2026-01-01T00:00:00Z"));

    var answer = run.consents.readRecord();
    assertNull(answer.value());
    assertEquals("not-found", new String(answer.headers().lastHeader("outcome").value(), UTF_8));
  }

  @Test
  void hidesAnotherTenantsPersonAndTouchesNothing() {
    register();
    run.send(RegistryRun.consent("put-consent", "research", "deny", "2026-01-01T00:00:00Z"));
    RegistryCommand stranger =
        RegistryRun.consent("delete-consent", "research", "", "2026-01-01T00:00:00Z");
    stranger.setTenant("other");
    run.send(stranger);

    Consents answer = run.consents.readValuesToList().getLast();
    assertEquals("not-found", answer.getOutcome());
    assertEquals(1, answer.getConsents().size());
  }

  @Test
  void goesWithThePerson() {
    register();
    run.send(RegistryRun.consent("put-consent", "research", "deny", "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.command("delete", Sample.USER).build());
    run.send(RegistryRun.consent("put-consent", "research", "deny", "2026-01-01T00:00:00Z"));

    run.consents.readRecord();
    var tombstone = run.consents.readRecord();
    assertNull(tombstone.value());
    // The person's own tombstone is the answer: whoever hears it knows that both are gone.
    assertNull(tombstone.headers().lastHeader("outcome"));
    assertNull(run.consents.readRecord().value());
  }

  private void register() {
    run.send(RegistryRun.putUser().setUser(RegistryRun.user(1990)).build());
  }
}
