package io.healthtrack.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.processors.testing.Cluster;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions about consent and readings come by two topics; no reading slips in between. */
class ConsentIT {

  private static final int PEOPLE = 8;
  private static final int SECONDS = 400;
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
  void noReadingPassesADecisionThatIsThereWhenValidationStarts(
      @TempDir Path before, @TempDir Path after) {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);
    cluster.send(readings(start, 0));
    // Every second person decides an hour later, of a time before the first reading.
    for (int i = 0; i < PEOPLE; i += 2) {
      cluster.decide(person(i), start.plusSeconds(3_600), denial(start));
    }
    long kept = (long) PEOPLE / 2 * SECONDS;
    try (ProcessorsApp app = started(before)) {
      Tally total = cluster.awaitTallies("validation", (long) PEOPLE * SECONDS);
      assertEquals(Map.of("no-consent", kept), total.getReasons());
      assertTrue(app.ready());
    }
    // And from its changelog, on another disk.
    try (ProcessorsApp app = started(after)) {
      cluster.send(readings(start, SECONDS));
      Tally total = cluster.awaitTallies("validation", 2L * PEOPLE * SECONDS);
      assertEquals(Map.of("no-consent", 2 * kept), total.getReasons());
      assertTrue(app.ready());
    }
    // While nobody runs, two more decide, between readings; the same disk goes on.
    cluster.send(readings(start, 2 * SECONDS));
    cluster.decide(person(1), start.plusSeconds(3_600), denial(start));
    cluster.decide(person(5), start.plusSeconds(3_600), denial(start));
    cluster.send(readings(start, 3 * SECONDS));
    try (ProcessorsApp app = started(after)) {
      Tally total = cluster.awaitTallies("validation", 4L * PEOPLE * SECONDS);
      assertEquals(Map.of("no-consent", 4 * kept + 2L * 2 * SECONDS), total.getReasons());
      assertTrue(app.ready());
    }
    Map<UUID, Integer> passed = new HashMap<>();
    cluster
        .<Reading>records(Topics.READINGS_VALID)
        .forEach(it -> passed.merge(it.getUserId(), 1, Integer::sum));
    assertEquals(
        Map.of(
            person(1), 2 * SECONDS,
            person(3), 4 * SECONDS,
            person(5), 2 * SECONDS,
            person(7), 4 * SECONDS),
        passed);
  }

  private static ProcessorsApp started(Path state) {
    ProcessorsApp app =
        ProcessorsApp.create(
            ProcessorsConfig.of(
                    stack.bootstrapServers(),
                    stack.registryUrl(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    state)
                .running(Set.of(Part.VALIDATION)));
    Cluster.await("validation is ready", app::ready);
    return app;
  }

  private static List<Reading> readings(Instant start, int from) {
    List<Reading> readings = new ArrayList<>();
    for (int second = from; second < from + SECONDS; second++) {
      for (int i = 0; i < PEOPLE; i++) {
        Instant measuredAt = start.plusSeconds(second);
        Reading reading = Sample.reading("heart-rate", "/min", measuredAt, measuredAt, 60);
        reading.setUserId(person(i));
        reading.setReadingId(new UUID(person(i).getMostSignificantBits(), second));
        readings.add(reading);
      }
    }
    return readings;
  }

  private static Consent denial(Instant from) {
    return Consent.newBuilder().setScope("treatment").setDecision("deny").setFrom(from).build();
  }

  private static UUID person(int i) {
    return SubjectIdentity.user("default", "consent-it", "person-" + i);
  }
}
