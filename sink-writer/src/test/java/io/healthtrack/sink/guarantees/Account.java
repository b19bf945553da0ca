package io.healthtrack.sink.guarantees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Opened before a run and settled after it: the log on one side, the tables on the other. */
final class Account {

  private final Parts parts;
  private final Tables tables;
  private final Log log;
  private final Map<TopicPartition, Long> recordsIn;
  private final long[] outcomes;
  private final long readings;

  private Account(Parts parts) throws Exception {
    this.parts = parts;
    tables = new Tables(parts);
    drained(Log.fromHere(parts));
    log = Log.fromHere(parts);
    recordsIn = tables.recordsIn();
    outcomes = tables.outcomes(Expected.topic());
    readings = tables.readings();
  }

  static Account open(Parts parts) throws Exception {
    return new Account(parts);
  }

  /** How many rows of readings came in so far. */
  long stored() {
    return tables.outcomes(Expected.topic())[0] - outcomes[0];
  }

  /** Waits until all is written, then compares everything. */
  void settle() throws Exception {
    drained(log);
    // On a slow machine a lane may have gone back to the one that stood by: it is taken over again.
    parts.endOthers();
    Await.until("every lane runs", () -> parts.sink().ready());
    Await.until("Kafka's groups follow", this::groupsFollow);
    Expected expected = expected();
    assertSame("readings", expected.rows(), tables.rows(expected.people));
    assertEquals(expected.size(), tables.readings() - readings, "readings of anybody");
    assertEquals(List.of(), tables.latestThatAreNot(expected.people), "newest values");
    assertSame("users", lines(expected.users), tables.users(expected.users.keySet()));
    assertSame("events", expected.events, tables.events(expected.people));
    assertSame("windows", lines(expected.windows), tables.windows(expected.people));
    assertEquals(expected.recordsIn, counted(), "records by partition");
    long[] now = tables.outcomes(Expected.topic());
    Arrays.setAll(now, outcome -> now[outcome] - outcomes[outcome]);
    assertEquals(expected.tallies(), Arrays.toString(now), "outcomes");
  }

  private Expected expected() throws Exception {
    // Some topics the sink only writes.
    Set<TopicPartition> taken =
        tables.positions().values().stream()
            .flatMap(lane -> lane.keySet().stream())
            .collect(Collectors.toSet());
    List<ConsumerRecord<byte[], byte[]>> records =
        log.records().stream()
            .filter(one -> taken.contains(new TopicPartition(one.topic(), one.partition())))
            .toList();
    AtomicReference<Expected> expected = new AtomicReference<>();
    // The registry, too, may have to find its database again.
    Await.until(
        "the registry answers",
        () -> {
          expected.set(Expected.of(records, parts.deserializer));
          return true;
        });
    return expected.get();
  }

  /** Says what differs, not all there is. */
  private static void assertSame(String what, Set<String> expected, Set<String> found) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(found);
    Set<String> surplus = new TreeSet<>(found);
    surplus.removeAll(expected);
    assertTrue(
        missing.isEmpty() && surplus.isEmpty(),
        () ->
            "%s: %d missing, %d too many; %s; %s"
                .formatted(
                    what,
                    missing.size(),
                    surplus.size(),
                    missing.stream().limit(5).toList(),
                    surplus.stream().limit(5).toList()));
  }

  private void drained(Log of) {
    Await.until(
        "every lane at the end of its topics",
        () -> {
          boolean drained = tables.unrelayed() == 0 && atEnd(of.ends());
          if (!drained) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          }
          return drained;
        });
  }

  private boolean atEnd(Map<TopicPartition, Long> ends) {
    return tables.positions().values().stream()
        .flatMap(lane -> lane.entrySet().stream())
        .allMatch(position -> position.getValue().equals(ends.get(position.getKey())));
  }

  private boolean groupsFollow() throws Exception {
    for (Map.Entry<String, Map<TopicPartition, Long>> lane : tables.positions().entrySet()) {
      Map<TopicPartition, OffsetAndMetadata> told =
          parts
              .admin
              .listConsumerGroupOffsets("healthtrack-sink-" + lane.getKey())
              .partitionsToOffsetAndMetadata()
              .get();
      boolean follows =
          lane.getValue().entrySet().stream()
              .filter(position -> position.getValue() > 0)
              .allMatch(
                  position ->
                      told.get(position.getKey()) != null
                          && told.get(position.getKey()).offset() == position.getValue());
      if (!follows) {
        return false;
      }
    }
    return true;
  }

  private Map<TopicPartition, Long> counted() {
    Map<TopicPartition, Long> counted = new HashMap<>();
    tables
        .recordsIn()
        .forEach(
            (partition, records) -> {
              long news = records - recordsIn.getOrDefault(partition, 0L);
              if (news > 0) {
                counted.put(partition, news);
              }
            });
    return counted;
  }

  private static Set<String> lines(Map<?, Integer> numbers) {
    return numbers.entrySet().stream()
        .map(entry -> entry.getKey() + "|" + entry.getValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
