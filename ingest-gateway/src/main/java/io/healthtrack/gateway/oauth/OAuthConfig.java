package io.healthtrack.gateway.oauth;

import io.healthtrack.schemas.config.Settings;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whose tokens are taken, and what must be in them.
 *
 * @param issuer exactly as tokens name it in {@code iss}
 * @param audience what {@code aud} must contain
 * @param keys where the issuer publishes its keys; null to ask its discovery document
 * @param tenantClaim claim that names the tenant
 * @param roleClaim claim that lists the roles of a person
 * @param humanRoles roles of people, who must have used a second factor
 * @param factorMethods words of {@code amr} that prove one
 * @param factorContexts words of {@code acr} that prove one
 */
public record OAuthConfig(
    String issuer,
    String audience,
    URI keys,
    String tenantClaim,
    String roleClaim,
    Set<String> humanRoles,
    Set<String> factorMethods,
    Set<String> factorContexts) {

  private static final String ISSUER = "gateway.oauth.issuer";

  /** Checks that nobody on the way can put keys of their own into the issuer's mouth. */
  public OAuthConfig {
    Objects.requireNonNull(issuer, ISSUER);
    if (audience == null || audience.isBlank()) {
      throw new IllegalArgumentException(
          "gateway.oauth.audience must be set: a token for somebody else must not open this door");
    }
    Secure.require(ISSUER, URI.create(issuer));
    if (keys != null) {
      Secure.require("gateway.oauth.jwks", keys);
    }
    humanRoles = Set.copyOf(humanRoles);
    factorMethods = Set.copyOf(factorMethods);
    factorContexts = Set.copyOf(factorContexts);
  }

  /** Reads the settings; empty unless an issuer is set. */
  public static Optional<OAuthConfig> from(Settings settings) {
    String issuer = settings.text(ISSUER, null);
    String audience = settings.text("gateway.oauth.audience", null);
    URI keys = settings.uri("gateway.oauth.jwks", null);
    String tenant = settings.text("gateway.oauth.tenant.claim", "tenant");
    String roles = settings.text("gateway.oauth.roles.claim", "roles");
    Set<String> human = words(settings, "gateway.oauth.roles.human", "practitioner");
    Set<String> methods = words(settings, "gateway.oauth.second.factor.amr", "mfa");
    Set<String> contexts = words(settings, "gateway.oauth.second.factor.acr", null);
    return issuer == null
        ? Optional.empty()
        : Optional.of(
            new OAuthConfig(issuer, audience, keys, tenant, roles, human, methods, contexts));
  }

  private static Set<String> words(Settings settings, String key, String fallback) {
    return Set.copyOf(settings.words(key, fallback == null ? List.of() : List.of(fallback)));
  }
}
