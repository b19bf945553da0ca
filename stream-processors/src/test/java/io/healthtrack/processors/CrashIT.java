package io.healthtrack.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.processors.testing.Cluster;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The processors as a process of their own, killed under load; and topics they must refuse. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashIT {

  private static final int PEOPLE = 20;
  private static final int SECONDS = 300;
  private static Stack stack;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    // Of its own: every count here is over all that the topics hold.
    stack = Stack.start(StackConfig.temporary());
    cluster = new Cluster(stack);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void staysExactWhenItIsKilledUnderLoad(@TempDir Path state) throws Exception {
    Set<UUID> distinct = new HashSet<>();
    long sent = 0;
    for (int seed = 0; seed < Integer.getInteger("healthtrack.seeds", 1); seed++) {
      Random random = new Random(seed);
      List<Reading> readings;
      int cut;
      Process victim = processors(state);
      try {
        DefaultRules.DefaultRule rule = DefaultRules.load().getFirst();
        cluster.putRule(rule.id(), rule.rule());
        cluster.awaitRecords(Topics.REGISTRY_THRESHOLDS, 1);
        // A rule judges what arrives after it: the readings are made once it is in force.
        readings = readings(seed, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        cut = readings.size() / 4 + random.nextInt(readings.size() / 2);
        cluster.send(readings.subList(0, cut));
        long before = distinct.size();
        // Some are passed on and more are waiting: the kill comes into the middle.
        Cluster.await(
            "some are passed on", () -> cluster.records(Topics.READINGS_VALID).size() > before);
      } finally {
        victim.destroyForcibly().waitFor();
      }
      Process successor = processors(state);
      try {
        int overlap = random.nextInt(cut);
        cluster.send(readings.subList(overlap, readings.size()));
        sent += readings.size() + cut - overlap;
        readings.forEach(reading -> distinct.add(reading.getReadingId()));
        assertExact(distinct, sent);
      } finally {
        successor.destroyForcibly().waitFor();
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

  private static void assertExact(Set<UUID> distinct, long sent) {
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
    assertEquals(alerts.size(), alerts.stream().map(AlertEvent::getEventId).distinct().count());
    assertEquals(
        alerts.size(),
        alerts.stream().map(it -> it.getEpisodeId() + " " + it.getRevision()).distinct().count());
  }

  private static Process processors(Path state) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
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
                "HEALTHTRACK_PROCESSORS_STATE_DIR", state.toString()));
    return builder.redirectErrorStream(true).redirectOutput(state.resolve("log").toFile()).start();
  }

  /** Everyone is well but the second person. */
  private static List<Reading> readings(int seed, Instant start) {
    List<Reading> readings = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      for (int i = 0; i < PEOPLE; i++) {
        Instant measuredAt = start.minusSeconds(SECONDS - second);
        Reading reading =
            Sample.reading(
                "heart-rate", "/min", measuredAt, start.plusSeconds(2), i == 1 ? 160 : 70);
        reading.setUserId(SubjectIdentity.user("default", "crash", seed + "-" + i));
        reading.setReadingId(new UUID(seed * 1_000L + i, second));
        readings.add(reading);
      }
    }
    return readings;
  }
}
