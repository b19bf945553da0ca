package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of a person: the age that narrows a range, and whose they are. */
class PeopleTest {

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void theRangeIsThatOfThePersonsAgeWhenItWasMeasured() {
    born(1980);
    run.send(heartRate(NOON, 310));
    // Measured when they were a child.
    run.send(reading("heart-rate", "/min", NOON.minusSeconds(40L * 365 * 86_400), NOON, 310));

    QuarantinedReading entry = run.quarantined().getFirst();
    assertEquals("out-of-range", entry.getReason());
    assertTrue(entry.getDetail().contains("ages 18 and over"), entry.getDetail());
    assertNotNull(entry.getPayload());
    assertEquals(1, run.valid().size());
  }

  @Test
  void withoutAYearOfBirthTheWidestRangeApplies() {
    run.send(heartRate(NOON, 310));
    run.register(USER, NOON);
    run.send(heartRate(NOON.plusSeconds(1), 310), heartRate(NOON.plusSeconds(2), 330));

    assertEquals(2, run.valid().size());
    assertEquals(List.of("out-of-range"), reasons());
  }

  @Test
  void aMendedYearOfBirthLetsTheReplayPass() {
    born(1980);
    run.send(heartRate(NOON, 310));
    QuarantinedReading entry = run.quarantined().getFirst();
    born(2026);
    run.replay(entry, 1);
    run.replay(entry, 2);

    assertEquals(List.of("unproven"), run.proofs());
    assertEquals(1, run.tally().getDuplicates());
  }

  @Test
  void aReadingOfAnotherTenantThanItsPersonIsRefused() {
    run.register(USER, NOON);
    Reading foreign = heartRate(NOON, 61);
    foreign.setTenant("clinic");
    run.send(foreign, heartRate(NOON, 61));

    assertEquals(List.of("wrong-tenant"), reasons());
    assertEquals(1, run.valid().size());
  }

  @Test
  void whoIsNotRegisteredYetIsNotRefusedForIt() {
    Reading early = heartRate(NOON, 61);
    early.setTenant("clinic");
    run.send(early);

    assertEquals(1, run.valid().size());
  }

  @Test
  void nothingStaysOfWhoIsErasedOrOfAnAnswerAboutNobody() {
    born(1980);
    run.erase(USER, NOON);
    assertEquals(0, run.size(KnownPeople.STORE));
    run.answerAbsent(USER, NOON);
    assertEquals(0, run.size(KnownPeople.STORE));
  }

  @Test
  void anEntryThatCannotBeReadChangesNothing() {
    born(1980);
    run.sendTo(Topics.REGISTRY_USERS, UuidSerializer.bytes(USER), new byte[] {7}, NOON);
    run.sendTo(Topics.REGISTRY_USERS, null, new byte[] {7}, NOON);
    run.sendTo(Topics.REGISTRY_USERS, new byte[] {1}, null, NOON);
    run.send(heartRate(NOON, 310));

    assertEquals(List.of("out-of-range"), reasons());
  }

  private void born(int year) {
    run.register(
        User.newBuilder().setUserId(USER).setBirthYear(year).setChangedAt(NOON).build(), NOON);
  }

  private List<String> reasons() {
    return run.quarantined().stream().map(QuarantinedReading::getReason).toList();
  }
}
