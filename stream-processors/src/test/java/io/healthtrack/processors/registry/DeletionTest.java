package io.healthtrack.processors.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeletionTest {

  private final RegistryRun run = new RegistryRun();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void deletesWithATombstoneThatCarriesTheAnswer() {
    run.send(RegistryRun.putUser().setUser(RegistryRun.user(1990)).build());
    RegistryCommand delete = RegistryRun.command("delete", Sample.USER).build();
    run.send(delete);

    run.users.readRecord();
    var tombstone = run.users.readRecord();
    assertNull(tombstone.value());
    assertEquals(
        delete.getCommandId(),
        new UuidDeserializer()
            .deserialize("", tombstone.headers().lastHeader("command_id").value()));
  }

  @Test
  void keepsAPersonWhoHasChangedSinceTheDeletionWasAskedFor() {
    run.send(RegistryRun.putUser().setUser(RegistryRun.user(1990)).build());
    run.send(RegistryRun.command("delete", Sample.USER).setExpectedVersion(7).build());
    run.send(RegistryRun.command("delete", Sample.USER).setTenant("other").build());

    List<User> answers = run.users.readValuesToList();
    assertEquals(
        List.of("applied", "version-mismatch", "not-found"),
        answers.stream().map(User::getOutcome).toList());
    assertEquals(1990, answers.getLast().getBirthYear());
  }

  @Test
  void answersADeletionOfNobodyWithoutKeepingTheId() {
    run.send(RegistryRun.command("delete", Sample.USER).build());

    var answer = run.users.readRecord();
    assertNull(answer.value());
    assertEquals("not-found", new String(answer.headers().lastHeader("outcome").value(), UTF_8));
  }

  @Test
  void forgetsAWearerAndLeavesTheOthersAsTheyAre() {
    run.send(RegistryRun.putDevice("one"));
    run.send(RegistryRun.assign(Sample.USER, "2026-01-01T00:00:00Z"));
    run.send(RegistryRun.assign(RegistryRun.OTHER, "2026-02-01T00:00:00Z"));
    run.send(RegistryRun.assign(Sample.USER, "2026-03-01T00:00:00Z"));
    run.send(RegistryRun.forget(Sample.USER));
    run.send(RegistryRun.forget(Sample.USER));

    List<Device> answers = run.devices.readValuesToList();
    Device before = answers.get(3);
    Device after = answers.getLast();
    assertEquals(1, after.getAssignments().size());
    Assignment left = after.getAssignments().getFirst();
    assertEquals(RegistryRun.OTHER, left.getUserId());
    assertEquals(before.getAssignments().get(1).getFrom(), left.getFrom());
    assertEquals(before.getAssignments().get(1).getUntil(), left.getUntil());
    assertEquals(before.getVersion() + 1, after.getVersion());
    assertEquals("applied", after.getOutcome());
  }

  @Test
  void appendsSomethingEveryHourSoThatCompactionGetsOn() {
    run.driver.advanceWallClockTime(Duration.ofHours(1));

    assertEquals(0, run.users.readValue().getVersion());
    assertEquals(0, run.devices.readValue().getVersion());
    assertEquals(0, run.consents.readValue().getVersion());
    assertEquals(0, run.rules.readValue().getVersion());
  }

  @Test
  void aBeatGoesToItsOwnPartitionAndEntriesWhereTheirKeySays() {
    assertEquals(Optional.of(Set.of(3)), Beat.partitions("", Beat.key(3), null, 4));
    assertEquals(Optional.empty(), Beat.partitions("", UuidSerializer.bytes(Sample.USER), null, 4));
  }
}
