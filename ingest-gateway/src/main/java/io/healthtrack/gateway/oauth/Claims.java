package io.healthtrack.gateway.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import io.healthtrack.schemas.identity.NameBasedUuid;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads what an issuer says of somebody. */
final class Claims {

  private static final UUID SUBJECTS = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e07");

  /** Clocks differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final OAuthConfig config;
  private final Clock clock;

  Claims(OAuthConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Whether the claims, proven or not, are meant for us and in force. */
  boolean areOurs(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expiry = claims.getExpirationTime();
    Date begin = claims.getNotBeforeTime();
    return config.issuer().equals(claims.getIssuer())
        && claims.getAudience().contains(config.audience())
        && expiry != null
        && now.isBefore(expiry.toInstant().plus(LEEWAY))
        && (begin == null || !now.isBefore(begin.toInstant().minus(LEEWAY)));
  }

  /** What claims that are ours and proven are worth. */
  TokenVerdict judge(JWTClaimsSet claims) throws ParseException {
    Object tenant = claim(claims, config.tenantClaim());
    String subject = subject(claims);
    if (!(tenant instanceof String name) || name.isBlank() || subject == null) {
      // Nobody's tokens open nothing.
      return new TokenVerdict.Invalid();
    }
    if (isHuman(claims) && !usedSecondFactor(claims)) {
      return new TokenVerdict.SecondFactorMissing();
    }
    Set<String> scopes = new HashSet<>(words(claim(claims, "scope")));
    scopes.addAll(words(claim(claims, "scp")));
    return new TokenVerdict.Valid(
        NameBasedUuid.in(SUBJECTS).add(config.issuer()).add(subject).build(), name, scopes);
  }

  private boolean isHuman(JWTClaimsSet claims) {
    return !Collections.disjoint(words(claim(claims, config.roleClaim())), config.humanRoles());
  }

  private boolean usedSecondFactor(JWTClaimsSet claims) {
    return !Collections.disjoint(words(claim(claims, "amr")), config.factorMethods())
        || !Collections.disjoint(words(claim(claims, "acr")), config.factorContexts());
  }

  /** A machine's token is often about nobody, and names the client instead. */
  private static String subject(JWTClaimsSet claims) throws ParseException {
    if (claims.getSubject() != null) {
      return claims.getSubject();
    }
    String client = claims.getStringClaim("client_id");
    return client == null ? claims.getStringClaim("azp") : client;
  }

  /** A claim by its name; where there is none, by its path, such as {@code realm_access.roles}. */
  private static Object claim(JWTClaimsSet claims, String name) {
    Object whole = claims.getClaim(name);
    if (whole != null) {
      return whole;
    }
    Object value = claims.getClaims();
    for (String part : name.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return value;
  }

  /** Of a list, or of words divided by spaces. */
  private static Set<String> words(Object claim) {
    if (claim instanceof Collection<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.toSet());
    }
    return claim instanceof String text
        ? new HashSet<>(Arrays.asList(text.trim().split("\\s+")))
        : Set.of();
  }
}
