package io.healthtrack.gateway.directory;

import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directory like the registry's topics, for as long as it is open. Trouble with the
 * broker is waited out; what was read stays usable meanwhile.
 */
public final class DirectoryFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final List<Topic> TOPICS =
      List.of(
          Topics.REGISTRY_USERS,
          Topics.REGISTRY_DEVICES,
          Topics.REGISTRY_CONSENTS,
          Topics.REGISTRY_THRESHOLDS,
          Topics.REGISTRY_CREDENTIALS);

  /** Is told what the directory knows now. */
  @FunctionalInterface
  public interface Listener {

    /** An entry as it came from its topic; without a value it is a tombstone. */
    void heard(ConsumerRecord<byte[], byte[]> entry);
  }

  private final Map<String, Object> settings;
  private final DirectoryStore store;
  private final Directory directory;
  private final Listener listener;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean caughtUp;
  private volatile Consumer<byte[], byte[]> consumer;

  private DirectoryFeed(
      Map<String, Object> settings, DirectoryStore store, Directory directory, Listener listener) {
    this.settings = settings;
    this.store = store;
    this.directory = directory;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("directory-feed").daemon().unstarted(this::run);
  }

  /**
   * Opens the store and begins to read.
   *
   * @param folder of the store
   * @param listener told every entry, once the store has it
   */
  public static DirectoryFeed start(
      String bootstrapServers,
      Map<String, String> overrides,
      RegistryClient registry,
      Path folder,
      Listener listener) {
    Map<String, Object> settings = new HashMap<>(overrides);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    DirectoryStore store = new DirectoryStore(folder);
    DirectoryFeed feed =
        new DirectoryFeed(settings, store, new Directory(store, registry), listener);
    feed.thread.start();
    return feed;
  }

  /** What it feeds. */
  public Directory directory() {
    return directory;
  }

  /** Whether everything that was in the topics at start has been read. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** Whether it still follows the registry, or tries to. */
  public boolean alive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed.set(true);
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void run() {
    while (!closed.get()) {
      try {
        store.belongTo(clusterId());
        follow();
      } catch (WakeupException e) {
        LOG.debug("directory feed was woken to stop");
      } catch (InvalidOffsetException e) {
        LOG.warn("the registry's topics begin after what the directory has read: reading anew");
        caughtUp = false;
        store.clear();
        directory.forgetAll();
      } catch (KafkaException | ExecutionException | IllegalStateException e) {
        LOG.warn("the directory cannot be read at the moment ({})", e.getClass().getSimpleName());
        LockSupport.parkNanos(BACK_OFF_NANOS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private String clusterId() throws ExecutionException, InterruptedException {
    Map<String, Object> admin =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    try (Admin client = Admin.create(admin)) {
      return client.describeCluster().clusterId().get();
    }
  }

  private void follow() {
    try (Consumer<byte[], byte[]> reader =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer = reader;
      Map<TopicPartition, Long> missing = new HashMap<>(begin(reader));
      while (!closed.get()) {
        missing.entrySet().removeIf(end -> reader.position(end.getKey()) >= end.getValue());
        if (missing.isEmpty() && !caughtUp) {
          caughtUp = true;
          LOG.info("the directory has caught up with the registry");
        }
        take(reader.poll(POLL));
      }
    } finally {
      consumer = null;
    }
  }

  /** Seeks to where the store ends; the answer is where the topics end now. */
  private Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> reader) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : TOPICS) {
      List<PartitionInfo> found = reader.partitionsFor(topic.name());
      if (found.isEmpty()) {
        // An empty directory that calls itself caught up would call every device unknown.
        throw new UnknownTopicOrPartitionException("topic " + topic.name() + " does not exist yet");
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
    }
    reader.assign(partitions);
    for (TopicPartition partition : partitions) {
      long position = store.position(partition);
      if (position < 0) {
        reader.seekToBeginning(List.of(partition));
      } else {
        reader.seek(partition, position);
      }
    }
    return reader.endOffsets(partitions);
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    if (records.nextOffsets().isEmpty()) {
      return;
    }
    store.apply(records);
    for (ConsumerRecord<byte[], byte[]> entry : records) {
      ByteBuffer key = ByteBuffer.wrap(entry.key());
      directory.forget(new UUID(key.getLong(), key.getLong()));
      listener.heard(entry);
    }
  }
}
