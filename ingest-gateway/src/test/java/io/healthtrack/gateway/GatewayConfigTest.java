package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.limits.CredentialLimits;
import io.healthtrack.gateway.oauth.OAuthConfig;
import io.healthtrack.gateway.tls.TlsConfig;
import io.healthtrack.schemas.config.SettingException;
import io.healthtrack.schemas.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {

  @Test
  void nobodyButKeysAndLoopbackUnlessItIsSaid() {
    GatewayConfig config = config(Map.of());
    assertEquals(new GatewayConfig.Listen("127.0.0.1", 17_080, false), config.listen());
    assertEquals(GatewayConfig.Access.DEFAULT, config.access());
    assertEquals(
        new CredentialLimits(1_000_000, 100_000, 100_000_000_000L, Duration.ofSeconds(10)),
        config.access().credentials());
    assertTrue(config.access().tokens().isEmpty());
    assertTrue(config.access().tls().isEmpty());
  }

  @Test
  void limitsOfCredentialsAreRead() {
    assertEquals(
        new CredentialLimits(1, 2, 3_000_000_000L, Duration.ofMinutes(1)),
        config(
                Map.of(
                    "LIMITS_CREDENTIAL_READINGS_PER_SECOND", "1",
                    "LIMITS_CREDENTIAL_REQUESTS_PER_SECOND", "2",
                    "LIMITS_CREDENTIAL_READINGS_PER_DAY", "3000000000",
                    "LIMITS_CREDENTIAL_BURST", "1m"))
            .access()
            .credentials());
    assertRefused("must be positive", Map.of("LIMITS_CREDENTIAL_READINGS_PER_SECOND", "0"));
    assertRefused("burst must be", Map.of("LIMITS_CREDENTIAL_BURST", "2h"));
    assertRefused("100 million", Map.of("LIMITS_CREDENTIAL_REQUESTS_PER_SECOND", "2000000000"));
  }

  @Test
  void issuerIsRead() {
    OAuthConfig usual =
        config(Map.of("OAUTH_ISSUER", "https://id.example", "OAUTH_AUDIENCE", "us"))
            .access()
            .tokens()
            .orElseThrow();
    assertEquals(
        new OAuthConfig(
            "https://id.example",
            "us",
            null,
            "tenant",
            "roles",
            Set.of("practitioner"),
            Set.of("mfa"),
            Set.of()),
        usual);
    OAuthConfig other =
        config(
                Map.of(
                    "OAUTH_ISSUER", "https://id.example",
                    "OAUTH_AUDIENCE", "us",
                    "OAUTH_JWKS", "https://id.example/keys",
                    "OAUTH_TENANT_CLAIM", "org.id",
                    "OAUTH_ROLES_CLAIM", "realm_access.roles",
                    "OAUTH_ROLES_HUMAN", "nurse, practitioner",
                    "OAUTH_SECOND_FACTOR_AMR", "otp,hwk",
                    "OAUTH_SECOND_FACTOR_ACR", "gold"))
            .access()
            .tokens()
            .orElseThrow();
    assertEquals(
        new OAuthConfig(
            "https://id.example",
            "us",
            URI.create("https://id.example/keys"),
            "org.id",
            "realm_access.roles",
            Set.of("nurse", "practitioner"),
            Set.of("otp", "hwk"),
            Set.of("gold")),
        other);
    assertRefused("gateway.oauth.audience", Map.of("OAUTH_ISSUER", "https://id.example"));
    assertRefused(
        "must be an https address",
        Map.of("OAUTH_ISSUER", "http://id.example", "OAUTH_AUDIENCE", "us"));
  }

  @Test
  void certificateAndKeyBelongTogether() {
    assertEquals(
        new TlsConfig(Path.of("a.crt"), Path.of("a.key"), Duration.ofSeconds(30)),
        config(Map.of("TLS_CERTIFICATE", "a.crt", "TLS_KEY", "a.key", "TLS_RELOAD", "30s"))
            .access()
            .tls()
            .orElseThrow());
    assertRefused("belong together", Map.of("TLS_CERTIFICATE", "a.crt"));
  }

  @Test
  void keysDoNotTravelInPlainUnlessItIsSaid() {
    assertRefused("gateway.listen.plain=true", Map.of("LISTEN_HOST", "0.0.0.0"));
    assertRefused("gateway.listen.plain=true", Map.of("LISTEN_HOST", "192.0.2.1"));
    assertTrue(config(Map.of("LISTEN_HOST", "0.0.0.0", "LISTEN_PLAIN", "true")).listen().plain());
    assertEquals("::1", config(Map.of("LISTEN_HOST", "::1")).listen().host());
    assertEquals(
        "0.0.0.0",
        config(Map.of("LISTEN_HOST", "0.0.0.0", "TLS_CERTIFICATE", "a", "TLS_KEY", "b"))
            .listen()
            .host());
  }

  @Test
  void misspeltKeyIsNamed() {
    SettingException refused =
        assertThrows(SettingException.class, () -> config(Map.of("OAUTH_ISUER", "x")));
    assertTrue(refused.getMessage().contains("did you mean gateway.oauth.issuer"));
  }

  private static GatewayConfig config(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    settings.forEach((key, value) -> environment.put("HEALTHTRACK_GATEWAY_" + key, value));
    return GatewayConfig.from(Settings.load(null, environment, "gateway"));
  }

  private static void assertRefused(String words, Map<String, String> settings) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> config(settings)).getMessage();
    assertTrue(message.contains(words), message);
  }
}
