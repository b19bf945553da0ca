package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** The engine without Kafka: what it has told, and what is held in its stores. */
final class EngineRun {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  /** What a store holds; it outlives the engine, as a store outlives a process. */
  static final class Memory implements BytesStore {

    private final TreeMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public byte[] get(byte[] key) {
      return values.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (value == null) {
        values.remove(key);
      } else {
        values.put(key, value);
      }
    }

    long bytes() {
      return values.values().stream().mapToLong(value -> value.length).sum();
    }
  }

  /** What an episode comes to. */
  record Outline(
      UUID id,
      UUID rule,
      Instant openedAt,
      Instant endedAt,
      String severity,
      double extreme,
      long breaching,
      boolean retrospective) {}

  private final RuleIndex rules;
  private final Map<String, Memory> stores = new HashMap<>();
  private final List<AlertEvent> events = new ArrayList<>();
  private final Map<UUID, AlertEvent> newest = new LinkedHashMap<>();
  private RuleEngine engine;

  EngineRun(List<ThresholdRule> rules) {
    this.rules = new RuleIndex(rules);
    restart();
  }

  void restart() {
    engine = new RuleEngine(CATALOGUE, ThresholdsSettings.DEFAULTS, this::store);
  }

  Memory store(String name) {
    return stores.computeIfAbsent(name, key -> new Memory());
  }

  /** What all stores hold. */
  long bytes() {
    return stores.values().stream().mapToLong(Memory::bytes).sum();
  }

  List<AlertEvent> take(Reading reading) {
    List<AlertEvent> told =
        engine.evaluate(reading, rules, reading.getReceivedAt()).stream()
            .map(RuleEngine.Alert::event)
            .toList();
    for (AlertEvent event : told) {
      AlertEvent before = newest.put(event.getEpisodeId(), event);
      assertEquals(before == null ? 1 : before.getRevision() + 1, event.getRevision());
      events.add(event);
    }
    return told;
  }

  /** What validation lets nobody take for news. */
  void copy(Reading reading) {
    assertEquals(List.of(), engine.arrived(reading, rules, reading.getReceivedAt()));
  }

  List<AlertEvent> events() {
    return events;
  }

  int count(String kind) {
    return (int) events.stream().filter(event -> event.getEvent().equals(kind)).count();
  }

  Map<UUID, AlertEvent> episodes() {
    return newest;
  }

  /**
   * The episodes there are in the end.
   *
   * @param live whether to say which are known from old data only
   */
  Set<Outline> outlines(boolean live) {
    Map<UUID, OpenEpisode> standing = new HashMap<>();
    store(RuleEngine.EPISODES)
        .values
        .forEach(
            (series, stored) -> {
              ByteBuffer key = ByteBuffer.wrap(series);
              OpenEpisode.of(new UUID(key.getLong(), key.getLong()), stored)
                  .forEach(one -> standing.put(one.id(), one));
            });
    Set<Outline> outlines =
        newest.values().stream()
            .filter(event -> !event.getEvent().equals("withdrawn"))
            .map(event -> outline(event, standing.remove(event.getEpisodeId()), live))
            .collect(Collectors.toCollection(HashSet::new));
    assertEquals(Map.of(), standing, "open, and nobody was told");
    return outlines;
  }

  private static Outline outline(AlertEvent event, OpenEpisode standing, boolean live) {
    boolean ended = event.getEvent().equals("resolved");
    assertEquals(ended, standing == null, () -> "told otherwise than held: " + event.getEvent());
    return new Outline(
        event.getEpisodeId(),
        event.getRuleId(),
        event.getOpenedAt(),
        ended ? event.getMeasuredAt() : null,
        event.getSeverity(),
        rounded(ended ? event.getMostExtreme() : standing.extreme()),
        ended ? event.getBreachingReadings() : standing.breaching(),
        live && event.getRetrospective());
  }

  /** A day's values are summed up as they come, which shows in the last bits. */
  static double rounded(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }
}
