package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static io.healthtrack.processors.testing.Sample.withClientId;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.ErasurePlaces;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErasureTest {

  private static final UUID OTHER = SubjectIdentity.user("default", "test", "ben");
  private static final List<String> STORES =
      List.of(ValidationTopology.HEADS, ValidationTopology.BUCKETS, ValidationTopology.CLIENT_IDS);
  private static final Instant ERASED = NOON.plusSeconds(600);

  private final ValidationRun run = ValidationRun.born(ERASED);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void aTombstoneEmptiesTheStoresOfThePersonAndOfNobodyElse() {
    tenMinutesOf(USER);
    tenMinutesOf(OTHER);
    STORES.forEach(store -> assertNotEquals(0, run.sizeOf(store, USER), store));
    List<Integer> others = STORES.stream().map(store -> run.sizeOf(store, OTHER)).toList();

    run.erase(USER, ERASED);

    STORES.forEach(store -> assertEquals(0, run.sizeOf(store, USER), store));
    assertEquals(others, STORES.stream().map(store -> run.sizeOf(store, OTHER)).toList());
    assertEquals(1, run.size(ErasedPeople.STORE));
    tenMinutesOf(OTHER);
    assertEquals(40, run.tally().getDuplicates());
  }

  @Test
  void aReadingStillUnderWayIsQuarantinedWithNothingOfThePerson() {
    run.erase(USER, ERASED);
    run.send(heartRate(ERASED.minusSeconds(10), 60), heartRate(ERASED.plusSeconds(30), 61));
    run.sendBytes(UuidSerializer.bytes(USER), new byte[] {9, 9}, ERASED);

    List<QuarantinedReading> entries = run.quarantined();
    assertEquals(3, entries.size());
    for (QuarantinedReading entry : entries) {
      assertEquals("erased-person", entry.getReason());
      assertEquals(new UUID(0, 0), entry.getUserId());
      assertNull(entry.getPayload());
      assertNull(entry.getReadingId());
      assertNull(entry.getMetric());
    }
    assertTrue(run.valid().isEmpty());
    STORES.forEach(store -> assertEquals(0, run.size(store), store));
    Tally tally = run.tally();
    assertEquals(3, tally.getRecordsIn());
    assertEquals(Map.of("erased-person", 3L), tally.getReasons());
  }

  @Test
  void whoIsRegisteredAgainIsReadAgainAndWhatWasReceivedBeforeIsNot() {
    Instant again = ERASED.plusSeconds(5);
    run.erase(USER, ERASED);
    run.register(USER, again);
    run.send(
        received(ERASED.minusSeconds(60), ERASED.minusSeconds(1)),
        received(ERASED.minusSeconds(60), again.plusSeconds(1)));

    assertEquals(1, run.valid().size());
    assertEquals("erased-person", run.quarantined().getFirst().getReason());
  }

  @Test
  void whatTheTableMayStillHoldIsNotCalledFresh() {
    tenMinutesOf(USER);
    run.valid();
    run.erase(USER, ERASED);
    run.register(USER, ERASED.plusSeconds(5));
    Instant proven = ERASED.plus(ValidationSettings.DEFAULTS.ahead()).plus(Duration.ofMinutes(1));
    run.send(
        received(NOON, ERASED.plusSeconds(10)),
        received(proven, proven),
        received(proven.plusSeconds(1), proven.plusSeconds(1)));

    assertEquals(List.of("unproven", "unproven", "fresh"), run.proofs());
  }

  @Test
  void anAnswerAboutNobodyIsNoRegistration() {
    run.erase(USER, ERASED);
    run.answerAbsent(USER, ERASED.plusSeconds(1));
    run.send(received(ERASED, ERASED.plusSeconds(30)));

    assertEquals(1, run.quarantined().size());
  }

  @Test
  void readingsReceivedLaterFlowEvenBeforeTheNewRegistrationIsSeen() {
    run.erase(USER, ERASED);
    Instant later = ERASED.plus(ErasurePlaces.IN_FLIGHT);
    run.send(received(later, later));

    assertEquals(1, run.valid().size());
  }

  @Test
  void theMarkGoesWhenNothingCanBeUnderWayAnyMore() {
    run.erase(USER, ERASED);
    run.passTime(ErasurePlaces.REMEMBERED);
    assertEquals(1, run.size(ErasedPeople.STORE));
    run.passTime(Duration.ofHours(2));

    assertEquals(0, run.size(ErasedPeople.STORE));
    STORES.forEach(store -> assertEquals(0, run.size(store), store));
  }

  private void tenMinutesOf(UUID user) {
    // More than wait in the head of a series.
    for (int i = 0; i < 20; i++) {
      Reading plain = received(NOON.plusSeconds(30L * i), NOON.plusSeconds(30L * i));
      plain.setUserId(user);
      Reading named = withClientId(plain, user + "/" + i);
      named.setMetric("respiratory-rate");
      run.send(plain, named);
    }
  }

  private static Reading received(Instant measuredAt, Instant receivedAt) {
    Reading reading = heartRate(measuredAt, 60);
    reading.setReceivedAt(receivedAt);
    return reading;
  }
}
