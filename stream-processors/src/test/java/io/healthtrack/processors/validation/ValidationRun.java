package io.healthtrack.processors.validation;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.DriverSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.topics.Tick;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The validation topology on a driver, with typed ends. */
final class ValidationRun implements AutoCloseable {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final RegistryClient schemas = RegistryClient.local();
  private final AvroSerializer<Reading> serializer = serializer(schemas);
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> raw;
  private final TestInputTopic<UUID, User> users;
  private final TestInputTopic<UUID, Consents> consents;
  private final TestOutputTopic<UUID, Reading> valid;
  private final TestOutputTopic<UUID, QuarantinedReading> quarantined;
  private final TestOutputTopic<String, Tally> tallies;

  private ValidationRun(Instant start, ValidationSettings settings, boolean born) {
    Topology topology =
        new ValidationTopology(schemas, MetricCatalogue.load(), settings, partition -> born, meters)
            .build();
    Properties properties = DriverSettings.of(ValidationTopology.APPLICATION_ID);
    driver = new TopologyTestDriver(topology, properties, start);
    raw =
        driver.createInputTopic(
            Topics.READINGS_RAW.name(), new ByteArraySerializer(), new ByteArraySerializer());
    AvroSerializer<User> entries = new AvroSerializer<>(schemas);
    entries.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    users = driver.createInputTopic(Topics.REGISTRY_USERS.name(), new UuidSerializer(), entries);
    AvroSerializer<Consents> decisions = new AvroSerializer<>(schemas);
    decisions.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    consents =
        driver.createInputTopic(Topics.REGISTRY_CONSENTS.name(), new UuidSerializer(), decisions);
    valid = output(Topics.READINGS_VALID);
    quarantined = output(Topics.READINGS_QUARANTINED);
    tallies =
        driver.createOutputTopic(
            Topics.AUDIT_TALLIES.name(), new StringDeserializer(), new AvroDeserializer<>(schemas));
  }

  static ValidationRun born(Instant start) {
    return new ValidationRun(start, ValidationSettings.DEFAULTS, true);
  }

  /** State that begins empty although something was passed on before. */
  static ValidationRun afterReset(Instant start) {
    return new ValidationRun(start, ValidationSettings.DEFAULTS, false);
  }

  static ValidationRun with(Instant start, ValidationSettings settings) {
    return new ValidationRun(start, settings, true);
  }

  static AvroSerializer<Reading> serializer(RegistryClient schemas) {
    AvroSerializer<Reading> serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    return serializer;
  }

  byte[] bytes(Reading reading) {
    return serializer.serialize(Topics.READINGS_RAW.name(), reading);
  }

  void send(Reading... readings) {
    for (Reading reading : readings) {
      raw.pipeInput(
          UuidSerializer.bytes(reading.getUserId()),
          bytes(reading),
          reading.getReceivedAt().toEpochMilli());
    }
  }

  void sendBytes(byte[] key, byte[] value, Instant receivedAt) {
    raw.pipeInput(key, value, receivedAt.toEpochMilli());
  }

  /** Sends the bytes of a quarantined record again, as `deploy/healthtrack replay` does. */
  void replay(QuarantinedReading entry, int number) {
    raw.pipeInput(
        new TestRecord<>(
            UuidSerializer.bytes(entry.getUserId()),
            entry.getPayload().array(),
            new RecordHeaders()
                .add(
                    Replay.HEADER,
                    new Replay(entry.getQuarantineId(), number, entry.getStage().equals("sink"))
                        .bytes()),
            entry.getReceivedAt()));
  }

  /** A tick of the gateway's clock. */
  void tick(Instant at) {
    sendBytes(Tick.key(0), null, at);
  }

  /** What was passed on that is no reading. */
  List<TestRecord<byte[], byte[]>> ticks() {
    return driver
        .createOutputTopic(
            Topics.READINGS_VALID.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** Registers a person, who may have been erased before. */
  void register(UUID user, Instant at) {
    users.pipeInput(user, User.newBuilder().setUserId(user).setChangedAt(at).build(), at);
  }

  /** Registers a person with all that is known of them. */
  void register(User user, Instant at) {
    users.pipeInput(user.getUserId(), user, at);
  }

  double wrongClocks(String direction) {
    return meters
        .get("healthtrack.streams.clocks.wrong")
        .tag("direction", direction)
        .counter()
        .count();
  }

  double clockSkew(String direction) {
    return meters.get("healthtrack.streams.clock.skew").tag("direction", direction).summary().max();
  }

  /** What the registry says about somebody who is not there. */
  void answerAbsent(UUID user, Instant at) {
    users.pipeInput(
        user,
        User.newBuilder().setUserId(user).setVersion(0).setChangedAt(Instant.EPOCH).build(),
        at);
  }

  /** All that a person decided. */
  void decide(UUID user, Instant at, Consent... decisions) {
    consents.pipeInput(
        user, Consents.newBuilder().setUserId(user).setConsents(List.of(decisions)).build(), at);
  }

  /** The tombstone of what a person decided. */
  void forgetDecisions(UUID user, Instant at) {
    consents.pipeInput(user, null, at);
  }

  /** A record of any topic that the topology reads, whatever it holds. */
  void sendTo(Topic topic, byte[] key, byte[] value, Instant at) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(key, value, at.toEpochMilli());
  }

  /** The person's tombstone. */
  void erase(UUID user, Instant at) {
    users.pipeInput(user, null, at);
  }

  void passTime(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** How many entries a store has. */
  int sizeOfStore(String store) {
    int count = 0;
    try (var held = driver.<byte[], byte[]>getKeyValueStore(store).all()) {
      for (; held.hasNext(); held.next()) {
        count++;
      }
    }
    return count;
  }

  /** How many entries of a store begin with the person's id. */
  int sizeOf(String store, UUID user) {
    int count = 0;
    try (var held =
        driver
            .<byte[], byte[]>getKeyValueStore(store)
            .prefixScan(UuidSerializer.bytes(user), new ByteArraySerializer())) {
      for (; held.hasNext(); held.next()) {
        count++;
      }
    }
    return count;
  }

  List<Reading> valid() {
    return valid.readValuesToList();
  }

  /** The marks of everything passed on since the last call. */
  List<String> proofs() {
    return valid().stream().map(Reading::getProof).toList();
  }

  List<QuarantinedReading> quarantined() {
    return quarantined.readValuesToList();
  }

  /** The newest tally, after the clock has moved on. */
  Tally tally() {
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    return tallies.readValuesToList().getLast();
  }

  /** How many entries a store holds. */
  int size(String store) {
    int count = 0;
    try (var all = driver.getKeyValueStore(store).all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }

  @Override
  public void close() {
    driver.close();
  }

  private <T extends SpecificRecord> TestOutputTopic<UUID, T> output(Topic topic) {
    return driver.createOutputTopic(
        topic.name(), new UuidDeserializer(), new AvroDeserializer<>(schemas));
  }
}
