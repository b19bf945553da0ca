package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.processors.testing.Poison;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoisonTest {

  private static final int LARGEST_OF_A_PRODUCER = 1 << 20;

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void whatIsNoReadingIsQuarantinedAndNothingStops() {
    for (Topic topic :
        List.of(Topics.READINGS_RAW, Topics.REGISTRY_USERS, Topics.REGISTRY_CONSENTS)) {
      Poison.records().forEach(poison -> run.sendTo(topic, poison.key(), poison.value(), NOON));
    }
    long readable = Poison.records().stream().filter(poison -> poison.value() != null).count();
    run.send(heartRate(NOON, 70));

    assertEquals(1, run.valid().size());
    assertEquals(readable, run.quarantined().size());
    Tally tally = run.tally();
    assertEquals(tally.getRecordsIn(), tally.getRecordsOut() + tally.getQuarantined());
  }

  @Test
  void aReadingTooLargeForAnyRecordIsQuarantinedWithoutItsContent() {
    Reading huge = heartRate(NOON, 70);
    huge.setMetric("x".repeat(950_000));
    run.sendBytes(UuidSerializer.bytes(USER), run.bytes(huge), NOON);

    QuarantinedReading entry = run.quarantined().getFirst();
    assertEquals("unreadable", entry.getReason());
    assertNull(entry.getMetric());
    assertNull(entry.getPayload());
    assertTrue(entry.getDetail().contains("too large"), entry.getDetail());
  }

  @Test
  void whatIsMadeOfTheLargestReadingFitsARecord() {
    Reading large = heartRate(NOON, 70);
    large.setMetric("x".repeat(RecordSize.LARGEST - 1_000));
    run.sendBytes(UuidSerializer.bytes(USER), run.bytes(large), NOON);

    QuarantinedReading entry = run.quarantined().getFirst();
    assertEquals("unknown-metric", entry.getReason());
    assertTrue(
        entry.getMetric().length() + entry.getPayload().remaining() + 1_000
            < LARGEST_OF_A_PRODUCER);
  }
}
