package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records that no writer of ours would write. None may stop the topology. */
class PoisonReadingTest {

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void keysThatAreNoPersonAreQuarantined() {
    byte[] reading = run.bytes(heartRate(NOON, 61));
    run.sendBytes(null, reading, NOON);
    run.sendBytes(new byte[0], reading, NOON);
    run.sendBytes(new byte[15], reading, NOON);
    run.sendBytes(Arrays.copyOf(UuidSerializer.bytes(USER), 17), reading, NOON);

    assertEquals(List.of("wrong-key", "wrong-key", "wrong-key", "wrong-key"), reasons());
    assertEquals(4, run.tally().getRecordsIn());
  }

  @Test
  void valuesThatAreNothingAreQuarantinedWhateverTheirKey() {
    run.sendBytes(null, new byte[] {7}, NOON);
    run.sendBytes(null, new byte[0], NOON);
    run.sendBytes(UuidSerializer.bytes(USER), new byte[] {0}, NOON);
    // No key and no value is a tick like any other.
    run.sendBytes(null, null, NOON);

    assertEquals(List.of("unreadable", "unreadable", "unreadable"), reasons());
    assertEquals(3, run.tally().getRecordsIn());
  }

  @Test
  void timesAtTheEndsOfTimeAreVerdicts() {
    Instant first = EventTime.instant(Long.MIN_VALUE);
    Instant last = EventTime.instant(Long.MAX_VALUE);
    for (Instant measured : List.of(first, last, NOON)) {
      for (Instant received : List.of(first, last, NOON)) {
        for (Instant end : List.of(first, last, NOON)) {
          Reading reading = heartRate(NOON, 61);
          reading.setMeasuredAt(measured);
          reading.setReceivedAt(received);
          reading.setEndAt(end);
          run.sendBytes(UuidSerializer.bytes(USER), run.bytes(reading), NOON);
        }
      }
    }
    assertEquals(27, run.tally().getRecordsIn());
    run.send(heartRate(NOON.plusSeconds(1), 61));
    assertTrue(run.valid().getLast().getReceivedAt().isAfter(NOON));
  }

  @Test
  void anArrivalThatCannotBeIsTheRecordsOwn() {
    Reading reading = heartRate(NOON, 61);
    reading.setReceivedAt(NOON.plusSeconds(400L * 86_400));
    run.sendBytes(UuidSerializer.bytes(USER), run.bytes(reading), NOON);

    assertEquals(NOON, run.valid().getFirst().getReceivedAt());
  }

  @Test
  void valuesThatAreNoNumbersAreOutOfRange() {
    run.send(
        heartRate(NOON, Double.NaN),
        heartRate(NOON, Double.POSITIVE_INFINITY),
        heartRate(NOON, Double.NEGATIVE_INFINITY));

    assertEquals(List.of("out-of-range", "out-of-range", "out-of-range"), reasons());
  }

  private List<String> reasons() {
    return run.quarantined().stream().map(QuarantinedReading::getReason).toList();
  }
}
