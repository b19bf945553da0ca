package io.healthtrack.schemas.documentation;

import static io.healthtrack.schemas.documentation.ExampleRecords.ANN;
import static io.healthtrack.schemas.documentation.ExampleRecords.LATER;
import static io.healthtrack.schemas.documentation.ExampleRecords.NEW_YEAR;
import static io.healthtrack.schemas.documentation.ExampleRecords.RECEIVED;

import io.healthtrack.avro.Activity;
import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Recommendation;
import io.healthtrack.avro.RecordCode;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** The rest of Ann's story: what the clinic knows, what she is told, and that she looked. */
final class ExamplesOfCare {

  private static final UUID RECORD = UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a009");

  private ExamplesOfCare() {}

  static EhrRecord record() {
    return EhrRecord.newBuilder()
        .setRecordId(RECORD)
        .setUserId(ANN)
        .setRecordType("Condition")
        .setVersion(2)
        .setRecordedAt(NEW_YEAR)
        .setStatus("active")
        .setSource("clinic")
        .setChangedAt(LATER)
        .setKeyId("clinic-2026")
        .setDetails(ByteBuffer.wrap(new byte[] {1, 35, 69, 103}))
        .setCodes(List.of(new RecordCode("http://hl7.org/fhir/sid/icd-10", "I47.1")))
        .build();
  }

  static QuarantinedReading quarantinedRecord() {
    return QuarantinedReading.newBuilder()
        .setQuarantineId(UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a006"))
        .setUserId(ANN)
        .setReason("record-of-another")
        .setDetail("record_id is that of another person's record: send it under its own")
        .setQuarantinedAt(LATER)
        .setStage("sink")
        .setSourceTopic(Topics.EHR_RECORDS.name())
        .setSourcePartition(2)
        .setSourceOffset(17)
        .setReceivedAt(RECEIVED)
        .setPayload(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 1}))
        .build();
  }

  static Recommendation recommendation() {
    return Recommendation.newBuilder()
        .setRecommendationId(UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a008"))
        .setUserId(ANN)
        .setKind("move-more")
        .setForDay(LocalDate.of(2026, 3, 1))
        .setAdvice("A little more walking does a lot of good.")
        .setEvidence("{\"mean_steps_7_days\": 3200, \"days\": 7}")
        .setGeneratedBy("healthtrack/move-more/1")
        .setCreatedAt(LATER)
        .setValidUntil(LATER.plusSeconds(7 * 86_400))
        .build();
  }

  static Activity login() {
    return Activity.newBuilder()
        .setActivityId(UUID.fromString("0d9cc1b8-4c2b-4d6b-9a3e-3f6c6bb0a007"))
        .setUserId(ANN)
        .setKind("login")
        .setOccurredAt(LATER)
        .setActor("3f0c6a0e-7f7c-4c53-9a39-0f8f3d3a9f11")
        .build();
  }
}
