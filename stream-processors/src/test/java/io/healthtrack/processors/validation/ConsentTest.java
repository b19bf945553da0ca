package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.consents.KeptConsents;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsentTest {

  private static final UUID OTHER = SubjectIdentity.user("default", "test", "ben");
  private static final Instant ONE = NOON.plusSeconds(3_600);

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void whatADenialCoversIsRefusedAndNothingOfItsContentStays() {
    run.decide(USER, NOON, deny(NOON, ONE, null));
    Reading refused = heartRate(NOON, 61);
    run.send(refused);

    QuarantinedReading entry = run.quarantined().getFirst();
    assertEquals("no-consent", entry.getReason());
    assertNull(entry.getPayload());
    assertNull(entry.getReadingId());
    assertEquals(USER, entry.getUserId());
    assertEquals("heart-rate", entry.getMetric());
    assertTrue(run.valid().isEmpty());
    Tally tally = run.tally();
    assertEquals(1, tally.getRecordsIn());
    assertEquals(Map.of("no-consent", 1L), tally.getReasons());
    assertEquals(0, run.sizeOf(ValidationTopology.HEADS, USER));
  }

  @Test
  void theTimeOfMeasurementDecidesAndIntervalsAreHalfOpen() {
    run.decide(USER, NOON, deny(NOON, ONE, null));
    run.send(
        arrivedLate(NOON.minusSeconds(1)),
        arrivedLate(NOON),
        arrivedLate(ONE.minusSeconds(1)),
        arrivedLate(ONE));

    assertEquals(2, run.valid().size());
    assertEquals(2, run.quarantined().size());
  }

  @Test
  void aDenialForOneMetricLeavesTheOthers() {
    run.decide(USER, NOON, deny(NOON, null, "glucose"));
    run.send(heartRate(NOON, 61), reading("glucose", "mg/dL", NOON, NOON, 100));

    assertEquals("heart-rate", run.valid().getFirst().getMetric());
    assertEquals(List.of("glucose"), metricsRefused());
  }

  @Test
  void aPermissionForOneMetricDoesNotLiftADenialOfAll() {
    run.decide(
        USER,
        NOON,
        deny(NOON, null, null),
        Consent.newBuilder(deny(NOON, null, "heart-rate")).setDecision("permit").build());
    run.send(heartRate(NOON, 61));

    assertEquals(List.of("heart-rate"), metricsRefused());
  }

  @Test
  void otherScopesAndOtherPeopleChangeNothing() {
    run.decide(
        USER,
        NOON,
        scoped("analytics", deny(NOON, null, null)),
        scoped("research", deny(NOON, null, null)),
        scoped("alerting", deny(NOON, null, null)));
    run.decide(OTHER, NOON, deny(NOON, null, null));
    run.send(heartRate(NOON, 61));

    assertEquals(1, run.valid().size());
    assertEquals(1, run.size(KeptConsents.STORE));
  }

  @Test
  void anIntervalThatReachesIntoADenialIsRefused() {
    run.decide(USER, NOON, deny(NOON, ONE, null));
    Reading before = steps(NOON.minusSeconds(60), NOON);
    Reading into = steps(NOON.minusSeconds(120), NOON.plusSeconds(1));
    run.send(before, into);

    assertEquals(1, run.valid().size());
    assertEquals(List.of("steps"), metricsRefused());
  }

  @Test
  void otherFaultsDoNotBringTheBytesIntoQuarantine() {
    run.decide(USER, NOON, deny(NOON, null, null));
    run.send(
        heartRate(NOON, 900),
        reading("charisma", "1", NOON, NOON, 60),
        // Its clock is wrong: it may have been measured at any time until it arrived.
        reading("heart-rate", "/min", NOON.plusSeconds(7 * 3_600), NOON, 61),
        reading("heart-rate", "/min", Instant.parse("1899-12-31T23:59:59Z"), NOON, 61));
    run.sendBytes(UuidSerializer.bytes(USER), new byte[] {9, 9}, NOON);
    run.sendBytes(UuidSerializer.bytes(OTHER), run.bytes(heartRate(NOON, 61)), NOON);

    List<QuarantinedReading> entries = run.quarantined();
    assertEquals(
        List.of("no-consent", "no-consent", "no-consent", "no-consent", "unreadable", "wrong-key"),
        entries.stream().map(QuarantinedReading::getReason).toList());
    entries.forEach(entry -> assertNull(entry.getPayload()));
    entries.forEach(entry -> assertNull(entry.getReadingId()));
  }

  @Test
  void aDecisionIsForReadingsJudgedAfterIt() {
    run.send(heartRate(NOON, 61));
    run.decide(USER, NOON, deny(NOON.minusSeconds(60), null, null));
    run.send(heartRate(NOON.plusSeconds(1), 61));
    run.decide(USER, NOON);
    run.send(heartRate(NOON.plusSeconds(2), 61));

    assertEquals(2, run.valid().size());
    assertEquals(1, run.quarantined().size());
    assertEquals(0, run.size(KeptConsents.STORE));
  }

  @Test
  void theTombstoneEmptiesAndThePersonsOwnDoesNot() {
    run.decide(USER, NOON, deny(NOON, null, null));
    // Read late: the person has registered and decided anew since.
    run.erase(USER, NOON.minusSeconds(3_600));
    assertEquals(1, run.sizeOf(KeptConsents.STORE, USER));
    run.send(heartRate(NOON, 61));
    assertEquals("no-consent", run.quarantined().getFirst().getReason());

    run.forgetDecisions(USER, NOON);
    assertEquals(0, run.size(KeptConsents.STORE));
    run.send(heartRate(NOON.plusSeconds(1), 61));
    assertEquals(1, run.valid().size());
  }

  @Test
  void anEntryThatCannotBeReadTakesNoDenialAway() {
    run.decide(USER, NOON, deny(NOON, null, null));
    run.sendTo(Topics.REGISTRY_CONSENTS, UuidSerializer.bytes(USER), new byte[] {7}, NOON);
    run.sendTo(Topics.REGISTRY_CONSENTS, null, new byte[] {7}, NOON);
    run.sendTo(Topics.REGISTRY_CONSENTS, new byte[] {1}, null, NOON);
    run.send(heartRate(NOON, 61));

    assertEquals("no-consent", run.quarantined().getFirst().getReason());
  }

  @Test
  void decisionsComeOutOfTheirTopicBeforeReadingsThatWait() {
    ConsumerRecord<Object, Object> entry =
        new ConsumerRecord<>(
            Topics.REGISTRY_CONSENTS.name(),
            0,
            0,
            NOON.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            null,
            new RecordHeaders(),
            Optional.empty());
    long dated = KeptConsents.BEFORE_READINGS.extract(entry, 0);

    assertTrue(dated < NOON.minus(Duration.ofDays(31)).toEpochMilli());
    assertFalse(dated < 0);
  }

  @Test
  void aReadingThatIsKeptKeepsItsBytesWhenItIsRefusedForSomethingElse() {
    run.decide(USER, NOON, deny(NOON.minusSeconds(60), NOON, null));
    run.send(heartRate(NOON, 900));

    ByteBuffer payload = run.quarantined().getFirst().getPayload();
    assertNotNull(payload);
  }

  private List<String> metricsRefused() {
    return run.quarantined().stream()
        .filter(entry -> entry.getReason().equals("no-consent"))
        .map(QuarantinedReading::getMetric)
        .toList();
  }

  private static Reading arrivedLate(Instant measuredAt) {
    return reading("heart-rate", "/min", measuredAt, ONE.plusSeconds(3_600), 61);
  }

  private static Reading steps(Instant from, Instant until) {
    Reading steps = reading("steps", "{steps}", from, until, 10);
    steps.setEndAt(until);
    return steps;
  }

  private static Consent scoped(String scope, Consent consent) {
    return Consent.newBuilder(consent).setScope(scope).build();
  }

  private static Consent deny(Instant from, Instant until, String metric) {
    return Consent.newBuilder()
        .setScope("treatment")
        .setDecision("deny")
        .setFrom(from)
        .setUntil(until)
        .setMetric(metric)
        .build();
  }
}
