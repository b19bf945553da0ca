package io.healthtrack.gateway.publishing;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.schemas.serde.ValueSerializer;
import io.healthtrack.schemas.topics.Tick;
import io.healthtrack.schemas.topics.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;

/**
 * The one producer of a gateway, shared by all requests. Idempotent, {@code acks=all}: what it
 * reports as published is on every replica in sync.
 */
public final class Publisher implements AutoCloseable {

  private static final int CONGESTED_AFTER = 5;

  private final Producer<Object, SpecificRecord> producer;
  private final Duration patience;
  private final Backlog backlog;

  private Publisher(Producer<Object, SpecificRecord> producer, Duration patience) {
    this.producer = producer;
    this.patience = patience;
    this.backlog = new Backlog(patience.dividedBy(CONGESTED_AFTER));
  }

  /**
   * Whether the broker is so far behind that it is kinder to refuse a request than to let it wait:
   * some request has waited for a fifth of the patience.
   */
  public boolean congested() {
    return backlog.congested(System.nanoTime());
  }

  /**
   * Connects lazily. Values are written by the ordinary {@code value.serializer} setting: ours, or
   * what the build or the overrides name.
   *
   * @param registry base address of the schema registry
   * @param overrides settings applied before those that the promise depends on
   * @param patience how long an acknowledgement may take
   */
  public static Publisher create(
      String bootstrapServers, URI registry, Map<String, String> overrides, Duration patience) {
    int millis = Math.toIntExact(patience.toMillis());
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L * 1024 * 1024);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putAll(ValueSerializer.settings(registry));
    settings.putAll(overrides);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, KeySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    return new Publisher(new KafkaProducer<>(settings), patience);
  }

  /**
   * Publishes readings in the given order and returns once all are acknowledged.
   *
   * @throws PublishingException if any was not: then some of them may be published all the same
   */
  public void publish(List<Reading> readings) {
    Backlog.Entry waiting = backlog.begin(System.nanoTime());
    try {
      Acknowledgements acknowledgements = new Acknowledgements(readings.size());
      for (Reading reading : readings) {
        send(
            Topics.READINGS_RAW.name(),
            reading.getReceivedAt().toEpochMilli(),
            reading.getUserId(),
            reading,
            acknowledgements);
      }
      await(acknowledgements);
    } finally {
      backlog.end(waiting);
    }
  }

  /**
   * Publishes a command and returns once it is acknowledged.
   *
   * @throws PublishingException if it was not: it may be published all the same
   */
  public void publish(RegistryCommand command) {
    Acknowledgements acknowledgements = new Acknowledgements(1);
    send(
        Topics.REGISTRY_COMMANDS.name(),
        command.getAskedAt().toEpochMilli(),
        command.getSubjectId(),
        command,
        acknowledgements);
    await(acknowledgements);
  }

  /**
   * Publishes what somebody does about an episode and returns once it is acknowledged.
   *
   * @throws PublishingException if it was not: it may be published all the same
   */
  public void publish(AlertCommand command) {
    Acknowledgements acknowledgements = new Acknowledgements(1);
    send(
        Topics.ALERTS_COMMANDS.name(),
        command.getAskedAt().toEpochMilli(),
        command.getUserId(),
        command,
        acknowledgements);
    await(acknowledgements);
  }

  /**
   * Publishes a tick into every partition of {@code readings.raw} and returns once all are
   * acknowledged. What was acknowledged before stands before it.
   *
   * @throws PublishingException if any was not
   */
  public void tick(Instant at) {
    List<PartitionInfo> partitions;
    try {
      partitions = producer.partitionsFor(Topics.READINGS_RAW.name());
    } catch (KafkaException e) {
      throw new PublishingException("the broker does not tell of its topics", e);
    }
    Acknowledgements acknowledgements = new Acknowledgements(partitions.size());
    for (PartitionInfo partition : partitions) {
      send(
          new ProducerRecord<Object, SpecificRecord>(
              partition.topic(),
              partition.partition(),
              at.toEpochMilli(),
              Tick.key(partition.partition()),
              null),
          acknowledgements);
    }
    await(acknowledgements);
  }

  private void send(
      String topic,
      long timestamp,
      UUID key,
      SpecificRecord value,
      Acknowledgements acknowledgements) {
    send(new ProducerRecord<>(topic, null, timestamp, key, value), acknowledgements);
  }

  private void send(
      ProducerRecord<Object, SpecificRecord> sent, Acknowledgements acknowledgements) {
    try {
      // The callback tells what the future would.
      var unused = producer.send(sent, (metadata, failure) -> acknowledgements.add(failure));
    } catch (KafkaException e) {
      throw new PublishingException("the broker takes nothing at the moment", e);
    }
  }

  private void await(Acknowledgements acknowledgements) {
    // The producer gives up by itself first; the second is for its thread to say so.
    acknowledgements.await(patience.toNanos() + TimeUnit.SECONDS.toNanos(1));
  }

  @Override
  public void close() {
    producer.close(patience);
  }
}
