package io.healthtrack.processors.testing;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.Tally;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Assertions;

/** The provisioned topics of a real broker: writes as the gateway does, reads what is committed. */
public final class Cluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 2;

  private final Stack stack;
  private final RegistryClient schemas;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();

  /** Provisions topics, empty ones whoever used the stack before, and schemas. */
  public Cluster(Stack stack) {
    this.stack = stack;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      Predecessors.clear(admin);
      await("new topics there", () -> provisioned(admin));
    }
    SchemaProvisioning.ensure(stack.registryUrl());
    schemas = RegistryClient.http(stack.registryUrl());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Writes accepted readings. */
  public void send(List<Reading> readings) {
    AvroSerializer<Reading> serializer = new AvroSerializer<>(schemas);
    String topic = Topics.READINGS_RAW.name();
    for (Reading reading : readings) {
      write(
          topic,
          reading.getUserId(),
          reading.getReceivedAt().toEpochMilli(),
          serializer.serialize(topic, reading));
    }
    awaitAcknowledged();
  }

  /** Writes a record that is no reading. */
  public void sendNoise(UUID key) {
    write(Topics.READINGS_RAW.name(), key, System.currentTimeMillis(), new byte[] {1, 2, 3});
    awaitAcknowledged();
  }

  /** Writes what a person decided, as the registry does. */
  public void decide(UUID user, Instant at, Consent... decisions) {
    String topic = Topics.REGISTRY_CONSENTS.name();
    Consents entry = Consents.newBuilder().setUserId(user).setConsents(List.of(decisions)).build();
    write(
        topic,
        user,
        at.toEpochMilli(),
        new AvroSerializer<Consents>(schemas).serialize(topic, entry));
    awaitAcknowledged();
  }

  /** Asks the registry for a rule. */
  public void putRule(UUID id, RuleVersion rule) {
    RegistryCommand command =
        RegistryCommand.newBuilder()
            .setCommandId(UUID.randomUUID())
            .setSubjectId(id)
            .setKind("put-threshold")
            .setRule(rule)
            .build();
    String topic = Topics.REGISTRY_COMMANDS.name();
    byte[] value = new AvroSerializer<RegistryCommand>(schemas).serialize(topic, command);
    write(topic, id, System.currentTimeMillis(), value);
    awaitAcknowledged();
  }

  /** All committed records of a topic, tombstones left out. */
  public <T extends SpecificRecord> List<T> records(Topic topic) {
    AvroDeserializer<T> deserializer = new AvroDeserializer<>(schemas);
    List<T> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record -> {
                  if (record.value() != null) {
                    records.add(deserializer.deserialize(topic.name(), record.value()));
                  }
                });
      }
    }
    return records;
  }

  /** Waits until a topic holds so many records. */
  public void awaitRecords(Topic topic, int count) {
    await(topic.name() + " holds " + count, () -> records(topic).size() >= count);
  }

  /** Waits until a stage has counted so many records, and gives the sum over its partitions. */
  public Tally awaitTallies(String stage, long recordsIn) {
    await(
        stage + " has counted " + recordsIn, () -> sumOfTallies(stage).getRecordsIn() >= recordsIn);
    return sumOfTallies(stage);
  }

  /** Waits for a condition, at most two minutes. */
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("gave up waiting until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /**
   * Waits, at most two minutes, until something is as expected; if it never is, says how it
   * differs.
   */
  public static <T> void awaitEqual(T expected, Supplier<T> actual) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T found = actual.get();
    while (!found.equals(expected) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      found = actual.get();
    }
    Assertions.assertEquals(expected, found);
  }

  @Override
  public void close() {
    producer.close();
  }

  /** The longest time in which a partition of a stage published no count, since a moment. */
  public Duration longestPause(String stage, Instant since) {
    Map<Integer, Instant> last = new HashMap<>();
    Duration longest = Duration.ZERO;
    for (Tally tally : this.<Tally>records(Topics.AUDIT_TALLIES)) {
      if (tally.getStage().equals(stage)) {
        Instant before = last.put(tally.getPartition(), tally.getTalliedAt());
        if (before != null && tally.getTalliedAt().isAfter(since)) {
          Duration pause = Duration.between(before, tally.getTalliedAt());
          longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
      }
    }
    return longest;
  }

  // Names that were just deleted are not taken, and new ones not known, for a moment.
  private static boolean provisioned(Admin admin) {
    try {
      TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private Tally sumOfTallies(String stage) {
    Map<Integer, Tally> newest = new HashMap<>();
    for (Tally tally : this.<Tally>records(Topics.AUDIT_TALLIES)) {
      if (tally.getStage().equals(stage)) {
        newest.put(tally.getPartition(), tally);
      }
    }
    Tally sum =
        Tally.newBuilder()
            .setStage(stage)
            .setTopic("")
            .setPartition(-1)
            .setCountedTo(0)
            .setReasons(new HashMap<>())
            .build();
    for (Tally tally : newest.values()) {
      sum.setRecordsIn(sum.getRecordsIn() + tally.getRecordsIn());
      sum.setRecordsOut(sum.getRecordsOut() + tally.getRecordsOut());
      sum.setDuplicates(sum.getDuplicates() + tally.getDuplicates());
      sum.setQuarantined(sum.getQuarantined() + tally.getQuarantined());
      tally.getReasons().forEach((code, count) -> sum.getReasons().merge(code, count, Long::sum));
    }
    return sum;
  }

  private void write(String topic, UUID key, long timestamp, byte[] value) {
    pending.add(
        producer.send(
            new ProducerRecord<>(topic, null, timestamp, UuidSerializer.bytes(key), value)));
  }

  private void awaitAcknowledged() {
    producer.flush();
    for (Future<RecordMetadata> written : pending) {
      if (written.state() != Future.State.SUCCESS) {
        throw new AssertionError("the broker refused a record", written.exceptionNow());
      }
    }
    pending.clear();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            stack.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            "false"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
