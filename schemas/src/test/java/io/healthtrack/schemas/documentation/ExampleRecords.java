package io.healthtrack.schemas.documentation;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.Tally;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** One record of each topic, all of one story: Ann's watch tells of a fast heart. */
final class ExampleRecords {

  private static final String TENANT = "default";
  static final String METRIC = "heart-rate";
  private static final Instant MEASURED = Instant.parse("2026-03-01T10:00:30Z");
  static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:31.250Z");
  static final Instant LATER = Instant.parse("2026-03-01T10:05:00Z");
  static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  static final UUID ANN = SubjectIdentity.userFrom(TENANT, "clinic|ann");
  static final UUID WATCH = SubjectIdentity.deviceFrom(TENANT, "acme|42");
  static final UUID RULE = SubjectIdentity.deviceFrom(TENANT, "rule:clinic|fast-heart");
  private static final UUID EPISODE = UUID.fromString("5b9f24b7-9d0f-4f8e-8f58-3d5a52f0a002");
  static final UUID COMMAND = UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a004");
  private static final UUID READING =
      ReadingIdentity.ofMeasurement(
          WATCH, METRIC, MEASURED.toEpochMilli() * 1_000, 171, null, "/min", 0);

  private ExampleRecords() {}

  /** The example of a topic. */
  static SpecificRecord of(Topic topic) {
    if (topic.equals(Topics.READINGS_RAW)) {
      return reading().build();
    }
    if (topic.equals(Topics.READINGS_VALID)) {
      return reading().setProof("fresh").setSentValue(171.0).setSentUnit("/min").build();
    }
    if (topic.equals(Topics.EHR_QUARANTINED)) {
      return ExamplesOfCare.quarantinedRecord();
    }
    return switch (topic.value().getName()) {
      case "QuarantinedReading" -> quarantined();
      case "ReadingWindow" -> minute();
      case "AlertEvent" -> alert(topic.name().substring("alerts.".length()));
      case "AlertCommand" -> acknowledgement();
      case "RegistryCommand" -> ExamplesOfTheRegistry.command();
      case "User" -> ExamplesOfTheRegistry.user();
      case "Device" -> ExamplesOfTheRegistry.device();
      case "Consents" -> ExamplesOfTheRegistry.consents();
      case "ThresholdRule" -> ExamplesOfTheRegistry.rule();
      case "Credential" -> ExamplesOfTheRegistry.credential();
      case "EhrRecord" -> ExamplesOfCare.record();
      case "Recommendation" -> ExamplesOfCare.recommendation();
      case "Activity" -> ExamplesOfCare.login();
      case "Tally" -> tally();
      default -> throw new IllegalArgumentException("say what " + topic.name() + " holds");
    };
  }

  private static Reading.Builder reading() {
    return Reading.newBuilder()
        .setReadingId(READING)
        .setUserId(ANN)
        .setMetric(METRIC)
        .setMeasuredAt(MEASURED)
        .setValue(171)
        .setUnit("/min")
        .setDeviceId(WATCH)
        .setReceivedAt(RECEIVED)
        .setSource("native-json");
  }

  private static QuarantinedReading quarantined() {
    return QuarantinedReading.newBuilder()
        .setQuarantineId(UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a005"))
        .setUserId(ANN)
        .setReason("implausible")
        .setDetail("the value is outside of the plausible range of the metric")
        .setQuarantinedAt(LATER)
        .setReadingId(READING)
        .setMetric(METRIC)
        .setSourceTopic(Topics.READINGS_RAW.name())
        .setSourcePartition(2)
        .setSourceOffset(4711)
        .setReceivedAt(RECEIVED)
        .setPayload(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 1}))
        .build();
  }

  private static ReadingWindow minute() {
    return ReadingWindow.newBuilder()
        .setUserId(ANN)
        .setMetric(METRIC)
        .setWindowMinutes(1)
        .setWindowStart(Instant.parse("2026-03-01T10:00:00Z"))
        .setRevision(2)
        .setReadings(2)
        .setSum(345)
        .setM2(4.5)
        .setMin(171.0)
        .setMax(174.0)
        .setFirstValue(174.0)
        .setFirstAt(MEASURED.minusSeconds(5))
        .setLastValue(171.0)
        .setLastAt(MEASURED)
        .setUnit("/min")
        .setClosed(true)
        .setComputedAt(RECEIVED.plusSeconds(30))
        .build();
  }

  private static AlertEvent alert(String severity) {
    return AlertEvent.newBuilder()
        .setEventId(UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a001"))
        .setEpisodeId(EPISODE)
        .setUserId(ANN)
        .setRevision(1)
        .setEvent("opened")
        .setSeverity(severity)
        .setRuleId(RULE)
        .setRuleName("Fast heart")
        .setMetric(METRIC)
        .setPage(severity.equals("critical"))
        .setOpenedAt(MEASURED.minusSeconds(30))
        .setMeasuredAt(MEASURED)
        .setReceivedAt(RECEIVED)
        .setEvaluatedAt(RECEIVED)
        .setValidUntil(RECEIVED.plusSeconds(3_600))
        .setValue(171)
        .setUnit("/min")
        .setLimit(150)
        .setDeviceId(WATCH)
        .setReadingId(READING)
        .setBreachingReadings(7)
        .setMostExtreme(174)
        .setEvidence(
            List.of(
                Evidence.newBuilder()
                    .setName("value")
                    .setValue(171)
                    .setUnit("/min")
                    .setMeasuredAt(MEASURED)
                    .build()))
        .build();
  }

  private static AlertCommand acknowledgement() {
    return AlertCommand.newBuilder()
        .setCommandId(COMMAND)
        .setUserId(ANN)
        .setEpisodeId(EPISODE)
        .setKind("acknowledge")
        .setAskedAt(LATER)
        .setAskedBy("3f0c6a0e-7f7c-4c53-9a39-0f8f3d3a9f11")
        .build();
  }

  private static Tally tally() {
    return Tally.newBuilder()
        .setStage("validation")
        .setTopic(Topics.READINGS_RAW.name())
        .setPartition(2)
        .setCountedTo(4712)
        .setRecordsIn(4700)
        .setRecordsOut(4690)
        .setDuplicates(8)
        .setQuarantined(2)
        .setReasons(Map.of("implausible", 2L))
        .setTalliedAt(LATER)
        .build();
  }
}
