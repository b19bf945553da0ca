package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayIT {

  private static final String DEVICE = "it|watch";
  private static final String USER = "it|ann";
  private static final UUID USER_ID = SubjectIdentity.userFrom("default", USER);

  private static GatewayFixture gateway;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    gateway.wear(DEVICE, USER);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void acceptedReadingsAreInTheTopicUnderTheirUserAtTheTimeOfArrival() {
    Instant before = Instant.now();
    HttpResponse<String> answer = post(heartRate("a-1", "61"), heartRate("a-2", "62"));

    assertEquals(202, answer.statusCode(), answer.body());
    assertTrue(answer.body().startsWith("{\"accepted\":2,\"duplicate\":0,\"rejected\":0,"));
    ConsumerRecord<UUID, Reading> record =
        gateway.raw().stream()
            .filter(raw -> "a-1".equals(raw.value().getClientId()))
            .findFirst()
            .orElseThrow();
    assertEquals(USER_ID, record.key());
    assertEquals(USER_ID, record.value().getUserId());
    assertEquals(61.0, record.value().getValue());
    assertEquals("none", record.value().getProof());
    assertEquals(record.value().getReceivedAt().toEpochMilli(), record.timestamp());
    assertTrue(record.timestamp() >= before.toEpochMilli());
    assertTrue(answer.body().contains(record.value().getReadingId().toString()));
  }

  @Test
  void badReadingsAreNamedAndTheGoodOnesBesideThemKept() {
    HttpResponse<String> answer =
        post(
            heartRate("b-1", "70"),
            heartRate("b-2", "\"seventy\""),
            heartRate("b-3", "71").replace("heart-rate", "heart-rhythm"),
            heartRate("b-4", "72").replace(DEVICE, "it|nobody"),
            heartRate("b-5", "73").replace("/min", "parsec"),
            heartRate("b-1", "70"));

    assertEquals(207, answer.statusCode(), answer.body());
    assertTrue(answer.body().startsWith("{\"accepted\":1,\"duplicate\":1,\"rejected\":4,"));
    for (String code :
        new String[] {"not-a-number", "unknown-metric", "unknown-device", "unknown-unit"}) {
      assertTrue(answer.body().contains("\"code\":\"" + code + "\""), code);
    }
    assertTrue(answer.body().contains("{\"index\":5,\"status\":\"duplicate\",\"reading_id\":"));
    assertFalse(answer.body().contains("seventy"));
    assertEquals(1, rawWithPrefix("b-"));
  }

  @Test
  void nothingGoodIs422() {
    HttpResponse<String> answer = post(heartRate("c-1", "1e400"), heartRate("c-2", "null"));
    assertEquals(422, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"field\":\"value\""));
    assertEquals(0, rawWithPrefix("c-"));
  }

  @Test
  void whoeverWoreTheDeviceThenGetsTheReading() {
    gateway.wear("it|shared", "it|early");
    gateway.caller().put("/v1/users/" + Caller.encoded("it|late"), "{}");
    HttpResponse<String> handedOver =
        gateway
            .caller()
            .put(
                "/v1/devices/it%7Cshared/assignments",
                "{\"user\":\"it|late\",\"from\":\"2024-01-01T00:00:00Z\"}");
    assertEquals(201, handedOver.statusCode(), handedOver.body());

    String old = heartRate("d-1", "60").replace(DEVICE, "it|shared").replace("2026-", "2023-");
    String recent = heartRate("d-2", "60").replace(DEVICE, "it|shared");
    String ancient = heartRate("d-3", "60").replace(DEVICE, "it|shared").replace("2026-", "2001-");
    HttpResponse<String> answer = post(old, recent, ancient);

    assertEquals(207, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("unassigned-device"));
    assertEquals(SubjectIdentity.userFrom("default", "it|early"), rawUser("d-1"));
    assertEquals(SubjectIdentity.userFrom("default", "it|late"), rawUser("d-2"));

    HttpResponse<String> overlap =
        gateway
            .caller()
            .put(
                "/v1/devices/it%7Cshared/assignments",
                "{\"user\":\"it|early\",\"from\":\"2022-01-01T00:00:00Z\",\"until\":\"2025-01-01T00:00:00Z\"}");
    assertProblem(409, "overlap", overlap);
  }

  @Test
  void wholeRequestsAreRefusedWithAProblemDocument() {
    assertProblem(
        401,
        "unauthorized",
        new Caller(gateway.app().address(), "ht_wrong").post("{\"readings\":[]}"));
    HttpResponse<String> malformed = gateway.caller().post("{\"readings\":[{\"metric\":oops}]}");
    assertProblem(400, "malformed-json", malformed);
    assertTrue(malformed.body().contains("\"line\":1,\"column\":"), malformed.body());
    assertFalse(malformed.body().contains("oops"));
    assertProblem(
        415,
        "unsupported-media-type",
        gateway.caller().post(BodyPublishers.ofString("{}"), "Content-Encoding", "br"));
    assertProblem(
        415,
        "unsupported-media-type",
        gateway
            .caller()
            .send(
                gateway
                    .caller()
                    .request("/v1/readings")
                    .setHeader("Content-Type", "text/html")
                    .POST(BodyPublishers.ofString("a,b"))
                    .build()));
    assertProblem(404, "not-found", gateway.caller().get("/v1/nothing"));
  }

  @Test
  void bodiesOverTheLimitAre413HoweverTheyArePacked() {
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) ' ');
    Iterable<byte[]> hundredMegabytes = Collections.nCopies(100, chunk);
    assertProblem(
        413, "too-large", gateway.caller().post(BodyPublishers.ofByteArrays(hundredMegabytes)));
    assertProblem(
        413,
        "too-large",
        gateway
            .caller()
            .post(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofByteArrays(hundredMegabytes), 100L << 20)));
    byte[] bomb = Caller.gzip(new byte[200_000_000]);
    assertProblem(
        413,
        "too-large",
        gateway.caller().post(BodyPublishers.ofByteArray(bomb), "Content-Encoding", "gzip"));
    assertEquals(202, post(heartRate("e-1", "60")).statusCode());
  }

  @Test
  void whoeverAsksBeforeSendingIsToldAtOnce() {
    byte[] large = new byte[100 << 20];
    assertProblem(
        413,
        "too-large",
        gateway
            .caller()
            .send(
                gateway
                    .caller()
                    .request("/v1/readings")
                    .expectContinue(true)
                    .POST(BodyPublishers.ofByteArray(large))
                    .build()));
    HttpResponse<String> small =
        gateway
            .caller()
            .send(
                gateway
                    .caller()
                    .request("/v1/readings")
                    .expectContinue(true)
                    .POST(BodyPublishers.ofString(body(heartRate("j-1", "60"))))
                    .build());
    assertEquals(202, small.statusCode(), small.body());
  }

  @Test
  void brokenRequestsAreNeverTheGatewaysFault() throws IOException {
    String key = "Authorization: Bearer " + gateway.key() + "\r\n";
    String json = "Content-Type: application/json\r\n";
    String chunked = "POST /v1/readings HTTP/1.1\r\nHost: x\r\n" + key + json;
    for (String request :
        new String[] {
          chunked + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
          chunked + "Content-Length: minus\r\n\r\n{}",
          chunked + "Content-Length: 2\r\nConnection: close\r\n\r\n\u00ff\u00fe",
          "POST /v1/readings HTTP/9.9\r\n\r\n",
          "GET /v1/users/%zz HTTP/1.1\r\nHost: x\r\n" + key + "\r\n"
        }) {
      String status = gateway.caller().raw(request);
      assertTrue(status.startsWith("HTTP/1.1 4") || status.startsWith("HTTP/1.1 505"), status);
    }
  }

  @Test
  void gzipIsUnpackedAndBrokenGzipIsRefused() {
    byte[] packed = Caller.gzip(body(heartRate("f-1", "60")).getBytes(StandardCharsets.UTF_8));
    assertEquals(
        202,
        gateway
            .caller()
            .post(BodyPublishers.ofByteArray(packed), "Content-Encoding", "gzip")
            .statusCode());
    assertProblem(
        400,
        "malformed-gzip",
        gateway
            .caller()
            .post(
                BodyPublishers.ofByteArray(Arrays.copyOf(packed, packed.length / 2)),
                "Content-Encoding",
                "gzip"));
  }

  @Test
  void registryChangesAreVersionedAndReadBack() {
    Caller caller = gateway.caller();
    HttpResponse<String> created = caller.put("/v1/users/it%7Cversions", "{\"birth_year\":1961}");
    assertEquals(201, created.statusCode(), created.body());
    assertTrue(created.body().contains("\"version\":1"));
    assertEquals(200, caller.put("/v1/users/it%7Cversions", "{\"sex\":\"female\"}").statusCode());
    assertProblem(
        412, "version-mismatch", caller.put("/v1/users/it%7Cversions", "{}", "If-Match", "\"1\""));
    HttpResponse<String> read = caller.get("/v1/users/it%7Cversions");
    assertEquals(200, read.statusCode());
    assertEquals("\"2\"", read.headers().firstValue("ETag").orElseThrow());
    assertProblem(404, "not-found", caller.get("/v1/devices/it%7Cabsent"));
    HttpResponse<String> rule =
        caller.put(
            "/v1/thresholds/" + UUID.randomUUID(),
            "{\"metric\":\"heart-rate\",\"severity\":\"critical\",\"above\":150,\"dwell_seconds\":15}");
    assertEquals(201, rule.statusCode(), rule.body());
    String catalogue = caller.get("/v1/metrics").body();
    assertTrue(catalogue.contains("\"code\":\"heart-rate\""));
    assertTrue(
        catalogue.contains("\"ages\":[{\"from\":18,\"low\":15.0,\"high\":300.0,\"basis\":\"vent"),
        "from 18 on, without an end");
    assertTrue(
        catalogue.contains("\"ages\":[{\"from\":0,\"until\":2,\"low\":"), "weights under two");
  }

  @Test
  void fieldsThatAreNotKeptAreNamed() {
    Caller caller = gateway.caller();
    HttpResponse<String> device =
        caller.put("/v1/devices/it%7Cextra", "{\"serial\":\"7\",\"colour\":\"red\"}");
    assertEquals(201, device.statusCode(), device.body());
    assertTrue(device.body().contains("\"ignored\":[\"colour\",\"serial\"]"), device.body());
    assertEquals(201, caller.put("/v1/users/it%7Cextra", "{}").statusCode());
    assertProblem(
        422,
        "unknown-field",
        caller.put(
            "/v1/devices/it%7Cextra/assignments",
            "{\"user\":\"it|extra\",\"untill\":\"2026-01-01T00:00:00Z\"}"));
    assertProblem(
        422,
        "unknown-user",
        caller.put("/v1/devices/it%7Cextra/assignments", "{\"user\":\"it|nobody\"}"));
  }

  @Test
  void assignmentWithoutAStartHoldsSinceAlways() {
    Caller caller = gateway.caller();
    caller.put("/v1/users/it%7Calways", "{}");
    caller.put("/v1/devices/it%7Calways", "{}");
    assertEquals(
        201,
        caller.put("/v1/devices/it%7Calways/assignments", "{\"user\":\"it|always\"}").statusCode());
    HttpResponse<String> old =
        caller.post(
            """
            {"readings":[{"device":"it|always","metric":"heart-rate","value":60,"unit":"/min",
            "measured_at":"1961-04-12T06:07:00Z"}]}""");
    assertEquals(202, old.statusCode(), old.body());
  }

  @Test
  void identifiersMayBeUrls() {
    gateway.wear("https://maker.example/devices|4/2", "https://clinic.example/ids|7");
    assertEquals(
        200, gateway.caller().get("/v1/users/https%3A%2F%2Fclinic.example%2Fids%7C7").statusCode());
    HttpResponse<String> answer =
        post(heartRate("url-1", "60").replace(DEVICE, "https://maker.example/devices|4/2"));
    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(
        SubjectIdentity.userFrom("default", "https://clinic.example/ids|7"), rawUser("url-1"));
  }

  @Test
  void metricsAddUp() {
    post(heartRate("g-1", "60"), heartRate("g-1", "60"), heartRate("g-2", "true"));
    String scrape = gateway.caller().get("/metrics").body();
    double rejected =
        scrape
            .lines()
            .filter(line -> line.startsWith("healthtrack_gateway_readings_rejected_total{"))
            .mapToDouble(GatewayIT::sample)
            .sum();
    assertEquals(
        counter(scrape, "received"),
        counter(scrape, "accepted") + counter(scrape, "duplicate") + rejected);
    assertTrue(rejected > 0);
  }

  @Test
  void restartKeepsTheDirectory() {
    gateway.restart();
    HttpResponse<String> answer = post(heartRate("h-1", "60"));
    assertEquals(202, answer.statusCode(), answer.body());
  }

  @Test
  void aSilentBrokerIs503UntilItSpeaksAgain() throws Exception {
    gateway.stack().kafka().pause();
    HttpResponse<String> answer;
    HttpResponse<String> later;
    long waited;
    try (ExecutorService first = Executors.newSingleThreadExecutor()) {
      Future<HttpResponse<String>> waiting = first.submit(() -> post(heartRate("i-1", "60")));
      // Until the first has waited for long others wait too; from then on they hear it at once.
      Await.until("congestion", GatewayFixture.ACKNOWLEDGEMENT, () -> post().statusCode() == 503);
      long begun = System.nanoTime();
      later = post(heartRate("i-2", "60"));
      waited = System.nanoTime() - begun;
      answer = waiting.get();
    } finally {
      gateway.stack().kafka().resume();
    }
    assertProblem(503, "broker-slow", later);
    assertTrue(waited < GatewayFixture.ACKNOWLEDGEMENT.toNanos() / 4, waited / 1_000_000 + " ms");
    assertProblem(503, "broker-unavailable", answer);
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    Await.until(
        "recovery", Duration.ofSeconds(30), () -> post(heartRate("i-1", "60")).statusCode() == 202);
    assertTrue(rawWithPrefix("i-") >= 1);
  }

  private static double counter(String scrape, String name) {
    return scrape
        .lines()
        .filter(line -> line.startsWith("healthtrack_gateway_readings_" + name + "_total{"))
        .mapToDouble(GatewayIT::sample)
        .sum();
  }

  private static double sample(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static long rawWithPrefix(String prefix) {
    return gateway.raw().stream()
        .filter(record -> record.value().getClientId() != null)
        .filter(record -> record.value().getClientId().startsWith(prefix))
        .count();
  }

  private static UUID rawUser(String clientId) {
    return gateway.raw().stream()
        .filter(record -> clientId.equals(record.value().getClientId()))
        .findFirst()
        .orElseThrow()
        .key();
  }

  private static HttpResponse<String> post(String... readings) {
    return gateway.caller().post(body(readings));
  }

  private static String body(String... readings) {
    return "{\"readings\":[" + String.join(",", readings) + "]}";
  }

  private static String heartRate(String id, String value) {
    return """
        {"id":"%s","device":"%s","metric":"heart-rate","value":%s,"unit":"/min",\
        "measured_at":"2026-03-01T10:00:00Z"}"""
        .formatted(id, DEVICE, value);
  }

  private static void assertProblem(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
    assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
  }
}
