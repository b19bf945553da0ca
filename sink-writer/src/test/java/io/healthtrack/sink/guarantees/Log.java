package io.healthtrack.sink.guarantees;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the broker holds, asked of the broker alone. */
final class Log {

  private final Admin admin;
  private final String bootstrapServers;
  private final Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
  private final Map<TopicPartition, Long> begin;

  private Log(Admin admin, String bootstrapServers) throws Exception {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
    admin
        .describeTopics(Topics.all().stream().map(Topic::name).toList())
        .allTopicNames()
        .get()
        .forEach(
            (name, description) ->
                IntStream.range(0, description.partitions().size())
                    .forEach(
                        partition ->
                            asked.put(new TopicPartition(name, partition), OffsetSpec.latest())));
    begin = ends();
  }

  /** From where it ends now. */
  static Log fromHere(Parts parts) throws Exception {
    return new Log(parts.admin, parts.stack.bootstrapServers());
  }

  /** The ends of all partitions, markers and aborted records included. */
  Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    return admin.listOffsets(asked).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** What was committed since the beginning, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> records() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> ends = ends();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      begin.forEach(consumer::seek);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
