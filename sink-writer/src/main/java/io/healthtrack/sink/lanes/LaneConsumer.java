package io.healthtrack.sink.lanes;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.sink.offsets.Movement;
import io.healthtrack.sink.offsets.OffsetLedger;
import io.healthtrack.sink.offsets.OffsetsRefusedException;
import io.healthtrack.sink.offsets.Stake;
import io.healthtrack.sink.offsets.StartDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A runner's consumer: its share of the lane's topics, from the positions of the database. Kafka's
 * own group offsets only follow, for the usual tools.
 */
final class LaneConsumer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration BUSY = Duration.ofMillis(5);

  private final Lane lane;
  private final Share share;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> stored = new HashMap<>();
  private final GroupMirror mirror;
  private final BatchLimit limit;
  private boolean positioned;

  LaneConsumer(Lane lane, Share share, Map<String, Object> overrides, String bootstrapServers) {
    this.lane = lane;
    this.share = share;
    limit = new BatchLimit(lane.policy().rows());
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(lane.policy().rows(), 10_000));
    settings.putAll(overrides);
    // What follows carries the guarantee and cannot be overridden.
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, share.group(lane.name()));
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    mirror = new GroupMirror(consumer);
  }

  /** Takes every partition of the lane's topics that is of its share. */
  Stake assign() {
    Set<TopicPartition> all = new HashSet<>();
    Set<TopicPartition> own = new HashSet<>();
    for (Topic topic : lane.topics()) {
      List<PartitionInfo> known = consumer.partitionsFor(topic.name(), PATIENCE);
      if (known == null || known.isEmpty()) {
        throw new UnknownTopicOrPartitionException("topic " + topic.name() + " does not exist");
      }
      share.check(topic, known.size());
      for (PartitionInfo info : known) {
        TopicPartition partition = new TopicPartition(info.topic(), info.partition());
        if (share.stored(topic, info.partition())) {
          all.add(partition);
        }
        if (share.owns(topic, info.partition())) {
          own.add(partition);
        }
      }
    }
    consumer.assign(own);
    return new Stake(own, all);
  }

  /** Goes to where the database stands, or refuses. */
  void seek(Map<TopicPartition, Long> positions) {
    Set<TopicPartition> partitions = consumer.assignment();
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    stored.clear();
    mirror.begin(positions, partitions);
    positioned = false;
    for (TopicPartition partition : partitions) {
      switch (StartDecision.of(
          OffsetLedger.position(positions, partition),
          starts.get(partition),
          ends.get(partition))) {
        case StartDecision.From from -> {
          consumer.seek(partition, from.offset());
          stored.put(partition, from.offset());
        }
        case StartDecision.Refuse refuse ->
            throw new OffsetsRefusedException(partition + ": " + refuse.reason());
      }
    }
    // More writers than partitions leave some without any, and they must not poll.
    positioned = !partitions.isEmpty();
    consumer.resume(partitions);
  }

  /**
   * Polls until the policy says enough, or nothing came. The next batch goes on from there, so
   * whoever does not write this one must {@link #seek} again.
   *
   * @param busy whether the batch before is still being written: until it is, there is no hurry,
   *     and fewer and larger batches are cheaper
   */
  Batch gather(BooleanSupplier busy) {
    if (!positioned) {
      LockSupport.parkNanos(IDLE.toNanos());
      return new Batch(List.of(), List.of());
    }
    BatchPolicy policy = lane.policy();
    List<Batch.Slice> slices = new ArrayList<>();
    int rows = 0;
    long bytes = 0;
    long deadline = 0;
    Duration wait = IDLE;
    while (true) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(wait);
      for (TopicPartition partition : polled.partitions()) {
        List<ConsumerRecord<byte[], byte[]>> records = taken(polled, partition, rows);
        slices.add(new Batch.Slice(partition, records));
        rows += records.size();
        for (ConsumerRecord<byte[], byte[]> polledRecord : records) {
          bytes += Math.max(0, polledRecord.serializedValueSize());
        }
      }
      long now = System.nanoTime();
      if (deadline == 0) {
        deadline = now + policy.linger().toNanos();
      }
      long left = deadline - now;
      boolean full = rows >= limit.rows() || bytes >= policy.bytes();
      // A batch may exceed its limit by one poll, never by more.
      if (rows == 0 || full || (left <= 0 && !busy.getAsBoolean())) {
        Batch batch = new Batch(slices, Movement.between(stored, positions()));
        batch.movements().forEach(movement -> stored.put(movement.partition(), movement.next()));
        return batch;
      }
      wait = left > 0 ? Duration.ofNanos(left) : BUSY;
    }
  }

  /** The records of a partition, or so many of them as a narrow batch has room for. */
  private List<ConsumerRecord<byte[], byte[]>> taken(
      ConsumerRecords<byte[], byte[]> polled, TopicPartition partition, int rows) {
    List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
    int room = Math.max(0, limit.rows() - rows);
    if (!limit.narrow() || records.size() <= room) {
      return records;
    }
    // Those left behind are fetched again.
    consumer.seek(partition, records.get(room).offset());
    return records.subList(0, room);
  }

  /** The batch was not written: the next ones are smaller. */
  void failed(Batch batch) {
    limit.failed(batch.size());
  }

  /** Tells Kafka's group what the database now holds, without waiting. */
  void committed(Batch batch) {
    limit.succeeded();
    mirror.moved(batch.movements());
    mirror.tell();
  }

  /**
   * Asks whether the broker is there, for a lane without work: the client reconnects in silence,
   * and a topic without news looks like one without a broker.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if it does not answer
   */
  void look() {
    if (positioned) {
      consumer.endOffsets(consumer.assignment(), LOOK);
      mirror.look(LOOK);
    }
  }

  /** Offsets between the positions and the ends of the logs, as far as known without asking. */
  long lag() {
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  /** Waits, but keeps connections and metadata alive, and takes no records. */
  void rest(Duration duration) {
    Set<TopicPartition> partitions = consumer.assignment();
    consumer.pause(partitions);
    long deadline = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      consumer.poll(Duration.ofNanos(left));
    }
  }

  /** Whether every partition has a position, without which it must not be polled. */
  boolean positioned() {
    return positioned;
  }

  /** Interrupts a poll from another thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
  }

  private Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : stored.keySet()) {
      positions.put(partition, consumer.position(partition, PATIENCE));
    }
    return positions;
  }
}
