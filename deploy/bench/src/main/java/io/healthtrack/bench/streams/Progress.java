package io.healthtrack.bench.streams;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far groups have come, by what they have committed. */
final class Progress implements AutoCloseable {

  private static final long BETWEEN_LOOKS = Duration.ofMillis(20).toNanos();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** The rest may be markers of transactions, which nobody commits. */
  static final double ALL = 0.995;

  private final Admin admin;
  private final int partitions;

  Progress(String bootstrapServers, int partitions) {
    this.partitions = partitions;
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /** Offsets committed of a topic, all partitions together. */
  long committed(String group, String topic) {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
          .map(Map.Entry::getValue)
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell offsets", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Waits until a group has read a topic as far as it goes now.
   *
   * @return when it had, as {@link System#nanoTime}
   */
  long awaitThrough(String group, String topic) throws InterruptedException {
    long last = (long) (end(topic) * ALL);
    return await(group + " is through", () -> committed(group, topic) >= last);
  }

  /** The ends of a topic's partitions, together. */
  long end(String topic) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, partitions)
            .boxed()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition),
                    partition -> OffsetSpec.latest()));
    try {
      return admin.listOffsets(wanted).all().get().values().stream()
          .mapToLong(found -> found.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell offsets", e);
    }
  }

  /**
   * Looks until something is true.
   *
   * @return when it was, as {@link System#nanoTime}
   */
  static long await(String what, BooleanSupplier reached) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
    return System.nanoTime();
  }

  @Override
  public void close() {
    admin.close();
  }
}
