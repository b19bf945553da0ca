package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static io.healthtrack.processors.testing.Sample.reading;
import static io.healthtrack.processors.testing.Sample.withClientId;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.testing.Golden;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValidationTopologyTest {

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void hasTheDescribedShape() {
    Golden.assertMatches(
        "validation",
        new ValidationTopology(
                RegistryClient.local(),
                MetricCatalogue.load(),
                ValidationSettings.DEFAULTS,
                partition -> true,
                new SimpleMeterRegistry())
            .build());
  }

  @Test
  void passesOnAReadingInTheCanonicalUnit() {
    run.send(reading("glucose", "mmol/L", NOON, NOON, 5.5));

    Reading valid = run.valid().getFirst();
    assertEquals("mg/dL", valid.getUnit());
    assertEquals(99.0858, valid.getValue(), 1e-9);
    assertEquals(5.5, valid.getSentValue());
    assertEquals("mmol/L", valid.getSentUnit());
    assertEquals("fresh", valid.getProof());
  }

  @Test
  void keepsNoSentValueWhereNothingWasConverted() {
    run.send(heartRate(NOON, 61));

    assertNull(run.valid().getFirst().getSentValue());
  }

  @Test
  void quarantinesAnImplausibleValueWithItsBytes() {
    Reading implausible = heartRate(NOON, 900);
    run.send(implausible);

    QuarantinedReading entry = run.quarantined().getFirst();
    assertEquals("out-of-range", entry.getReason());
    assertArrayEquals(run.bytes(implausible), entry.getPayload().array());
    assertEquals(implausible.getReadingId(), entry.getReadingId());
    assertEquals(0, entry.getSourceOffset());
    assertTrue(run.valid().isEmpty());
  }

  @Test
  void quarantinesClocksThatCannotBeRight() {
    run.send(
        reading("heart-rate", "/min", NOON.plusSeconds(301), NOON, 60),
        reading("heart-rate", "/min", Instant.parse("1899-12-31T23:59:59Z"), NOON, 60),
        reading("heart-rate", "/min", NOON.plusSeconds(300), NOON, 60),
        reading("heart-rate", "/min", Instant.parse("1961-04-12T06:07:00Z"), NOON, 60));

    assertEquals(List.of("measured-in-future", "clock-implausible"), reasons());
    assertEquals(2, run.valid().size());
  }

  @Test
  void quarantinesUnknownMetricsAndUnits() {
    run.send(
        reading("charisma", "1", NOON, NOON, 60), reading("heart-rate", "mg/dL", NOON, NOON, 60));

    assertEquals(List.of("unknown-metric", "unknown-unit"), reasons());
  }

  @Test
  void quarantinesBytesThatAreNoReadingAndGoesOn() {
    byte[] noise = {0, 0, 0, 0, 99, 1, 2, 3};
    run.sendBytes(UuidSerializer.bytes(Sample.USER), noise, NOON);
    run.sendBytes(new byte[] {1}, new byte[] {7}, NOON);
    run.send(heartRate(NOON, 60));

    List<QuarantinedReading> entries = run.quarantined();
    assertEquals("unreadable", entries.getFirst().getReason());
    assertArrayEquals(noise, entries.getFirst().getPayload().array());
    assertEquals("unreadable", entries.getLast().getReason());
    assertNotEquals(entries.getFirst().getQuarantineId(), entries.getLast().getQuarantineId());
    assertEquals(1, run.valid().size());
  }

  @Test
  void quarantinesAKeyThatIsNotThePerson() {
    run.sendBytes(UuidSerializer.bytes(Sample.DEVICE), run.bytes(heartRate(NOON, 60)), NOON);

    assertEquals(List.of("wrong-key"), reasons());
  }

  @Test
  void passesOverTicks() {
    run.sendBytes(UuidSerializer.bytes(Sample.USER), null, NOON);
    run.send(heartRate(NOON, 60));

    Tally tally = run.tally();
    assertEquals(1, tally.getRecordsIn());
    assertEquals(2, tally.getCountedTo());
  }

  @Test
  void dropsWhatItPassedOnBefore() {
    run.send(heartRate(NOON, 60), heartRate(NOON, 60), heartRate(NOON.plusSeconds(1), 60));
    run.send(heartRate(NOON, 60));

    assertEquals(List.of("fresh", "fresh"), run.proofs());
    assertEquals(2, run.tally().getDuplicates());
  }

  @Test
  void quarantinesOneIdWithTwoContents() {
    run.send(
        withClientId(heartRate(NOON, 60), "a"),
        withClientId(heartRate(NOON, 61), "a"),
        withClientId(heartRate(NOON.plusSeconds(60), 60), "a"));

    assertEquals(List.of("id-conflict", "id-conflict"), reasons());
    assertEquals(1, run.valid().size());
  }

  @Test
  void passesOnACorrectionAsUnproven() {
    Reading first = withClientId(heartRate(NOON, 60), "a");
    Reading amended = withClientId(heartRate(NOON, 61), "a");
    amended.setStatus("amended");
    run.send(first, amended, amended, first);

    assertEquals(List.of("fresh", "unproven"), run.proofs());
    assertEquals(2, run.tally().getDuplicates());
    assertTrue(run.quarantined().isEmpty());
  }

  @Test
  void correctionsMustBePlausibleToo() {
    Reading amended = withClientId(heartRate(NOON, 900), "a");
    amended.setStatus("amended");
    run.send(withClientId(heartRate(NOON, 60), "a"), amended);

    assertEquals(List.of("out-of-range"), reasons());
  }

  @Test
  void talliesEveryRecordOnce() {
    run.send(heartRate(NOON, 60), heartRate(NOON, 60), heartRate(NOON, 900), heartRate(NOON, 61));

    Tally tally = run.tally();
    assertEquals(4, tally.getRecordsIn());
    assertEquals(2, tally.getRecordsOut());
    assertEquals(1, tally.getDuplicates());
    assertEquals(1, tally.getQuarantined());
    assertEquals(Map.of("out-of-range", 1L), tally.getReasons());
    assertEquals(4, tally.getCountedTo());
  }

  private List<String> reasons() {
    return run.quarantined().stream().map(QuarantinedReading::getReason).toList();
  }
}
