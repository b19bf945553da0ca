package io.healthtrack.gateway;

import static io.healthtrack.gateway.Keys.scopes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.http.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessIT {

  private static final String READING =
      """
      {"readings":[{"device":"access|watch","metric":"heart-rate","value":61,"unit":"/min",
      "measured_at":"2026-03-01T10:00:00Z"}]}""";

  private static GatewayFixture gateway;
  private static Keys keys;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    gateway.wear("access|watch", "access|ann");
    keys = new Keys(gateway.caller(), gateway.app().address());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void eachScopeOpensWhatItSaysAndNothingElse() {
    for (Scope held : Scope.values()) {
      try (Caller caller = keys.with(scopes(held.text()))) {
        for (Operation operation : Operation.values()) {
          if (operation.scopes().contains(held)) {
            assertOpens(caller, operation);
          } else if (operation.key() == Operation.Key.SCOPED) {
            assertRefuses(caller, operation);
          }
        }
        assertEquals(200, caller.get("/v1/metrics").statusCode());
      }
    }
  }

  @Test
  void withoutAKeyOnlyOperationsAreOpen() {
    try (Caller nobody = new Caller(gateway.app().address(), "")) {
      for (Operation operation : Operation.values()) {
        int status = call(nobody, operation).statusCode();
        if (operation.key() == Operation.Key.NONE) {
          assertEquals(200, status, operation.path());
        } else {
          assertEquals(401, status, operation.path());
        }
      }
    }
  }

  private static void assertOpens(Caller caller, Operation operation) {
    if (operation.path().endsWith("/stream")) {
      // It would not end by itself; its own test reads it.
      return;
    }
    HttpResponse<String> answer = call(caller, operation);
    assertTrue(
        answer.statusCode() != 401 && answer.statusCode() != 403,
        operation + " " + answer.statusCode() + " " + answer.body());
  }

  private static void assertRefuses(Caller caller, Operation operation) {
    HttpResponse<String> answer = call(caller, operation);
    assertRefused(403, "forbidden", answer);
    assertTrue(
        operation.scopes().stream().anyMatch(scope -> answer.body().contains(scope.text())),
        operation + " " + answer.body());
  }

  @Test
  void whoeverIsNobodyHearsOneAnswer() {
    HttpResponse<String> made = keys.ask(scopes("readings:write"));
    String key = Keys.text(made, "key");
    String id = Keys.text(made, "credential_id");
    HttpResponse<String> revoked = keys.ask(scopes("readings:write"));
    gateway.caller().delete("/v1/credentials/" + Keys.text(revoked, "credential_id"));

    String expected = null;
    for (String wrong :
        List.of(
            "",
            "nonsense",
            "ht_guess",
            key + "x",
            key.substring(0, key.length() - 1),
            "ht_" + id + "_",
            "ht_" + id + "_guess",
            key.replace(id, UUID.randomUUID().toString()),
            "ht_" + UUID.randomUUID() + "_guess",
            "a.b.c",
            Keys.text(revoked, "key"))) {
      try (Caller caller = new Caller(gateway.app().address(), wrong)) {
        HttpResponse<String> answer = caller.post(READING);
        assertEquals(401, answer.statusCode());
        expected = expected == null ? answer.body() : expected;
        assertEquals(expected, answer.body());
      }
    }
  }

  @Test
  void keyIsShownOnceAndItsHashNever() {
    HttpResponse<String> made = keys.ask(scopes("readings:write", "registry:read"));
    String id = Keys.text(made, "credential_id");
    String secret = Keys.text(made, "key").substring("ht_".length() + id.length() + 1);
    assertEquals("no-store", made.headers().firstValue("Cache-Control").orElseThrow());

    for (String path : List.of("/v1/credentials", "/v1/credentials/" + id)) {
      HttpResponse<String> shown = gateway.caller().get(path);
      assertEquals(200, shown.statusCode());
      assertTrue(shown.body().contains(id), shown.body());
      assertTrue(shown.body().contains("[\"readings:write\",\"registry:read\"]"));
      assertFalse(shown.body().contains(secret));
      assertFalse(shown.body().contains("hash"));
    }
  }

  @Test
  void credentialEndsAtItsTime() {
    Instant end = Instant.now().plusSeconds(2);
    try (Caller caller = keys.with(scopes("readings:write") + ",\"expires_at\":\"" + end + "\"")) {
      assertEquals(202, caller.post(READING).statusCode());
      Await.until("expiry", Duration.ofSeconds(5), () -> caller.post(READING).statusCode() == 401);
      assertFalse(Instant.now().isBefore(end));
    }
  }

  @Test
  void revocationIsSeenByEveryGatewayWithinTwoSeconds(@TempDir Path other) {
    HttpResponse<String> made = keys.ask(scopes("readings:write"));
    try (GatewayApp second = gateway.another(other, GatewayConfig.Access.DEFAULT);
        Caller there = new Caller(second.address(), Keys.text(made, "key"));
        Caller here = new Caller(gateway.app().address(), Keys.text(made, "key"))) {
      assertEquals(202, here.post(READING).statusCode());
      assertEquals(202, there.post(READING).statusCode());

      HttpResponse<String> revoked =
          gateway.caller().delete("/v1/credentials/" + Keys.text(made, "credential_id"));

      assertEquals(200, revoked.statusCode(), revoked.body());
      assertTrue(Instant.parse(Keys.text(revoked, "revoked_at")).isBefore(Instant.now()));
      assertEquals(401, here.post(READING).statusCode());
      Await.until(
          "revocation at the second gateway",
          Duration.ofSeconds(2),
          () -> there.post(READING).statusCode() == 401);
    }
  }

  @Test
  void nobodyMakesWhatIsMoreThanTheyAre() {
    Instant end = Instant.now().plusSeconds(3_600);
    String limits = ",\"readings_per_second\":100,\"readings_per_day\":5000";
    try (Caller maker =
        keys.with(
            scopes("credentials:write", "readings:write")
                + limits
                + ",\"expires_at\":\""
                + end
                + "\"")) {
      HttpResponse<String> made = Keys.ask(maker, scopes("readings:write"));
      assertEquals(201, made.statusCode(), made.body());
      assertTrue(made.body().contains("\"readings_per_second\":100,\"readings_per_day\":5000"));
      assertFalse(Instant.parse(Keys.text(made, "expires_at")).isAfter(end));

      assertRefused(403, "forbidden", Keys.ask(maker, scopes("readings:write", "registry:read")));
      assertRefused(
          403, "forbidden", Keys.ask(maker, scopes("readings:write") + ",\"tenant\":\"other\""));
      assertRefused(
          422,
          "too-much",
          Keys.ask(maker, scopes("readings:write") + ",\"readings_per_day\":5001"));
      assertRefused(
          422,
          "bad-time",
          Keys.ask(
              maker, scopes("readings:write") + ",\"expires_at\":\"" + end.plusSeconds(60) + "\""));
    }
  }

  @Test
  void whatCannotBeIsNamed() {
    assertRefused(422, "unknown-scope", keys.ask(scopes("readings:wriet")));
    assertRefused(422, "missing-field", keys.ask("\"scopes\":[]"));
    assertRefused(422, "malformed", keys.ask("\"scopes\":[7]"));
    assertRefused(
        422,
        "bad-time",
        keys.ask(scopes("readings:write") + ",\"expires_at\":\"2020-01-01T00:00:00Z\""));
    assertRefused(
        422, "unknown-field", keys.ask(scopes("readings:write") + ",\"expires\":\"2030-01-01\""));
    assertRefused(422, "malformed", keys.ask(scopes("readings:write") + ",\"tenant\":\"Not One\""));
    assertRefused(
        422, "malformed", keys.ask(scopes("readings:write") + ",\"readings_per_second\":0"));
    assertRefused(422, "malformed", gateway.caller().get("/v1/credentials/mine"));
    assertRefused(404, "not-found", gateway.caller().get("/v1/credentials/" + new UUID(9, 9)));
  }

  private static HttpResponse<String> call(Caller caller, Operation operation) {
    String path = operation.path().replaceAll("[{][a-z_]+[}]", new UUID(1, 1).toString());
    return caller.send(
        caller
            .request(path)
            .method(
                operation.method(),
                operation.method().equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("{}"))
            .build());
  }

  private static void assertRefused(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, Keys.text(answer, "code"));
  }
}
