package io.healthtrack.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The declared topics, empty ones, and whoever writes them: in transactions, which leave marks. */
final class SinkTopics implements AutoCloseable {

  static final int PARTITIONS = 4;

  private final Admin admin;
  private final Stack stack;
  private final String writer;
  private final AvroSerializer<SpecificRecord> serializer;
  private KafkaProducer<byte[], byte[]> producer;

  static {
    // Loading the deserializer makes Avro trust our records, which the serializer alone does not.
    new AvroDeserializer<>(RegistryClient.local()).close();
  }

  /**
   * Empties the topics of a stack.
   *
   * @param writer a name nobody else writes under
   */
  SinkTopics(Stack stack, String writer) {
    this.stack = stack;
    this.writer = writer;
    admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    empty();
    // A test before may have killed the server in which the registry keeps its schemas.
    Await.until(
        "schemas registered",
        () -> {
          SchemaProvisioning.ensure(stack.registryUrl());
          return true;
        });
    serializer = new AvroSerializer<>(RegistryClient.http(stack.registryUrl()));
    producer = open();
  }

  void send(List<Reading> readings) {
    commit(() -> readings.forEach(one -> write(Topics.READINGS_VALID, one.getUserId(), one)));
  }

  void send(Topic topic, UUID key, SpecificRecord value) {
    commit(() -> write(topic, key, value));
  }

  void sendRaw(Topic topic, byte[] key, byte[] value) {
    commit(() -> write(new ProducerRecord<>(topic.name(), key, value)));
  }

  /** Sends a reading again that was refused, as an operator's replay does. */
  void sendReplay(byte[] key, byte[] value, Replay replay) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(Replay.HEADER, replay.bytes());
    String topic = Topics.READINGS_VALID.name();
    commit(() -> write(new ProducerRecord<>(topic, null, key, value, headers)));
  }

  /** Sends readings that never happened. */
  void sendAborted(List<Reading> readings) {
    producer.beginTransaction();
    readings.forEach(reading -> write(Topics.READINGS_VALID, reading.getUserId(), reading));
    producer.flush();
    producer.abortTransaction();
  }

  /** What stands in the way of somebody who has only an old copy: the log lost its beginning. */
  void loseLog(Topic topic) throws InterruptedException, ExecutionException {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      // Up to its end.
      all.put(new TopicPartition(topic.name(), partition), RecordsToDelete.beforeOffset(-1));
    }
    admin.deleteRecords(all).all().get();
  }

  /** Where the logs end, markers and all. */
  Map<TopicPartition, Long> ends(Collection<Topic> topics)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (Topic topic : topics) {
      for (int partition = 0; partition < topic.partitions(PARTITIONS); partition++) {
        asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    return admin.listOffsets(asked).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }

  private KafkaProducer<byte[], byte[]> open() {
    KafkaProducer<byte[], byte[]> opened =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                writer,
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    opened.initTransactions();
    return opened;
  }

  /**
   * Writes in a transaction. A broker that is short of time was seen to refuse a commit as of an
   * invalid state, which ends the producer. Whoever comes after it rolls its transaction back and
   * writes again, as Kafka Streams does.
   */
  private void commit(Runnable writes) {
    try {
      transact(writes);
    } catch (InvalidTxnStateException e) {
      producer.close(Duration.ZERO);
      producer = open();
      transact(writes);
    }
  }

  private void transact(Runnable writes) {
    producer.beginTransaction();
    writes.run();
    producer.commitTransaction();
  }

  private void write(Topic topic, UUID key, SpecificRecord value) {
    write(
        new ProducerRecord<>(
            topic.name(), UuidSerializer.bytes(key), serializer.serialize(topic.name(), value)));
  }

  // Failures come back from commitTransaction.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void write(ProducerRecord<byte[], byte[]> written) {
    producer.send(written);
  }

  /** Makes those anew that were written to; most tests write to few. */
  private void empty() {
    try {
      Set<String> existing = admin.listTopics().names().get();
      Set<String> used =
          ends(Topics.all().stream().filter(topic -> existing.contains(topic.name())).toList())
              .entrySet()
              .stream()
              .filter(end -> end.getValue() > 0)
              .map(end -> end.getKey().topic())
              .collect(Collectors.toSet());
      admin.deleteTopics(used).all().get();
      Await.until(
          "old topics gone", () -> Collections.disjoint(admin.listTopics().names().get(), used));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker did not empty the topics", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Await.until(
        "new topics there",
        () -> {
          TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
          return true;
        });
  }
}
