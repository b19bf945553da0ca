package io.healthtrack.gateway;

import static io.healthtrack.gateway.Keys.scopes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsIT {

  private static GatewayFixture gateway;
  private static Keys keys;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    gateway.wear("limits|watch", "limits|ann");
    keys = new Keys(gateway.caller(), gateway.app().address());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void beyondTheRateIs429UntilTheTimeItSays() {
    // The burst is ten seconds' worth, 200 readings; what is beyond it must be paid off first.
    try (Caller hub = keys.with(scopes("readings:write") + ",\"readings_per_second\":20");
        Caller other = keys.with(scopes("readings:write"))) {
      assertEquals(202, hub.post(readings("r", 0, 260)).statusCode());

      HttpResponse<String> refused = hub.post(readings("r", 260, 20));

      assertEquals(429, refused.statusCode(), refused.body());
      assertEquals("rate-limited", Keys.text(refused, "code"));
      assertTrue(retryAfter(refused) <= 4);
      assertEquals("\"readings-per-second\";q=200;w=10", header(refused, "RateLimit-Policy"));
      assertTrue(header(refused, "RateLimit").startsWith("\"readings-per-second\";r="));
      assertEquals(202, other.post(readings("other", 0, 20)).statusCode());
      assertEquals(200, dryRun(hub, readings("r", 260, 500)));
      Await.until(
          "recovery",
          Duration.ofSeconds(retryAfter(refused)).plusMillis(500),
          () -> hub.post(readings("r", 260, 20)).statusCode() == 202);
      assertEquals(280, stored("r-"));
    }
  }

  @Test
  void beyondTheQuotaNothingOfTheRequestIsTaken() {
    try (Caller hub = keys.with(scopes("readings:write") + ",\"readings_per_day\":10")) {
      assertEquals(202, hub.post(readings("q", 0, 6)).statusCode());

      HttpResponse<String> refused = hub.post(readings("q", 6, 5));

      assertEquals(429, refused.statusCode(), refused.body());
      assertEquals("quota-exceeded", Keys.text(refused, "code"));
      assertTrue(retryAfter(refused) <= Duration.ofDays(1).toSeconds());
      assertEquals("\"readings-per-day\";q=10;w=86400", header(refused, "RateLimit-Policy"));
      assertTrue(header(refused, "RateLimit").startsWith("\"readings-per-day\";r=4;t="));
      assertEquals(202, hub.post(readings("q", 6, 4)).statusCode());
      assertEquals(10, stored("q-"));
    }
  }

  @Test
  void whatIsRejectedCostsNothing() {
    try (Caller hub = keys.with(scopes("readings:write") + ",\"readings_per_day\":5")) {
      String nonsense = readings("n", 0, 50).replace("heart-rate", "heart-rhythm");
      assertEquals(422, hub.post(nonsense).statusCode());
      assertEquals(202, hub.post(readings("n", 0, 5)).statusCode());
    }
  }

  @Test
  void refusalsAreCounted() {
    try (Caller hub = keys.with(scopes("readings:write") + ",\"readings_per_day\":1")) {
      hub.post(readings("m", 0, 2));
      String scrape = gateway.caller().get("/metrics").body();
      assertTrue(
          scrape.contains("healthtrack_gateway_requests_refused_total{code=\"quota-exceeded\"}"),
          scrape);
      assertFalse(scrape.contains("hub"));
    }
  }

  private static int dryRun(Caller caller, String body) {
    HttpResponse<String> answer =
        caller.send(
            caller
                .request("/v1/readings?dry_run=true")
                .POST(BodyPublishers.ofString(body))
                .build());
    return answer.statusCode();
  }

  private static long stored(String prefix) {
    return gateway.raw().stream()
        .filter(record -> record.value().getClientId() != null)
        .filter(record -> record.value().getClientId().startsWith(prefix))
        .count();
  }

  private static String readings(String prefix, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(
            number ->
                """
                {"id":"%s-%d","device":"limits|watch","metric":"heart-rate","value":61,"unit":"/min",\
                "measured_at":"2026-03-01T10:00:00Z"}"""
                    .formatted(prefix, number))
        .collect(Collectors.joining(",", "{\"readings\":[", "]}"));
  }

  private static long retryAfter(HttpResponse<String> answer) {
    return Long.parseLong(header(answer, "Retry-After"));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }
}
