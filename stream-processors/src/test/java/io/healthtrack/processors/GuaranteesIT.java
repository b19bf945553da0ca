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
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.processors.thresholds.UndisturbedRun;
import io.healthtrack.processors.windows.UndisturbedWindows;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final int PEOPLE = 20;
  private static final int SECONDS = 300;
  private static final int CHUNK = 250;
  private static final DefaultRules.DefaultRule RULE = DefaultRules.load().getFirst();
  private static final Set<UUID> distinct = new HashSet<>();
  private static final Map<UUID, List<String>> episodes = new TreeMap<>();
  private static final Map<String, String> windows = new TreeMap<>();
  private static final AtomicInteger underWay = new AtomicInteger();
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
    REBALANCE
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
    int runs = Math.max(faults.length, Integer.getInteger("healthtrack.seeds", 1) * 6 / 5);
    return IntStream.range(0, runs)
        .mapToObj(run -> new Run(faults[run % faults.length], run / faults.length));
  }

  @ParameterizedTest
  @MethodSource("runs")
  @Order(1)
  void endsAsIfNothingHadHappened(Run run, @TempDir Path directory) throws Exception {
    Random random = new Random(run.toString().hashCode());
    List<Process> processes = new ArrayList<>();
    try {
      processes.add(processors("1", directory.resolve("1")));
      cluster.putRule(RULE.id(), RULE.rule());
      cluster.awaitRecords(Topics.REGISTRY_THRESHOLDS, 1);
      // A rule judges what arrives after it: the readings are made once it is in force.
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      List<Reading> readings = readings(run, random, now);
      int cut = readings.size() / 4 + random.nextInt(readings.size() / 2);
      long passedOn = cluster.records(Topics.READINGS_VALID).size();
      Thread sender = Thread.ofPlatform().daemon().name("devices").start(() -> send(readings));
      Cluster.await("some are sent", () -> underWay.get() >= cut);
      Cluster.await(
          "some are passed on", () -> cluster.records(Topics.READINGS_VALID).size() > passedOn);
      befall(run.fault(), processes, directory);
      sender.join();
      sent += readings.size();
      readings.forEach(reading -> distinct.add(reading.getReadingId()));
      episodes.putAll(UndisturbedRun.episodes(RULE.id(), RULE.rule(), readings, now));
      windows.putAll(UndisturbedWindows.of(readings));
      assertExact();
    } finally {
      underWay.set(0);
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
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
    }
  }

  private static void befall(Fault fault, List<Process> processes, Path directory)
      throws IOException, InterruptedException {
    switch (fault) {
      case PROCESSORS -> {
        processes.getFirst().destroyForcibly().waitFor();
        processes.add(processors("1", directory.resolve("1")));
      }
      case BROKER -> {
        stack.kafka().kill9();
        stack.kafka().restart();
      }
      case REBALANCE -> {
        Path second = directory.resolve("2");
        processes.add(processors("2", second));
        // It has state of its own once it was given some of the work.
        Cluster.await("the second has work", () -> hasState(second));
        processes.getFirst().destroyForcibly().waitFor();
      }
    }
  }

  private static boolean hasState(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.anyMatch(file -> file.endsWith("series-heads"));
    } catch (IOException | UncheckedIOException e) {
      // Files come and go while a process starts.
      return false;
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

  private static Process processors(String instance, Path state) throws IOException {
    Files.createDirectories(state);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ProcessorsMain.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "HEALTHTRACK_PROCESSORS_BOOTSTRAP_SERVERS", stack.bootstrapServers(),
                "HEALTHTRACK_PROCESSORS_REGISTRY_URL", stack.registryUrl().toString(),
                "HEALTHTRACK_PROCESSORS_LISTEN_PORT", "0",
                "HEALTHTRACK_PROCESSORS_INSTANCE", instance,
                "HEALTHTRACK_PROCESSORS_STATE_DIR", state.toString()));
    return builder.redirectErrorStream(true).redirectOutput(state.resolve("log").toFile()).start();
  }

  /**
   * People with a reading a second. The second person's heart is fast all the time, the third's now
   * and then, and the fourth's watch brings a stretch of it late. One reading of ten is sent again.
   */
  private static List<Reading> readings(Run run, Random random, Instant start) {
    List<Reading> readings = new ArrayList<>();
    List<Reading> late = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      for (int i = 0; i < PEOPLE; i++) {
        Instant measuredAt = start.minusSeconds(SECONDS - second);
        boolean fast = i == 1 || (i >= 2 && i <= 3 && second % 80 > 40);
        Reading reading =
            Sample.reading("heart-rate", "/min", measuredAt, start.plusSeconds(2), fast ? 160 : 70);
        reading.setUserId(SubjectIdentity.user("default", "faults", run + "-" + i));
        reading.setReadingId(
            UUID.nameUUIDFromBytes(
                (run + "-" + i + "-" + second).getBytes(StandardCharsets.UTF_8)));
        if (i == 3 && second > 100 && second < 200) {
          late.add(reading);
        } else {
          readings.add(reading);
        }
        if (random.nextInt(10) == 0) {
          readings.add(readings.get(random.nextInt(readings.size())));
        }
      }
    }
    readings.addAll(late);
    return readings;
  }
}
