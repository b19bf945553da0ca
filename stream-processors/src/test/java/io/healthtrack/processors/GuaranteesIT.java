package io.healthtrack.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.processors.testing.Cluster;
import io.healthtrack.processors.testing.Population;
import io.healthtrack.processors.testing.ProcessorsProcess;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.processors.thresholds.UndisturbedRun;
import io.healthtrack.processors.windows.UndisturbedWindows;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The processors as processes of their own, and what may befall them and the broker under load:
 * afterwards nothing is lost, nothing is there twice, and every window and the life of every
 * episode are those of an undisturbed run. One run of each fault by default, twenty in profile
 * {@code guarantees}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuaranteesIT {

  private static final int CHUNK = 50;

  /** So that readings come in as long as an upgrade takes. */
  private static final Duration PACE = Duration.ofMillis(200);

  /** Thrice what is promised after a kill -9, because a tests' machine does more than that. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private static final DefaultRules.DefaultRule RULE = DefaultRules.load().getFirst();
  private static final Set<UUID> distinct = new HashSet<>();
  private static final Map<UUID, List<String>> episodes = new TreeMap<>();
  private static final Map<String, String> windows = new TreeMap<>();
  private static final AtomicInteger underWay = new AtomicInteger();
  private static volatile boolean hurry = true;
  private static long sent;
  private static Stack stack;
  private static Cluster cluster;

  /** What happens while readings come in. */
  enum Fault {
    /** kill -9 of the processors; others start on the same directory. */
    PROCESSORS,
    /** kill -9 of the broker, which starts again. */
    BROKER,
    /** A second process takes over half of the work, and then the first is killed. */
    REBALANCE,
    /**
     * Two processes share the work; one after the other ends in order, and its successor starts.
     */
    UPGRADE
  }

  /** What befalls in one run. */
  record Run(Fault fault, int seed) {}

  @BeforeAll
  static void start() {
    stack = SharedStack.get();
    cluster = new Cluster(stack);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  static Stream<Run> runs() {
    Fault[] faults = Fault.values();
    // Fifty seeds, as in profile guarantees, make twenty runs of each.
    int runs = Math.max(faults.length, Integer.getInteger("healthtrack.seeds", 1) * 8 / 5);
    return IntStream.range(0, runs)
        .mapToObj(run -> new Run(faults[run % faults.length], run / faults.length));
  }

  @ParameterizedTest
  @MethodSource("runs")
  @Order(1)
  void endsAsIfNothingHadHappened(Run run, @TempDir Path directory) throws Exception {
    Random random = new Random(run.toString().hashCode());
    List<ProcessorsProcess> processes = new ArrayList<>();
    Thread sender = Thread.ofPlatform().unstarted(() -> {});
    try {
      processes.add(processors(run, "1", directory));
      cluster.putRule(RULE.id(), RULE.rule());
      cluster.awaitRecords(Topics.REGISTRY_THRESHOLDS, 1);
      // A rule judges what arrives after it: the readings are made once it is in force.
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      List<Reading> readings = Population.readings(run.toString(), random, now);
      int cut = readings.size() / 4 + random.nextInt(readings.size() / 2);
      long passedOn = cluster.records(Topics.READINGS_VALID).size();
      if (run.fault() == Fault.UPGRADE) {
        processes.add(processors(run, "2", directory));
        Cluster.await("both have work", () -> processes.stream().allMatch(it -> it.hasWork()));
        hurry = false;
      }
      // Counted beforehand, so that one run that fails does not fail all that come after it.
      sent += readings.size();
      readings.forEach(reading -> distinct.add(reading.getReadingId()));
      episodes.putAll(UndisturbedRun.episodes(RULE.id(), RULE.rule(), readings, now));
      windows.putAll(UndisturbedWindows.of(readings));
      sender = Thread.ofPlatform().daemon().name("devices").start(() -> send(readings));
      Cluster.await("some are sent", () -> underWay.get() >= cut);
      Cluster.await(
          "some are passed on", () -> cluster.records(Topics.READINGS_VALID).size() > passedOn);
      befall(run, processes, directory);
      hurry = true;
      sender.join();
      assertExact();
    } finally {
      hurry = true;
      sender.join();
      underWay.set(0);
      for (ProcessorsProcess process : processes) {
        process.kill();
      }
    }
  }

  @Test
  @Order(2)
  void refusesTopicsOfAnotherPartitionCount(@TempDir Path state) throws Exception {
    Topic topic = Topics.ALERTS_INFO;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(5))).all().get();
    }
    ProcessorsConfig config =
        ProcessorsConfig.of(
            stack.bootstrapServers(),
            stack.registryUrl(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            state);

    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> ProcessorsApp.create(config).close());

    assertTrue(refusal.getMessage().contains(topic.name()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("5"), refusal.getMessage());
  }

  private static void send(List<Reading> readings) {
    for (int from = 0; from < readings.size(); from += CHUNK) {
      cluster.send(readings.subList(from, Math.min(from + CHUNK, readings.size())));
      underWay.addAndGet(CHUNK);
      if (!hurry) {
        LockSupport.parkNanos(PACE.toNanos());
      }
    }
  }

  private static void befall(Run run, List<ProcessorsProcess> processes, Path directory)
      throws IOException, InterruptedException {
    switch (run.fault()) {
      case PROCESSORS -> {
        processes.getFirst().kill();
        processes.add(processors(run, "1", directory));
      }
      case BROKER -> {
        stack.kafka().kill9();
        stack.kafka().restart();
      }
      case REBALANCE -> {
        ProcessorsProcess second = processors(run, "2", directory);
        processes.add(second);
        Cluster.await("the second has work", second::hasState);
        processes.getFirst().kill();
      }
      case UPGRADE -> {
        long everything = processes.getFirst().restored();
        Instant begun = Instant.now();
        for (String instance : List.of("1", "2")) {
          ProcessorsProcess old = processes.removeFirst();
          old.stop();
          ProcessorsProcess successor = processors(run, instance, directory);
          processes.add(successor);
          Cluster.await("the successor has work", successor::hasWork);
          long restored = successor.restored();
          assertTrue(
              restored < everything / 2,
              "the successor read %d of %d".formatted(restored, everything));
        }
        Duration gap = cluster.longestPause("thresholds", begun);
        assertTrue(gap.compareTo(LONGEST_PAUSE) < 0, "no alert could come for " + gap);
      }
    }
  }

  private static void assertExact() {
    Tally validation = cluster.awaitTallies("validation", sent);
    Tally thresholds = cluster.awaitTallies("thresholds", distinct.size());
    assertEquals(sent, validation.getRecordsIn());
    assertEquals(distinct.size(), validation.getRecordsOut());
    assertEquals(sent - distinct.size(), validation.getDuplicates());
    assertEquals(0, validation.getQuarantined());
    assertEquals(distinct.size(), thresholds.getRecordsIn());

    List<Reading> valid = cluster.records(Topics.READINGS_VALID);
    assertEquals(distinct.size(), valid.size());
    Set<UUID> passedOn = new HashSet<>();
    valid.forEach(reading -> passedOn.add(reading.getReadingId()));
    assertEquals(distinct, passedOn);

    List<AlertEvent> alerts = cluster.records(Topics.ALERTS_CRITICAL);
    assertFalse(alerts.isEmpty());
    assertEquals(episodes, UndisturbedRun.lives(alerts));

    assertEquals(distinct.size(), cluster.awaitTallies("windows", distinct.size()).getRecordsIn());
    // Told of every ten seconds; the highest revision is what a consumer ends with.
    Cluster.awaitEqual(
        windows, () -> UndisturbedWindows.newest(cluster.records(Topics.READINGS_WINDOWS)));
  }

  private static ProcessorsProcess processors(Run run, String instance, Path directory)
      throws IOException {
    int standbys = run.fault() == Fault.UPGRADE ? 1 : 0;
    return ProcessorsProcess.start(stack, instance, directory.resolve(instance), standbys);
  }
}
