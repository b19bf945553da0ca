package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the alert topics are read: committed events only, in no group, nothing skipped in silence.
 */
final class AlertReader {

  private static final Logger LOG = LoggerFactory.getLogger(AlertReader.class);

  private final Map<String, Object> settings;
  private final AvroDeserializer<AlertEvent> events;

  AlertReader(String bootstrapServers, Map<String, String> overrides, RegistryClient registry) {
    settings = new HashMap<>(overrides);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
    events = new AvroDeserializer<>(registry);
  }

  Consumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  String clusterId() throws InterruptedException {
    Map<String, Object> admin =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    try (Admin client = Admin.create(admin)) {
      return client.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw new KafkaException("the cluster does not say which it is", e);
    }
  }

  /** All partitions of the three topics. */
  static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (AlertTopic topic : AlertTopic.values()) {
      int count = consumer.partitionsFor(topic.topic()).size();
      if (count == 0) {
        throw new UnknownTopicOrPartitionException(
            "topic " + topic.topic() + " does not exist yet");
      }
      for (int partition = 0; partition < count; partition++) {
        partitions.add(new TopicPartition(topic.topic(), partition));
      }
    }
    return partitions;
  }

  /** The event of a record; null, and a word in the log, where it holds none. */
  AlertEvent event(ConsumerRecord<byte[], byte[]> entry) {
    try {
      return events.deserialize(entry.topic(), entry.value());
    } catch (SerializationException e) {
      LOG.warn(
          "passed over {}-{} offset {}: it is no event",
          entry.topic(),
          entry.partition(),
          entry.offset());
      return null;
    }
  }
}
