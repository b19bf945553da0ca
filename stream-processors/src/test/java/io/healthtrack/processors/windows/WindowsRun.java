package io.healthtrack.processors.windows;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.Tally;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.DriverSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Tick;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The windows topology on a driver, with typed ends. */
final class WindowsRun implements AutoCloseable {

  private static final List<String> STORES =
      List.of(
          WindowsTopology.SERIES,
          WindowsTopology.WINDOWS,
          WindowsTopology.COUNTERS,
          WindowsTopology.UNTOLD,
          WindowsTopology.PROVENANCE,
          WindowsTopology.TALLIES);

  private final RegistryClient schemas = RegistryClient.local();
  private final Instant start;
  private TopologyTestDriver driver;
  private TestInputTopic<UUID, Reading> valid;
  private TestInputTopic<UUID, User> users;
  private TestOutputTopic<UUID, ReadingWindow> windows;
  private TestOutputTopic<String, Tally> tallies;

  WindowsRun(Instant start) {
    this.start = start;
    open();
  }

  private void open() {
    Properties properties = DriverSettings.of(WindowsTopology.APPLICATION_ID);
    driver =
        new TopologyTestDriver(
            new WindowsTopology(schemas, MetricCatalogue.load()).build(), properties, start);
    valid =
        driver.createInputTopic(Topics.READINGS_VALID.name(), new UuidSerializer(), serializer());
    users =
        driver.createInputTopic(Topics.REGISTRY_USERS.name(), new UuidSerializer(), serializer());
    windows =
        driver.createOutputTopic(
            Topics.READINGS_WINDOWS.name(),
            new UuidDeserializer(),
            new AvroDeserializer<>(schemas));
    tallies =
        driver.createOutputTopic(
            Topics.AUDIT_TALLIES.name(), new StringDeserializer(), new AvroDeserializer<>(schemas));
  }

  /** Ends the process; another takes over with the state that is committed. */
  void restart() {
    Map<String, List<KeyValue<byte[], byte[]>>> kept = new HashMap<>();
    STORES.forEach(store -> kept.put(store, entries(store)));
    driver.close();
    open();
    kept.forEach(
        (store, entries) -> {
          KeyValueStore<byte[], byte[]> restored = driver.getKeyValueStore(store);
          entries.forEach(entry -> restored.put(entry.key, entry.value));
        });
  }

  void send(Reading... readings) {
    for (Reading reading : readings) {
      Reading fresh = Reading.newBuilder(reading).build();
      if (fresh.getProof().equals("none")) {
        fresh.setProof("fresh");
      }
      valid.pipeInput(fresh.getUserId(), fresh, fresh.getReceivedAt());
    }
  }

  void sendBytes(UUID key, byte[] value) {
    driver
        .createInputTopic(
            Topics.READINGS_VALID.name(), new UuidSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }

  /** A tick of validation's clock. */
  void tick(Instant at) {
    driver
        .createInputTopic(
            Topics.READINGS_VALID.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(Tick.key(0), null, at.toEpochMilli());
  }

  void erase(UUID user, Instant at) {
    users.pipeInput(user, null, at);
  }

  /** What is told after a pause. */
  List<ReadingWindow> told() {
    driver.advanceWallClockTime(WindowsProcessor.TELL_EVERY);
    return windows.readValuesToList();
  }

  /** What was told without a pause. */
  List<ReadingWindow> toldAtOnce() {
    return windows.readValuesToList();
  }

  /** What a consumer that keeps the highest revision ends with, by length and start. */
  static Map<String, ReadingWindow> newest(List<ReadingWindow> told) {
    Map<String, ReadingWindow> newest = new TreeMap<>();
    for (ReadingWindow window : told) {
      newest.merge(place(window), window, (a, b) -> b.getRevision() > a.getRevision() ? b : a);
    }
    return newest;
  }

  static String place(ReadingWindow window) {
    return window.getWindowMinutes() + "@" + window.getWindowStart();
  }

  Tally tally() {
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    return tallies.readValuesToList().getLast();
  }

  /** Bytes in a store, keys included. */
  int bytes(String store) {
    int bytes = 0;
    for (KeyValue<byte[], byte[]> entry : entries(store)) {
      bytes += entry.key.length + entry.value.length;
    }
    return bytes;
  }

  List<KeyValue<byte[], byte[]>> entries(String store) {
    List<KeyValue<byte[], byte[]>> entries = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> all =
        driver.<byte[], byte[]>getKeyValueStore(store).all()) {
      all.forEachRemaining(entries::add);
    }
    return entries;
  }

  @Override
  public void close() {
    driver.close();
  }

  private <T extends SpecificRecord> AvroSerializer<T> serializer() {
    AvroSerializer<T> serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    return serializer;
  }
}
