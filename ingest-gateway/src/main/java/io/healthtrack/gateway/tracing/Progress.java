package io.healthtrack.gateway.tracing;

import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.ConsumerGroups;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far validation has come with {@code readings.raw}. */
final class Progress implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Admin admin;

  Progress(String bootstrapServers, Map<String, String> overrides) {
    Map<String, Object> settings = new HashMap<>(overrides);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    admin = Admin.create(settings);
  }

  /**
   * Where a reading waits.
   *
   * @param partition of {@code readings.raw}
   * @param before how many records validation takes before it is certain to have come to it; 0 when
   *     it has
   */
  record Queue(int partition, long before) {}

  /**
   * Where a reading of the person, received then, waits.
   *
   * @throws TraceException if the broker does not answer
   */
  Queue queue(UUID person, Instant receivedAt) {
    String topic = Topics.READINGS_RAW.name();
    try {
      int partitions =
          get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
              .partitions()
              .size();
      TopicPartition partition =
          new TopicPartition(
              topic, BuiltInPartitioner.partitionForKey(UuidSerializer.bytes(person), partitions));
      long committed = committed(partition);
      return new Queue(
          partition.partition(), Math.max(0, passed(partition, receivedAt) - committed));
    } catch (ExecutionException | TimeoutException e) {
      throw new TraceException("the broker did not say how far validation is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TraceException("interrupted", e);
    }
  }

  private long committed(TopicPartition partition)
      throws ExecutionException, InterruptedException, TimeoutException {
    OffsetAndMetadata offset =
        get(admin
                .listConsumerGroupOffsets(ConsumerGroups.VALIDATION)
                .partitionsToOffsetAndMetadata())
            .get(partition);
    return offset == null ? 0 : offset.offset();
  }

  /** The first offset of what was received later; the end where nothing was. */
  private long passed(TopicPartition partition, Instant receivedAt)
      throws ExecutionException, InterruptedException, TimeoutException {
    long later = offset(partition, OffsetSpec.forTimestamp(receivedAt.toEpochMilli() + 1));
    return later >= 0 ? later : offset(partition, OffsetSpec.latest());
  }

  private long offset(TopicPartition partition, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    return get(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition)).offset();
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    admin.close(PATIENCE);
  }
}
