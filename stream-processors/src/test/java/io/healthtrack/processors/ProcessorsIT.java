package io.healthtrack.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.processors.testing.Cluster;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** All three topologies on a real broker and a real registry. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessorsIT {

  private static final int PEOPLE = 20;
  private static final int SECONDS = 100;
  private static Stack stack;
  private static Cluster cluster;

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

  @Test
  @Order(1)
  void takesReadingsToAlertsAndStaysExactThroughARestartWithoutItsDisk(
      @TempDir Path before, @TempDir Path after) throws Exception {
    Instant start;
    try (ProcessorsApp app = started(before)) {
      DefaultRules.DefaultRule rule = DefaultRules.load().getFirst();
      cluster.putRule(rule.id(), rule.rule());
      cluster.awaitRecords(Topics.REGISTRY_THRESHOLDS, 1);
      start = Instant.now().truncatedTo(ChronoUnit.SECONDS);

      cluster.send(readings(start, 0, SECONDS / 2));
      cluster.sendNoise(Sample.USER);
      assertOperationsTellTheTruth(app);
      // Not awaited: the restart comes in the middle.
    }
    try (ProcessorsApp app = started(after)) {
      // A gateway that is not sure sends again, and goes on.
      cluster.send(readings(start, 0, SECONDS / 2));
      cluster.send(readings(start, SECONDS / 2, SECONDS));
      Reading implausible = reading(person(0), start, 0, 900);
      cluster.send(List.of(implausible));

      long sent = PEOPLE * SECONDS * 3L / 2 + 2;
      Tally total = cluster.awaitTallies("validation", sent);
      assertEquals((long) PEOPLE * SECONDS, total.getRecordsOut());
      assertEquals((long) PEOPLE * SECONDS / 2, total.getDuplicates());
      assertEquals(2, total.getQuarantined());
      assertEquals(Map.of("unreadable", 1L, "out-of-range", 1L), total.getReasons());
      cluster.awaitTallies("thresholds", (long) PEOPLE * SECONDS);
      assertTrue(app.ready());
    }

    List<Reading> valid = cluster.records(Topics.READINGS_VALID);
    assertEquals(PEOPLE * SECONDS, valid.size());
    assertEquals(PEOPLE * SECONDS, valid.stream().map(Reading::getReadingId).distinct().count());
    assertTrue(valid.stream().allMatch(reading -> reading.getProof().equals("fresh")));

    List<QuarantinedReading> quarantined = cluster.records(Topics.READINGS_QUARANTINED);
    assertEquals(2, quarantined.size());

    List<AlertEvent> alerts = cluster.records(Topics.ALERTS_CRITICAL);
    assertEquals(
        Map.of(person(1), List.of("opened"), person(2), List.of("opened", "resolved")),
        alerts.stream()
            .collect(
                Collectors.groupingBy(
                    AlertEvent::getUserId,
                    Collectors.mapping(AlertEvent::getEvent, Collectors.toList()))));
    assertTrue(alerts.getFirst().getPage());
  }

  @Test
  @Order(2)
  void recoversByItselfWhenTheBrokerDies(@TempDir Path state) {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    UUID person = person(PEOPLE + 1);
    try (ProcessorsApp app = started(state)) {
      cluster.send(readingsOf(person, start, 0, 50));
      stack.kafka().kill9();
      stack.kafka().restart();
      cluster.send(readingsOf(person, start, 25, SECONDS));

      Cluster.await("all are passed on", () -> passedOn(person).size() >= SECONDS);
      Cluster.await("the processors are ready", app::ready);
    }
    List<Reading> passed = passedOn(person);
    assertEquals(SECONDS, passed.size());
    assertEquals(SECONDS, passed.stream().map(Reading::getReadingId).distinct().count());
  }

  private static List<Reading> passedOn(UUID person) {
    return cluster.<Reading>records(Topics.READINGS_VALID).stream()
        .filter(reading -> reading.getUserId().equals(person))
        .toList();
  }

  private static List<Reading> readingsOf(UUID person, Instant start, int from, int until) {
    return IntStream.range(from, until)
        .mapToObj(second -> reading(person, start, second, 70))
        .toList();
  }

  private static ProcessorsApp started(Path state) {
    ProcessorsApp app = ProcessorsApp.create(config(state));
    Cluster.await("the processors are ready", app::ready);
    return app;
  }

  private static ProcessorsConfig config(Path state) {
    return ProcessorsConfig.of(
        stack.bootstrapServers(),
        stack.registryUrl(),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        state);
  }

  private static void assertOperationsTellTheTruth(ProcessorsApp app)
      throws IOException, InterruptedException {
    assertEquals(200, get(app.address().resolve("/health")).statusCode());
    assertEquals(200, get(app.address().resolve("/ready")).statusCode());
    String metrics = get(app.address().resolve("/metrics")).body();
    assertTrue(
        metrics.contains("healthtrack_streams_running{application=\"validation\"} 1.0"), metrics);
    assertTrue(metrics.contains("healthtrack_streams_lag{application=\"thresholds\"}"), metrics);
  }

  private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Everyone is well but the second person, and the third, who recovers. */
  private static List<Reading> readings(Instant start, int from, int until) {
    List<Reading> readings = new ArrayList<>();
    for (int second = from; second < until; second++) {
      for (int i = 0; i < PEOPLE; i++) {
        boolean racing = i == 1 || (i == 2 && second < 40);
        readings.add(reading(person(i), start, second, racing ? 160 : 70));
      }
    }
    return readings;
  }

  private static Reading reading(UUID person, Instant start, int second, double value) {
    Instant measuredAt = start.minusSeconds(SECONDS - second);
    Reading reading = Sample.reading("heart-rate", "/min", measuredAt, start.plusSeconds(2), value);
    reading.setUserId(person);
    reading.setReadingId(new UUID(person.getMostSignificantBits(), second * 1_000L + (long) value));
    return reading;
  }

  private static UUID person(int i) {
    return SubjectIdentity.user("default", "it", "person-" + i);
  }
}
