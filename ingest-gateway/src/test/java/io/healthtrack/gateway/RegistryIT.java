package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.identity.SubjectIdentity;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryIT {

  private static GatewayFixture gateway;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void consentsAreKeptAsAHistory() {
    String path = path("users", "consent|ann") + "/consents";
    assertProblem(404, "not-found", put(path, permit("2026-01-01T00:00:00Z")));
    put(path("users", "consent|ann"), "{}");

    HttpResponse<String> empty = get(path);
    assertEquals(200, empty.statusCode());
    assertTrue(empty.body().contains("\"consents\":[],\"version\":0"), empty.body());
    assertStatus(201, put(path, permit("2026-01-01T00:00:00Z"), "If-Match", tag(empty)));
    assertEquals(200, put(path, permit("2026-01-01T00:00:00Z")).statusCode());
    assertEquals(
        201,
        put(
                path,
                "{\"scope\":\"research\",\"decision\":\"deny\",\"metric\":\"heart-rate\","
                    + "\"from\":\"2026-02-01T00:00:00Z\",\"until\":\"2026-03-01T00:00:00Z\"}")
            .statusCode());

    HttpResponse<String> entry = get(path);
    assertTrue(
        entry
            .body()
            .contains(
                "{\"scope\":\"research\",\"decision\":\"deny\",\"metric\":\"heart-rate\","
                    + "\"from\":\"2026-02-01T00:00:00Z\",\"until\":\"2026-03-01T00:00:00Z\"}"),
        entry.body());
    assertProblem(409, "overlap", put(path, permit("2025-01-01T00:00:00Z")));
    assertProblem(
        412,
        "version-mismatch",
        gateway.caller().put(path, permit("2026-05-01T00:00:00Z"), "If-Match", "\"1\""));
  }

  @Test
  void aDecisionIsTakenOutByItsScopeAndStart() {
    put(path("users", "consent|ben"), "{}");
    String path = path("users", "consent|ben") + "/consents";
    put(path, permit("2026-01-01T00:00:00Z"));
    put(path, permit("2026-02-01T00:00:00Z"));

    String query = "?scope=analytics&from=2026-02-01T00%3A00%3A00Z";
    HttpResponse<String> gone = gateway.caller().delete(path + query);
    assertEquals(204, gone.statusCode(), gone.body());
    assertEquals("\"3\"", tag(gone));
    assertProblem(404, "not-found", gateway.caller().delete(path + query));
    assertEquals(
        204,
        gateway
            .caller()
            .call("DELETE", path, "{\"scope\":\"analytics\",\"from\":\"2026-01-01T00:00:00Z\"}")
            .statusCode());
    assertProblem(422, "missing-field", gateway.caller().delete(path + "?scope=analytics"));
    assertTrue(get(path).body().contains("\"consents\":[]"), get(path).body());
  }

  @Test
  void aConsentThatCannotBeUnderstoodNamesItsField() {
    put(path("users", "consent|cid"), "{}");
    String path = path("users", "consent|cid") + "/consents";
    assertField("scope", "malformed", put(path, "{\"scope\":\"ads\",\"decision\":\"deny\"}"));
    assertField("decision", "malformed", put(path, "{\"scope\":\"research\",\"decision\":\"no\"}"));
    assertField("decision", "missing-field", put(path, "{\"scope\":\"research\"}"));
    assertField(
        "metric",
        "unknown-metric",
        put(path, "{\"scope\":\"research\",\"decision\":\"deny\",\"metric\":\"aura\"}"));
    assertField(
        "unitl",
        "unknown-field",
        put(path, "{\"scope\":\"research\",\"decision\":\"deny\",\"unitl\":\"x\"}"));
  }

  @Test
  void consentsGoWithThePerson() {
    put(path("users", "consent|dan"), "{}");
    String path = path("users", "consent|dan") + "/consents";
    put(path, permit("2026-01-01T00:00:00Z"));
    assertEquals(200, gateway.caller().delete(path("users", "consent|dan")).statusCode());
    assertEquals(404, get(path).statusCode());

    put(path("users", "consent|dan"), "{}");
    Await.until(
        "no consent of the person of before",
        Duration.ofSeconds(10),
        () -> get(path).body().contains("\"consents\":[]"));
  }

  @Test
  void aDeviceGoesUnlessSomebodyWoreIt() {
    gateway.wear("gone|watch", "gone|ann");
    String watch = path("devices", "gone|watch");
    assertProblem(409, "in-use", gateway.caller().delete(watch));
    HttpResponse<String> read = get(watch);
    assertProblem(412, "version-mismatch", gateway.caller().delete(watch, "If-Match", "\"77\""));
    HttpResponse<String> withdrawn =
        gateway
            .caller()
            .call(
                "DELETE",
                watch + "/assignments",
                "{\"user\":\"gone|ann\",\"from\":\"2020-01-01T00:00:00Z\"}");
    assertEquals(204, withdrawn.statusCode(), withdrawn.body());
    assertProblem(
        404,
        "not-found",
        gateway
            .caller()
            .delete(watch + "/assignments?user=gone%7Cann&from=2020-01-01T00%3A00%3A00Z"));
    assertProblem(412, "version-mismatch", gateway.caller().delete(watch, "If-Match", tag(read)));
    HttpResponse<String> gone = gateway.caller().delete(watch, "If-Match", tag(withdrawn));
    assertEquals(204, gone.statusCode(), gone.body());
    assertEquals(404, get(watch).statusCode());
    assertProblem(404, "not-found", gateway.caller().delete(watch));
    assertTrue(post("gone|watch").contains("unknown-device"));
  }

  @Test
  void aCorrectionSaysWhoseTheNextReadingIs() {
    gateway.wear("fix|watch", "fix|ann");
    put(path("users", "fix|ben"), "{}");
    String corrections = path("devices", "fix|watch") + "/assignments/corrections";
    String body = "{\"user\":\"fix|ben\",\"from\":\"2026-01-01T00:00:00Z\"}";
    HttpResponse<String> corrected = gateway.caller().call("POST", corrections, body);
    assertEquals(200, corrected.statusCode(), corrected.body());
    assertEquals(tag(get(path("devices", "fix|watch"))), tag(corrected));
    assertTrue(post("fix|watch").contains("\"accepted\":1"));
    assertEquals(
        SubjectIdentity.userFrom("default", "fix|ben"),
        gateway.raw().stream()
            .map(record -> record.value())
            .filter(
                reading ->
                    SubjectIdentity.deviceFrom("default", "fix|watch")
                        .equals(reading.getDeviceId()))
            .findFirst()
            .orElseThrow()
            .getUserId());

    assertField(
        "from",
        "missing-field",
        gateway.caller().call("POST", corrections, "{\"user\":\"fix|ben\"}"));
    assertField(
        "user",
        "unknown-user",
        gateway
            .caller()
            .call("POST", corrections, "{\"user\":\"fix|x\",\"from\":\"2026-01-01T00:00:00Z\"}"));
  }

  @Test
  void aRuleEndsAndMayBeginAgain() {
    String rule = path("thresholds", "end|high");
    String body = "{\"metric\":\"heart-rate\",\"severity\":\"info\",\"above\":150}";
    HttpResponse<String> made = put(rule, body);
    assertEquals(201, made.statusCode(), made.body());
    assertProblem(412, "version-mismatch", gateway.caller().delete(rule, "If-Match", "\"9\""));
    assertEquals(204, gateway.caller().delete(rule, "If-Match", tag(made)).statusCode());
    assertEquals(404, get(rule).statusCode());
    assertProblem(404, "not-found", gateway.caller().delete(rule));
    assertEquals(201, put(rule, body).statusCode());
  }

  @Test
  void aRuleIsShownAsItWasAskedFor() {
    String rule = path("thresholds", "kinds|breath");
    String asked = "\"metric\":\"respiratory-rate\",\"severity\":\"warning\",\"above\":24.0";
    String kind =
        "\"window_seconds\":600,\"match\":\"any\",\"conditions\":[{\"metric\":"
            + "\"oxygen-saturation\",\"below\":92.0}]";
    String scope = "\"min_age\":65,\"condition\":\"icd|E10\"";
    HttpResponse<String> made =
        put(rule, "{\"kind\":\"composite\"," + asked + "," + kind + "," + scope + "}");
    assertEquals(201, made.statusCode(), made.body());
    String shown = get(rule).body();
    for (String part : List.of("\"kind\":\"composite\"", asked, kind, scope)) {
      assertTrue(shown.contains(part), shown);
    }
    assertField(
        "conditions[0].metric",
        "missing-field",
        put(rule, "{" + asked + ",\"conditions\":[{\"below\":92}]}"));
  }

  @Test
  void aPersonsConditionsAreCodesOfASystem() {
    String ann = path("users", "kinds|ann");
    assertEquals(201, put(ann, "{\"conditions\":[\"icd|I48\",\"icd|E10\"]}").statusCode());
    String shown = get(ann).body();
    assertTrue(shown.contains("\"conditions\":[\"icd|E10\",\"icd|I48\"]"), shown);
    assertField("conditions", "malformed", put(ann, "{\"conditions\":[\"diabetes\"]}"));
  }

  @Test
  void whoHasTheNewestVersionIsNotSentIt() {
    put(path("users", "etag|ann"), "{}");
    put(path("devices", "etag|watch"), "{}");
    for (String path :
        new String[] {
          path("users", "etag|ann"),
          path("users", "etag|ann") + "/consents",
          path("devices", "etag|watch")
        }) {
      String tag = tag(get(path));
      HttpResponse<String> again = gateway.caller().get(path, "If-None-Match", "\"99\", W/" + tag);
      assertEquals(304, again.statusCode());
      assertEquals("", again.body());
      assertEquals(tag, tag(again));
      assertEquals(200, gateway.caller().get(path, "If-None-Match", "\"99\"").statusCode());
      assertEquals(304, gateway.caller().get(path, "If-None-Match", "*").statusCode());
    }
  }

  private static String permit(String from) {
    return "{\"scope\":\"analytics\",\"decision\":\"permit\",\"from\":\"" + from + "\"}";
  }

  private static void assertStatus(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
  }

  private static void assertProblem(int status, String code, HttpResponse<String> answer) {
    assertStatus(status, answer);
    assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
  }

  private static void assertField(String field, String code, HttpResponse<String> answer) {
    assertProblem(422, code, answer);
    assertTrue(answer.body().contains("\"field\":\"" + field + "\""), answer.body());
  }

  private static HttpResponse<String> put(String path, String body, String... headers) {
    return gateway.caller().put(path, body, headers);
  }

  private static HttpResponse<String> get(String path) {
    return gateway.caller().get(path);
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static String path(String kind, String id) {
    return "/v1/" + kind + "/" + Caller.encoded(id);
  }

  private static String post(String device) {
    return gateway
        .caller()
        .post(
            "{\"readings\":[{\"device\":\""
                + device
                + "\",\"metric\":\"heart-rate\",\"value\":61,\"unit\":\"/min\","
                + "\"measured_at\":\"2026-03-01T10:00:00Z\"}]}")
        .body();
  }
}
