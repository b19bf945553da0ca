package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void whatIsValidByNowPassesOnceAndIsNeverFresh() {
    QuarantinedReading entry = entryOf(heartRate(NOON, 61));
    run.replay(entry, 1);
    run.replay(entry, 2);

    Reading passed = run.valid().getFirst();
    assertEquals("unproven", passed.getProof());
    assertEquals(heartRate(NOON, 61).getReceivedAt(), passed.getReceivedAt());
    Tally tally = run.tally();
    assertEquals(2, tally.getRecordsIn());
    assertEquals(1, tally.getRecordsOut());
    assertEquals(1, tally.getDuplicates());
  }

  @Test
  void theReadingSentAgainByItsSenderIsADuplicateOfTheReplay() {
    run.replay(entryOf(heartRate(NOON, 61)), 1);
    run.send(heartRate(NOON, 61));

    assertEquals(List.of("unproven"), run.proofs());
    assertEquals(1, run.tally().getDuplicates());
  }

  @Test
  void whatIsRefusedAgainTakesThePlaceOfItsFirstRefusal() {
    Reading implausible = heartRate(NOON, 900);
    run.send(implausible);
    QuarantinedReading first = run.quarantined().getFirst();
    assertEquals(0, first.getReplay());
    run.replay(first, 1);
    run.replay(first, 2);

    List<QuarantinedReading> again = run.quarantined();
    assertEquals(
        List.of(first.getQuarantineId(), first.getQuarantineId()),
        again.stream().map(QuarantinedReading::getQuarantineId).toList());
    assertEquals(List.of(1, 2), again.stream().map(QuarantinedReading::getReplay).toList());
    assertArrayEquals(run.bytes(implausible), again.getLast().getPayload().array());
    assertEquals(first.getReceivedAt(), again.getLast().getReceivedAt());
    assertEquals(3, run.tally().getQuarantined());
  }

  @Test
  void aReplayOfSomebodyWhoDeniesMeanwhileLosesItsBytes() {
    run.send(heartRate(NOON, 900));
    QuarantinedReading first = run.quarantined().getFirst();
    run.decide(
        USER,
        NOON,
        Consent.newBuilder().setScope("treatment").setDecision("deny").setFrom(NOON).build());
    run.replay(first, 1);

    QuarantinedReading again = run.quarantined().getFirst();
    assertEquals("no-consent", again.getReason());
    assertEquals(first.getQuarantineId(), again.getQuarantineId());
    assertNull(again.getPayload());
  }

  @Test
  void aReplayOfSomebodyErasedMeanwhileIsRefusedByItsOwnArrival() {
    run.send(heartRate(NOON, 900));
    QuarantinedReading first = run.quarantined().getFirst();
    run.erase(USER, NOON.plusSeconds(60));
    run.replay(first, 1);

    assertEquals("erased-person", run.quarantined().getFirst().getReason());
    assertTrue(run.valid().isEmpty());
  }

  @Test
  void whatTheSinkRefusedIsPassedOnAgainAlthoughItIsKnown() {
    run.send(heartRate(NOON, 61));
    Reading refused = run.valid().getFirst();
    QuarantinedReading entry = entryOf(refused);
    entry.setStage("sink");
    run.replay(entry, 1);
    run.replay(entry, 2);

    assertEquals(List.of("unproven", "unproven"), run.proofs());
    assertEquals(0, run.tally().getDuplicates());
  }

  private QuarantinedReading entryOf(Reading reading) {
    return QuarantinedReading.newBuilder()
        .setQuarantineId(new UUID(1, 2))
        .setUserId(reading.getUserId())
        .setReason("out-of-range")
        .setQuarantinedAt(NOON)
        .setReceivedAt(reading.getReceivedAt())
        .setPayload(ByteBuffer.wrap(run.bytes(reading)))
        .build();
  }
}
