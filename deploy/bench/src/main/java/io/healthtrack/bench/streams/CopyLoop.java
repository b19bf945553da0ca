package io.healthtrack.bench.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The limit, as a process of its own: consume bytes, copy them, write one changelog record each,
 * commit every 50 ms in a transaction. What Kafka Streams does without doing anything.
 */
public final class CopyLoop {

  private static final int CHANGELOG_VALUE = 48;
  private static final long COMMIT_NANOS = Duration.ofMillis(50).toNanos();

  private CopyLoop() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments bootstrap servers, group, topic to read, topic to copy to, changelog
   */
  public static void main(String[] arguments) {
    String group = arguments[1];
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(arguments[0], group);
        KafkaProducer<byte[], byte[]> producer = producer(arguments[0], group)) {
      producer.initTransactions();
      consumer.subscribe(List.of(arguments[2]));
      copy(consumer, producer, arguments[3], arguments[4]);
    }
  }

  private static void copy(
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer,
      String target,
      String changelog) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    byte[] state = new byte[CHANGELOG_VALUE];
    long commitAt = 0;
    Future<RecordMetadata> last = null;
    while (true) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(50));
      if (!records.isEmpty() && positions.isEmpty()) {
        producer.beginTransaction();
        commitAt = System.nanoTime() + COMMIT_NANOS;
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        last = producer.send(new ProducerRecord<>(target, record.key(), record.value()));
        last = producer.send(new ProducerRecord<>(changelog, record.key(), state));
        positions.put(
            new TopicPartition(record.topic(), record.partition()),
            new OffsetAndMetadata(record.offset() + 1));
      }
      if (last != null && System.nanoTime() >= commitAt) {
        producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
        producer.commitTransaction();
        positions.clear();
        last = null;
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String group) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            1_000,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            6_000,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap, String group) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            group,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            65_536,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
