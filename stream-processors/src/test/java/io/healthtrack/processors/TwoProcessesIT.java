package io.healthtrack.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.processors.running.Member;
import io.healthtrack.processors.testing.Cluster;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.processors.vitals.VitalsSettings;
import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share the people: each knows where the others' are, and takes over from it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoProcessesIT {

  private static final int PEOPLE = 400;
  private static final String TOKEN = "token-of-this-test";

  private static Instant start;
  private static Stack stack;
  private static Cluster cluster;
  private static ProcessorsApp first;
  private static ProcessorsApp second;
  private static HttpClient http;

  @BeforeAll
  static void start(@TempDir Path one, @TempDir Path two) {
    start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    stack = SharedStack.get();
    cluster = new Cluster(stack);
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    first = ProcessorsApp.create(config(one, "1", EnumSet.of(Part.VALIDATION, Part.VITALS)));
    second = ProcessorsApp.create(config(two, "2", EnumSet.of(Part.VITALS)));
    cluster.send(
        IntStream.range(0, PEOPLE).mapToObj(i -> reading(person(i), start, value(i))).toList());
    cluster.awaitRecords(Topics.READINGS_VALID, PEOPLE);
  }

  @AfterAll
  static void stop() {
    http.close();
    first.close();
    cluster.close();
  }

  @Test
  @Order(1)
  void everybodyIsFoundThroughEitherProcess() {
    Cluster.await("both have people", () -> !owners().contains(null) && owners().size() == 2);
    for (int i = 0; i < PEOPLE; i += 7) {
      for (ProcessorsApp asked : List.of(first, second)) {
        UUID person = person(i);
        double value = value(i);
        Cluster.await(
            "the newest of " + i,
            () -> {
              HttpResponse<String> answer = found(asked, person);
              return answer.statusCode() == 200
                  && answer.body().contains("\"value\":" + value + ",");
            });
      }
    }
    assertEquals(404, found(first, new UUID(1, 1)).statusCode());
  }

  @Test
  @Order(2)
  void nobodyIsToldWithoutTheToken() {
    URI path = first.address().resolve("/v1/vitals/" + person(0));
    assertEquals(401, send(HttpRequest.newBuilder(path).build()).statusCode());
    assertEquals(
        401,
        send(HttpRequest.newBuilder(path).header("Authorization", "Bearer x").build())
            .statusCode());
    assertEquals(422, ask(first.address().resolve("/v1/vitals/ada")).statusCode());
  }

  @Test
  @Order(3)
  void followersHearOfNewerValues() throws Exception {
    UUID person = person(0);
    URI stream = URI.create(found(first, person).uri() + "/stream");
    HttpResponse<InputStream> events =
        http.send(request(stream), HttpResponse.BodyHandlers.ofInputStream());
    List<String> heard = new CopyOnWriteArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(() -> until(lines, heard, "\"value\":99.0,"));
      Cluster.await("what is known", () -> heard.toString().contains("\"value\":60.0,"));
      cluster.send(List.of(reading(person, start.plusSeconds(1), 99)));
      reader.get(30, TimeUnit.SECONDS);
    }
    assertTrue(heard.contains("event: vital"), heard.toString());
  }

  @Test
  @Order(4)
  void aStandbyTakesOverWithoutReadingEverythingAgain() {
    Cluster.await(
        "the standbys are level",
        () ->
            metric(first, "standby_lag_records") == 0
                && metric(second, "standby_lag_records") == 0);
    second.close();

    Cluster.await("the first has everybody", () -> everybodyIsWith(first));
    long restored = first.lastRestored(Part.VITALS);
    assertTrue(restored < PEOPLE / 10, "the standby's process read " + restored);
  }

  @Test
  @Order(5)
  void withoutStateEverythingIsReadAndTold(@TempDir Path empty) {
    first.close();
    first = ProcessorsApp.create(config(empty, "1", EnumSet.of(Part.VITALS)));

    Cluster.await("the first has everybody", () -> everybodyIsWith(first));
    long restored = first.lastRestored(Part.VITALS);
    assertTrue(restored >= PEOPLE, "the new process read " + restored);
    assertEquals(0, metric(first, "restore_remaining_records"));
    assertTrue(metric(first, "restore_seconds") > 0);
    assertTrue(metric(first, "process_seconds_count") >= 0);
  }

  private static boolean everybodyIsWith(ProcessorsApp app) {
    return IntStream.range(0, PEOPLE).allMatch(i -> at(app, person(i)).statusCode() == 200);
  }

  /** Who answers for the first people; null where nobody does. */
  private static Set<URI> owners() {
    Set<URI> owners = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = found(first, person(i));
      owners.add(answer.statusCode() == 200 ? answer.uri().resolve("/") : null);
    }
    return owners;
  }

  /** Asks as a gateway does. */
  private static HttpResponse<String> found(ProcessorsApp app, UUID person) {
    HttpResponse<String> answer = at(app, person);
    return answer.statusCode() == 307
        ? ask(URI.create(answer.headers().firstValue("Location").orElseThrow()))
        : answer;
  }

  private static HttpResponse<String> at(ProcessorsApp app, UUID person) {
    return ask(app.address().resolve("/v1/vitals/" + person));
  }

  private static HttpResponse<String> ask(URI address) {
    return send(request(address));
  }

  private static HttpRequest request(URI address) {
    return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + TOKEN).build();
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static double metric(ProcessorsApp app, String name) {
    return send(HttpRequest.newBuilder(app.address().resolve("/metrics")).build())
        .body()
        .lines()
        .filter(line -> line.startsWith("healthtrack_streams_" + name + "{application=\"vitals\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }

  private static void until(BufferedReader lines, List<String> heard, String wanted) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(line);
        if (line.contains(wanted)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("the stream ended");
  }

  private static ProcessorsConfig config(Path state, String instance, Set<Part> parts) {
    return ProcessorsConfig.of(
            stack.bootstrapServers(),
            stack.registryUrl(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            state)
        .running(parts)
        .with(new VitalsSettings(new Secret(TOKEN), 100))
        .as(new Member(instance, "", 1));
  }

  private static Reading reading(UUID person, Instant measuredAt, double value) {
    Reading reading =
        Sample.reading("heart-rate", "/min", measuredAt, measuredAt.plusSeconds(1), value);
    reading.setUserId(person);
    reading.setReadingId(new UUID(person.getMostSignificantBits(), (long) value));
    return reading;
  }

  private static double value(int i) {
    return 60 + i % 50;
  }

  private static UUID person(int i) {
    return SubjectIdentity.user("default", "two", "person-" + i);
  }
}
