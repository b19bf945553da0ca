package io.healthtrack.local.accounting;

import io.healthtrack.schemas.topics.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Follows all partitions of some topics and sees committed records only. Belongs to no group and
 * commits nothing. For one thread at a time.
 */
public final class CommittedConsumer<V> implements AutoCloseable {
  private static final Duration SLICE = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], V> consumer;
  private final List<TopicPartition> partitions;

  /** Where to begin reading. */
  public enum From {
    /** The first record that is still there. */
    BEGINNING,
    /** What is written from now on. */
    NOW
  }

  /** Connects when first used. */
  public CommittedConsumer(
      String bootstrap, Collection<Topic> topics, From from, Deserializer<V> values) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            15_000,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000);
    consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), values);
    try {
      partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      switch (from) {
        case BEGINNING -> consumer.seekToBeginning(partitions);
        case NOW -> consumer.seekToEnd(partitions);
      }
      partitions.forEach(consumer::position);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** What came in within {@code patience}; returns at once when something is there. */
  public Iterable<ConsumerRecord<byte[], V>> poll(Duration patience) {
    return consumer.poll(patience);
  }

  /** Where the committed part of each partition ends now. */
  public Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(partitions);
  }

  /** Where each partition's log begins now. */
  public Map<TopicPartition, Long> beginnings() {
    return consumer.beginningOffsets(partitions);
  }

  /** Polls until everything that is committed at the time of the call has been told. */
  public void readToEnd(java.util.function.Consumer<ConsumerRecord<byte[], V>> told) {
    Map<TopicPartition, Long> ends = ends();
    while (!behind(ends).isEmpty()) {
      consumer.poll(SLICE).forEach(told);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private Map<TopicPartition, Long> behind(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .filter(end -> consumer.position(end.getKey()) < end.getValue())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
