package io.healthtrack.local.proofs;

import static io.healthtrack.schemas.topics.Topics.AUDIT_TALLIES;
import static io.healthtrack.schemas.topics.Topics.READINGS_QUARANTINED;
import static io.healthtrack.schemas.topics.Topics.READINGS_RAW;
import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.READINGS_WINDOWS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.validation.ValidationSettings;
import io.healthtrack.processors.validation.ValidationTopology;
import io.healthtrack.processors.windows.WindowsTopology;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Validation and windows, one behind the other, and what they have written for the sink. At every
 * prefix of what is sent, each record has exactly one end.
 */
final class Chain implements AutoCloseable {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  private final AvroSerializer<Reading> serializer;
  private final AvroDeserializer<Tally> tallies;
  private final Stage validation;
  private final Stage windows;
  private final List<TestRecord<byte[], byte[]>> valid = new ArrayList<>();
  private final List<TestRecord<byte[], byte[]>> told = new ArrayList<>();
  private long sent;
  private long passedOn;
  private long quarantined;
  private long duplicates;

  Chain(RegistryClient schemas, Instant start) {
    serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    tallies = new AvroDeserializer<>(schemas);
    validation =
        new Stage(
            ValidationTopology.APPLICATION_ID,
            () ->
                new ValidationTopology(
                        schemas,
                        CATALOGUE,
                        ValidationSettings.DEFAULTS,
                        partition -> true,
                        new SimpleMeterRegistry())
                    .build(),
            start);
    windows =
        new Stage(
            WindowsTopology.APPLICATION_ID,
            () -> new WindowsTopology(schemas, CATALOGUE).build(),
            start);
  }

  /** Sends a reading as the gateway does, and follows it to its end. */
  void send(Reading reading) {
    validation.pipe(
        READINGS_RAW,
        new TestRecord<>(
            UuidSerializer.bytes(reading.getUserId()),
            serializer.serialize(READINGS_RAW.name(), reading),
            reading.getReceivedAt()));
    sent++;
    for (TestRecord<byte[], byte[]> record : validation.written(READINGS_VALID)) {
      passedOn++;
      valid.add(record);
      windows.pipe(READINGS_VALID, record);
    }
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
  }

  /** Lets as much time pass as it takes until there is a word about each window that changed. */
  void tell() {
    windows.passTime(Duration.ofSeconds(10));
    told.addAll(windows.written(READINGS_WINDOWS));
  }

  /** Both processes end, others go on. */
  void restart() {
    told.addAll(windows.written(READINGS_WINDOWS));
    validation.restart();
    windows.restart();
    // A driver starts its processors before their stores are restored: they count anew.
    sent = 0;
    passedOn = 0;
    quarantined = 0;
  }

  long duplicates() {
    return duplicates;
  }

  /** What the sink has not been given yet. */
  List<TestRecord<byte[], byte[]>> take(Topic topic) {
    List<TestRecord<byte[], byte[]>> records = topic.equals(READINGS_VALID) ? valid : told;
    List<TestRecord<byte[], byte[]>> taken = List.copyOf(records);
    records.clear();
    return taken;
  }

  @Override
  public void close() {
    validation.close();
    windows.close();
  }
}
