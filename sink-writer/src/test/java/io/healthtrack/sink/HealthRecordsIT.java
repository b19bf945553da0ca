package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.RecordCode;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the lane of health records makes of its topic. */
class HealthRecordsIT {

  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
  private static final UUID PERSON = TestReadings.user(1);
  private static final UUID OTHER = TestReadings.user(2);

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void keepsTheNewestVersionWithItsCodesWhateverTheOrder() {
    send(PERSON, record(PERSON, 1, 1, "I10"));
    send(PERSON, record(PERSON, 1, 3, "I47.1", "R00.0", "R00.0"));
    send(PERSON, record(PERSON, 1, 2, "I10"));
    send(PERSON, record(PERSON, 1, 3, "I47.1", "R00.0", "R00.0"));
    EhrRecord mistaken = record(PERSON, 2, 2, "E11");
    mistaken.setStatus("entered-in-error");
    mistaken.setDetails(ByteBuffer.allocate(0));
    send(PERSON, record(PERSON, 2, 1, "E11"));
    send(PERSON, mistaken);
    send(PERSON, record(PERSON, 2, 1, "E11"));
    world.startSink();
    world.drained();

    List<String> rows =
        List.of(
            "1|3|active|sealed 3|I47.1 R00.0|key-3|2026-03-01 08:03:00",
            "2|2|entered-in-error|||key-2|2026-03-01 08:02:00");
    assertEquals(rows, stored());
    assertEquals(List.of("7|2|3|2|0"), tallies());

    world.execute("UPDATE ops.lane_offsets SET next_offset = 0 WHERE lane = 'ehr'");
    world.startSink();
    world.drained();
    assertEquals(rows, stored(), "read again from the start");
  }

  @Test
  void refusesWhatIsAnothersOrNoRecordAndTellsItInTheirOwnTopic() {
    send(PERSON, record(PERSON, 1, 1, "I10"));
    EhrRecord taken = record(OTHER, 1, 2, "E11");
    send(OTHER, taken);
    send(OTHER, record(PERSON, 3, 1));
    EhrRecord unstorable = record(OTHER, 4, 1);
    unstorable.setSource("a\0b");
    send(OTHER, unstorable);
    world.sendRaw(
        Topics.EHR_RECORDS,
        UuidSerializer.bytes(OTHER),
        "no record".getBytes(StandardCharsets.UTF_8));
    send(OTHER, record(OTHER, 5, 1, "E11"));
    world.startSink();
    world.drained();

    assertEquals(
        List.of(
            "1|1|active|sealed 1|I10|key-1|2026-03-01 08:01:00",
            "5|1|active|sealed 1|E11|key-1|2026-03-01 08:01:00"),
        stored());
    assertEquals(List.of("6|2|0|0|4"), tallies());
    Await.until(
        "refusals relayed",
        () ->
            world
                .query("SELECT count(relayed_at) FROM ops.quarantined_readings")
                .equals(List.of("4")));
    world.drained();
    assertEquals(
        List.of("record-of-another", "unreadable", "unstorable", "wrong-key"),
        TopicRecords.<QuarantinedReading>of(world, Topics.EHR_QUARANTINED).stream()
            .map(QuarantinedReading::getReason)
            .sorted()
            .toList());
    assertEquals(List.of(), TopicRecords.of(world, Topics.READINGS_QUARANTINED));
    assertEquals(
        List.of("4|no-reading"),
        world.query("SELECT count(*), obstacle FROM ops.quarantine_states GROUP BY obstacle"));
  }

  @Test
  void forgetsAPersonByTombstoneAndByErasure() {
    Instant now = Instant.now();
    send(PERSON, changed(record(PERSON, 1, 1, "I10"), now.minusSeconds(60)));
    send(OTHER, changed(record(OTHER, 2, 1, "E11"), now.minusSeconds(60)));
    world.send(Topics.EHR_RECORDS, PERSON, null);
    send(PERSON, changed(record(PERSON, 3, 1), now.plusSeconds(3_600)));
    world.startSink();
    world.drained();
    assertEquals(List.of("2|E11", "3|"), codes());

    world.send(Topics.REGISTRY_USERS, OTHER, null);
    world.drained();
    assertEquals(List.of("3|"), codes());
    send(OTHER, changed(record(OTHER, 2, 1, "E11"), now.minusSeconds(60)));
    world.drained();
    world.execute("SELECT ops.forget_again()");
    assertEquals(List.of("3|"), codes(), "what was on its way goes too");
  }

  private void send(UUID key, EhrRecord record) {
    world.send(Topics.EHR_RECORDS, key, record);
  }

  private List<String> stored() {
    return world.query(
        """
        SELECT right(r.record_id::text, 1), version, status, convert_from(details, 'UTF8'),
               (SELECT coalesce(string_agg(c.code, ' ' ORDER BY c.code), '')
                FROM health.record_codes c WHERE c.record_id = r.record_id),
               key_id, changed_at AT TIME ZONE 'UTC'
        FROM health.electronic_health_records r ORDER BY 1
        """);
  }

  private List<String> codes() {
    return world.query(
        """
        SELECT right(r.record_id::text, 1), coalesce(string_agg(c.code, ' '), '')
        FROM health.electronic_health_records r LEFT JOIN health.record_codes c USING (record_id)
        GROUP BY 1 ORDER BY 1
        """);
  }

  private List<String> tallies() {
    return world.query(
        "SELECT sum(records_in), sum(inserted), sum(already_stored), sum(corrected),"
            + " sum(quarantined) FROM ops.lane_tallies WHERE lane = 'ehr'");
  }

  private static EhrRecord record(UUID person, int number, int version, String... codes) {
    return EhrRecord.newBuilder()
        .setRecordId(new UUID(0x4000L, 0x8000_0000_0000_0000L | number))
        .setUserId(person)
        .setRecordType("Condition")
        .setVersion(version)
        .setStatus("active")
        .setRecordedAt(MORNING)
        .setChangedAt(MORNING.plusSeconds(60L * version))
        .setKeyId("key-" + version)
        .setDetails(ByteBuffer.wrap(("sealed " + version).getBytes(StandardCharsets.UTF_8)))
        .setCodes(
            Stream.of(codes)
                .map(code -> new RecordCode("http://hl7.org/fhir/sid/icd-10", code))
                .toList())
        .build();
  }

  private static EhrRecord changed(EhrRecord record, Instant at) {
    record.setChangedAt(at);
    return record;
  }
}
