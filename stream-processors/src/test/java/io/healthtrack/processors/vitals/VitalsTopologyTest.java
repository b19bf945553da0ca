package io.healthtrack.processors.vitals;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.processors.testing.Golden;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VitalsTopologyTest {

  private final VitalsRun run = new VitalsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void keepsItsStoresAndNames() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Golden.assertMatches(
        "vitals",
        new VitalsTopology(
                RegistryClient.local(), MetricCatalogue.load(), new LiveVitals(meters), meters)
            .build());
  }

  @Test
  void keepsTheNewestByMeasurementWhateverTheOrder() {
    run.send(at(10, 70), at(30, 72), at(20, 71), at(30, 99));

    LatestVital shown = only();
    assertEquals(72, shown.value());
    assertEquals("/min", shown.unit());
    assertEquals(Sample.DEVICE, shown.device());
    assertNull(shown.comparator());
    assertEquals(2, run.count("kept"));
  }

  @Test
  void anUnprovenReadingCountsOnlyWhereItIsNewer() {
    run.send(at(10, 70), proof(at(5, 60), "unproven"));
    assertEquals(70, only().value());

    run.send(proof(at(40, 75), "unproven"));
    assertEquals(75, only().value());
  }

  @Test
  void metricsAndPeopleAreApart() {
    Reading other = at(50, 55);
    other.setUserId(new UUID(5, 5));
    Reading glucose = Sample.reading("glucose", "mg/dL", NOON, NOON.plusSeconds(1), 40);
    glucose.setComparator("<");
    run.send(at(10, 70), other, glucose);

    assertEquals(2, run.shown(USER).size());
    assertTrue(run.shown(USER).stream().anyMatch(vital -> "<".equals(vital.comparator())));
    assertEquals(55, run.shown(new UUID(5, 5)).getFirst().value());
  }

  @Test
  void aDevicesOwnStatisticsAreNoVitals() {
    Reading average = at(20, 90);
    average.setStatistic("average");
    run.send(at(10, 70), average);

    assertEquals(70, only().value());
  }

  @Test
  void whatWasEnteredInErrorIsShownToNobodyAndDoesNotComeBack() {
    Reading wrong = Sample.withClientId(at(20, 190), "a");
    run.send(at(10, 70), wrong, status(wrong, "entered-in-error", 5));
    assertEquals(List.of(), run.shown(USER));

    run.send(proof(wrong, "unproven"));
    assertEquals(List.of(), run.shown(USER));

    run.send(at(15, 71));
    assertEquals(71, only().value());
  }

  @Test
  void aRetractionOfAnotherReadingChangesNothing() {
    Reading wrong = Sample.withClientId(at(10, 190), "a");
    run.send(wrong, at(20, 70), status(wrong, "entered-in-error", 30));

    assertEquals(70, only().value());
  }

  @Test
  void aCorrectionTakesThePlaceOfWhatItCorrects() {
    Reading first = Sample.withClientId(at(20, 190), "a");
    Reading amended = status(first, "amended", 9);
    amended.setValue(90);
    Reading before = status(first, "amended", 3);
    run.send(first, amended, before);

    assertEquals(90, only().value());
  }

  @Test
  void anErasedPersonLeavesNothing() {
    run.send(at(10, 70));
    run.erase(USER, NOON.plusSeconds(30));
    assertEquals(List.of(), run.shown(USER));

    run.send(at(20, 71));
    assertEquals(List.of(), run.shown(USER));
  }

  @Test
  void poisonIsCountedAndPassedOver() {
    byte[] key = UuidSerializer.bytes(USER);
    byte[] garbage = {1, 2, 3};
    run.poison(Topics.READINGS_VALID, key, garbage);
    run.poison(Topics.READINGS_VALID, null, garbage);
    run.poison(Topics.READINGS_VALID, garbage, garbage);
    run.poison(Topics.READINGS_VALID, key, null);
    run.poison(Topics.READINGS_VALID, null, null);
    run.poison(Topics.REGISTRY_USERS, key, garbage);
    run.poison(Topics.REGISTRY_USERS, null, garbage);
    run.poison(Topics.REGISTRY_USERS, null, null);
    run.send(at(10, 70));
    // A tombstone of nobody must not empty everybody's store.
    run.poison(Topics.REGISTRY_USERS, new byte[] {}, null);
    run.poison(Topics.REGISTRY_USERS, new byte[] {key[0]}, null);

    assertEquals(70, only().value());
    assertEquals(3, run.count("unreadable"));
  }

  @Test
  void aFollowerIsToldOfEachChangeAndOfTheEnd() {
    VitalsSubscription follower = run.live.subscribe(USER, 0);
    run.send(at(10, 70), at(5, 60), at(20, 71));

    assertEquals(70, follower.poll(Duration.ZERO).value());
    assertEquals(71, follower.poll(Duration.ZERO).value());
    assertNull(follower.poll(Duration.ZERO));

    run.erase(USER, NOON.plusSeconds(60));
    assertEquals(VitalsSubscription.ERASED, follower.end());
    assertTrue(Thread.interrupted());
    run.live.unsubscribe(follower, follower.end());
  }

  @Test
  void whoDoesNotReadIsCutOff() {
    VitalsSubscription follower = run.live.subscribe(USER, 0);
    for (int second = 0; second < 300; second++) {
      run.send(at(second, 70));
    }

    assertEquals(VitalsSubscription.SLOW, follower.end());
    assertTrue(Thread.interrupted());
    run.live.unsubscribe(follower, follower.end());
  }

  /** Bytes of the first released layout, which every later version has to read. */
  @Test
  void readsTheReleasedLayout() {
    LatestVital vital =
        new LatestVital(
            (short) 7,
            40,
            "<",
            "mg/dL",
            1_000_000,
            2_000_000,
            new UUID(1, 2),
            new UUID(3, 4),
            false);
    byte[] released =
        HexFormat.of()
            .parseHex(
                "0111404400000000000000000000000f424000000000001e8480"
                    + "0000000000000003000000000000000400000000000000010000000000000002"
                    + "6d672f644c");
    byte[] key = LatestVital.key(new byte[16], (short) 7);

    assertEquals(vital, LatestVital.read(key, released));
    assertEquals(HexFormat.of().formatHex(released), HexFormat.of().formatHex(vital.write()));
  }

  private LatestVital only() {
    List<LatestVital> shown = run.shown(USER);
    assertEquals(1, shown.size());
    return shown.getFirst();
  }

  private static Reading at(int second, double value) {
    Reading reading = heartRate(NOON.plusSeconds(second), value);
    reading.setProof("fresh");
    return reading;
  }

  private static Reading proof(Reading reading, String proof) {
    Reading other = Reading.newBuilder(reading).build();
    other.setProof(proof);
    return other;
  }

  private static Reading status(Reading reading, String status, int secondsLater) {
    Reading other = proof(reading, "unproven");
    other.setStatus(status);
    other.setReceivedAt(reading.getReceivedAt().plusSeconds(secondsLater));
    return other;
  }
}
