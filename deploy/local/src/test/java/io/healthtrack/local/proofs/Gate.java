package io.healthtrack.local.proofs;

import static io.healthtrack.schemas.topics.Topics.AUDIT_TALLIES;
import static io.healthtrack.schemas.topics.Topics.READINGS_QUARANTINED;
import static io.healthtrack.schemas.topics.Topics.READINGS_RAW;
import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.validation.ValidationSettings;
import io.healthtrack.processors.validation.ValidationTopology;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;

/** Validation. At every prefix of what is sent, each record has exactly one end. */
final class Gate implements AutoCloseable {

  private final AvroSerializer<Reading> serializer;
  private final AvroDeserializer<Tally> tallies;
  private final Stage validation;
  private long sent;
  private long passedOn;
  private long quarantined;
  private long duplicates;

  Gate(RegistryClient schemas, MetricCatalogue catalogue, Instant start) {
    serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    tallies = new AvroDeserializer<>(schemas);
    validation =
        new Stage(
            ValidationTopology.APPLICATION_ID,
            () ->
                new ValidationTopology(
                        schemas,
                        catalogue,
                        ValidationSettings.DEFAULTS,
                        partition -> true,
                        new SimpleMeterRegistry())
                    .build(),
            start);
  }

  /** Sends a reading as the gateway does; what is passed on. */
  List<TestRecord<byte[], byte[]>> send(Reading reading) {
    validation.pipe(
        READINGS_RAW,
        new TestRecord<>(
            UuidSerializer.bytes(reading.getUserId()),
            serializer.serialize(READINGS_RAW.name(), reading),
            reading.getReceivedAt()));
    List<TestRecord<byte[], byte[]>> passed = validation.written(READINGS_VALID);
    sent++;
    passedOn += passed.size();
    quarantined += validation.written(READINGS_QUARANTINED).size();
    validation.passTime(Duration.ofSeconds(1));
    Tally tally = null;
    for (TestRecord<byte[], byte[]> record : validation.written(AUDIT_TALLIES)) {
      tally = tallies.deserialize(AUDIT_TALLIES.name(), record.value());
    }
    assertEquals(sent, tally.getRecordsIn());
    assertEquals(passedOn, tally.getRecordsOut());
    assertEquals(quarantined, tally.getQuarantined());
    assertEquals(sent, passedOn + quarantined + tally.getDuplicates());
    duplicates = tally.getDuplicates();
    return passed;
  }

  void restart() {
    validation.restart();
    // A driver starts its processors before their stores are restored: they count anew.
    sent = 0;
    passedOn = 0;
    quarantined = 0;
  }

  /** Since the last restart. */
  long duplicates() {
    return duplicates;
  }

  @Override
  public void close() {
    validation.close();
  }
}
