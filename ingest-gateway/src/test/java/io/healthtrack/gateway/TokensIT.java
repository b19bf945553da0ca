package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.limits.CredentialLimits;
import io.healthtrack.gateway.oauth.Issuer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensIT {

  private static final Issuer ISSUER = new Issuer();
  private static final String READING =
      """
      {"readings":[{"device":"tokens|watch","metric":"heart-rate","value":61,"unit":"/min",
      "measured_at":"2026-03-01T10:00:00Z"}]}""";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway =
        new GatewayFixture(
            state,
            new GatewayConfig.Access(
                CredentialLimits.DEFAULT, Optional.of(ISSUER.config()), Optional.empty()));
    gateway.wear("tokens|watch", "tokens|ann");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    ISSUER.close();
  }

  @Test
  void tokenOpensWhatItsScopesSay() {
    try (Caller hub = with(ISSUER.sign(ISSUER.claims("default", "readings:write x").build()))) {
      assertEquals(202, hub.post(READING).statusCode());
      HttpResponse<String> refused = hub.get("/v1/users/tokens%7Cann");
      assertRefused(403, "forbidden", refused);
      assertTrue(refused.body().contains("registry:read"));
    }
  }

  @Test
  void tokenOfAnotherTenantFindsNothing() {
    try (Caller hub = with(ISSUER.sign(ISSUER.claims("other", "readings:write").build()))) {
      HttpResponse<String> answer = hub.post(READING);
      assertEquals(422, answer.statusCode());
      assertRefusedReading("unknown-device", answer);
    }
  }

  @Test
  void personWithoutASecondFactorIsToldSo() {
    var person = ISSUER.claims("default", "readings:write").claim("roles", "practitioner");
    try (Caller caller = with(ISSUER.sign(person.build()))) {
      assertRefused(403, "second-factor-required", caller.post(READING));
    }
    person.claim("amr", List.of("mfa"));
    try (Caller caller = with(ISSUER.sign(person.build()))) {
      assertEquals(202, caller.post(READING).statusCode());
    }
  }

  @Test
  void wrongTokenHearsWhatAWrongKeyHears() {
    String token = ISSUER.sign(ISSUER.claims("default", "readings:write").build());
    try (Caller forged = with(token.substring(0, token.length() - 4));
        Caller guessed = with("ht_guess")) {
      HttpResponse<String> answer = forged.post(READING);
      assertRefused(401, "unauthorized", answer);
      assertEquals(guessed.post(READING).body(), answer.body());
    }
  }

  @Test
  void silentIssuerIs503WithATimeToComeBack(@TempDir Path other) {
    Issuer silent = new Issuer();
    silent.silent(true);
    GatewayConfig.Access access =
        new GatewayConfig.Access(
            CredentialLimits.DEFAULT, Optional.of(silent.config()), Optional.empty());
    try (silent;
        GatewayApp app = gateway.another(other, access);
        Caller caller =
            new Caller(
                app.address(), silent.sign(silent.claims("default", "readings:write").build()))) {
      HttpResponse<String> answer = caller.post(READING);
      assertRefused(503, "issuer-unavailable", answer);
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    }
  }

  private static Caller with(String token) {
    return new Caller(gateway.app().address(), token);
  }

  private static void assertRefused(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
  }

  private static void assertRefusedReading(String code, HttpResponse<String> answer) {
    assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
  }
}
