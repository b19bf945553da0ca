package io.healthtrack.processors.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapFirstStoreTest {

  private static final String STORE = "held";
  private static final String CHANGELOG = "heap-first-test-held-changelog";

  @TempDir private static Path states;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void isAMapWhateverIsLetGoWrittenOrRead(long seed) {
    HeapBudget budget = new HeapBudget(4_000);
    try (TopologyTestDriver driver = driver(seed, budget, new ArrayList<>())) {
      KeyValueStore<byte[], byte[]> store = driver.getKeyValueStore(STORE);
      Map<String, String> model = new TreeMap<>();
      Random random = new Random(seed);
      for (int step = 0; step < 3_000; step++) {
        String key = "key-" + random.nextInt(150);
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> {
            store.put(bytes(key), bytes("value-" + step));
            model.put(key, "value-" + step);
          }
          case 3 -> {
            assertEquals(model.remove(key), text(store.delete(bytes(key))));
          }
          case 4 -> {
            assertEquals(
                model.putIfAbsent(key, "if-absent"),
                text(store.putIfAbsent(bytes(key), bytes("if-absent"))));
          }
          case 5 -> {
            if (random.nextInt(20) == 0) {
              assertEquals(model, content(store.all()));
              assertEquals(
                  model.size(),
                  content(store.prefixScan("key", new StringSerializer())).size(),
                  "by prefix");
            }
          }
          default -> assertEquals(model.get(key), text(store.get(bytes(key))));
        }
      }
      assertEquals(model, content(store.all()));
    }
    assertTrue(!budget.isSpent(), "what is closed takes nothing");
  }

  /** What the store promises a commit: in the changelog by then, each key once. */
  @Test
  void changesReachTheChangelogBeforeTheCommitOnceForEachKey() {
    List<String> gotten = new ArrayList<>();
    try (TopologyTestDriver driver = driver(1, new HeapBudget(1 << 20), gotten)) {
      TestInputTopic<byte[], byte[]> input = input(driver);
      // The processor puts thrice under a record's key; a driver commits after each record.
      input.pipeInput(bytes("a"), bytes("1"));
      assertEquals(List.of("a=1"), changes(driver));
      input.pipeInput(bytes("a"), bytes("2"));
      input.pipeInput(bytes("b"), bytes("3"));
      assertEquals(List.of("a=2", "b=3"), changes(driver));
      input.pipeInput(bytes("a"), (byte[]) null);
      assertEquals(List.of("a=null"), changes(driver));
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      assertEquals(List.of("punctuated=1"), changes(driver));
      assertEquals(List.of("null", "1", "null", "2"), gotten);
    }
  }

  @Test
  void whatWasLetGoIsReadFromBelow() {
    HeapBudget budget = new HeapBudget(0);
    try (TopologyTestDriver driver = driver(2, budget, new ArrayList<>())) {
      KeyValueStore<byte[], byte[]> store = driver.getKeyValueStore(STORE);
      Map<String, byte[]> put = new HashMap<>();
      for (int i = 0; i < 10 * HeapFirstStore.FLOOR; i++) {
        put.put("key-" + i, bytes("value-" + i));
        store.put(bytes("key-" + i), bytes("value-" + i));
      }
      put.forEach((key, value) -> assertArrayEquals(value, store.get(bytes(key))));
      assertNull(store.get(bytes("never")));
    }
  }

  @Test
  void anObjectIsReadOnceAndWrittenOnceHoweverOftenItChanges() {
    Letters letters = new Letters();
    try (TopologyTestDriver driver = driver(3, new HeapBudget(1 << 20), new ArrayList<>())) {
      KeyValueStore<byte[], byte[]> store = driver.getKeyValueStore(STORE);
      store.put(bytes("word"), bytes("a"));
      store.approximateNumEntries();
      LiveStore<StringBuilder> live = Stored.live(store, letters);
      for (int i = 0; i < 100; i++) {
        StringBuilder word = live.get(bytes("word"));
        word.append('b');
        live.put(bytes("word"), word);
      }
      assertEquals(Map.of("word", "a" + "b".repeat(100)), content(store.all()));
      assertEquals(1, letters.read);
      assertEquals(1, letters.written);
      store.put(bytes("word"), bytes("c"));
      assertEquals("c", live.get(bytes("word")).toString());
      live.delete(bytes("word"));
      assertNull(live.get(bytes("word")));
      assertNull(store.get(bytes("word")));
    }
  }

  @Test
  void anObjectThatWasLetGoIsWrittenAndReadAgain() {
    try (TopologyTestDriver driver = driver(4, new HeapBudget(0), new ArrayList<>())) {
      LiveStore<StringBuilder> live = Stored.live(driver.getKeyValueStore(STORE), new Letters());
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5 * HeapFirstStore.FLOOR; i++) {
          byte[] key = bytes("key-" + i);
          StringBuilder word = live.get(key);
          live.put(key, (word == null ? new StringBuilder() : word).append(i).append(' '));
        }
      }
      assertEquals("7 7 7 ", live.get(bytes("key-7")).toString());
    }
  }

  private static final class Letters implements Codec<StringBuilder> {
    private int read;
    private int written;

    @Override
    public StringBuilder read(byte[] key, byte[] stored) {
      read++;
      return new StringBuilder(text(stored));
    }

    @Override
    public byte[] write(StringBuilder value) {
      written++;
      return bytes(value.toString());
    }
  }

  private static TopologyTestDriver driver(long seed, HeapBudget budget, List<String> gotten) {
    Topology topology =
        new Topology()
            .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in")
            .addProcessor("keep", () -> new Keep(gotten), "in")
            .addStateStore(
                new HeapFirstBuilder(Stores.persistentKeyValueStore(STORE), budget), "keep");
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "heap-first-test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, states.resolve(Long.toHexString(seed)).toString());
    return new TopologyTestDriver(topology, settings);
  }

  private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver) {
    return driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static List<String> changes(TopologyTestDriver driver) {
    return driver
        .createOutputTopic(CHANGELOG, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(change -> text(change.key()) + "=" + text(change.value()))
        .toList();
  }

  private static Map<String, String> content(KeyValueIterator<byte[], byte[]> entries) {
    Map<String, String> content = new TreeMap<>();
    try (entries) {
      while (entries.hasNext()) {
        KeyValue<byte[], byte[]> entry = entries.next();
        content.put(text(entry.key), text(entry.value));
      }
    }
    return content;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private static final class Keep implements Processor<byte[], byte[], Void, Void> {

    private final List<String> gotten;
    private KeyValueStore<byte[], byte[]> store;

    Keep(List<String> gotten) {
      this.gotten = gotten;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(STORE);
      context.schedule(
          Duration.ofSeconds(1),
          PunctuationType.WALL_CLOCK_TIME,
          now -> store.put(bytes("punctuated"), bytes("1")));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      gotten.add(text(store.get(record.key())) == null ? "null" : text(store.get(record.key())));
      store.put(record.key(), bytes("first"));
      store.put(record.key(), null);
      store.put(record.key(), record.value());
    }
  }
}
