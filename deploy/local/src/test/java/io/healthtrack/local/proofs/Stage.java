package io.healthtrack.local.proofs;

import io.healthtrack.schemas.topics.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A topology on a driver, whose process may end at any time: another takes over with what its
 * changelogs hold and nothing else. In a driver each record is a transaction.
 */
final class Stage implements AutoCloseable {

  private final String application;
  private final Supplier<Topology> topology;
  private final Map<String, Map<ByteBuffer, KeyValue<byte[], byte[]>>> changelogs = new HashMap<>();
  private Instant now;
  private TopologyTestDriver driver;

  Stage(String application, Supplier<Topology> topology, Instant start) {
    this.application = application;
    this.topology = topology;
    now = start;
    open();
  }

  void pipe(Topic topic, TestRecord<byte[], byte[]> record) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(record);
  }

  /** What was written to a topic since it was last asked for. */
  List<TestRecord<byte[], byte[]>> written(Topic topic) {
    return written(topic.name());
  }

  void passTime(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  /** Ends the process; what it wrote and nobody read is lost, so that has to be read before. */
  void restart() {
    for (String store : driver.getAllStateStores().keySet()) {
      Map<ByteBuffer, KeyValue<byte[], byte[]>> changelog =
          changelogs.computeIfAbsent(store, first -> new HashMap<>());
      for (TestRecord<byte[], byte[]> change : written(application + "-" + store + "-changelog")) {
        if (change.value() == null) {
          changelog.remove(ByteBuffer.wrap(change.key()));
        } else {
          changelog.put(ByteBuffer.wrap(change.key()), KeyValue.pair(change.key(), change.value()));
        }
      }
    }
    driver.close();
    open();
    changelogs.forEach(
        (store, entries) -> {
          KeyValueStore<byte[], byte[]> restored = driver.getKeyValueStore(store);
          entries.values().forEach(entry -> restored.put(entry.key, entry.value));
        });
  }

  @Override
  public void close() {
    driver.close();
  }

  private List<TestRecord<byte[], byte[]>> written(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private void open() {
    Properties properties = new Properties();
    properties.put("application.id", application);
    properties.put("state.dir", ownDirectory());
    properties.put("processing.exception.handler.global.enabled", true);
    driver = new TopologyTestDriver(topology.get(), properties, now);
  }

  /** The default is shared by all who test on a machine. */
  private static String ownDirectory() {
    try {
      Path directory = Files.createTempDirectory("stage");
      directory.toFile().deleteOnExit();
      return directory.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
