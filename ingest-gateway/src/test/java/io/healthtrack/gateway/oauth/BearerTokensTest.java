package io.healthtrack.gateway.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.healthtrack.gateway.limits.HandClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BearerTokensTest {

  private final Issuer issuer = new Issuer();
  private final HandClock clock = new HandClock(Instant.now());
  private final BearerTokens tokens = new BearerTokens(issuer.config(), clock);

  @AfterEach
  void close() {
    tokens.close();
    issuer.close();
  }

  @Test
  void validTokenSaysWhoAndWhat() {
    TokenVerdict.Valid valid =
        valid(issuer.sign(issuer.claims("clinic", "readings:write registry:read").build()));
    assertEquals("clinic", valid.tenant());
    assertEquals(Set.of("readings:write", "registry:read"), valid.scopes());
    assertEquals(
        valid.subject(), valid(issuer.sign(issuer.claims("clinic", "x").build())).subject());
    assertNotEquals(
        valid.subject(),
        valid(issuer.sign(issuer.claims("clinic", "x").subject("hub-8").build())).subject());
  }

  @Test
  void scopesMayBeAList() {
    String token =
        issuer.sign(issuer.claims("clinic", null).claim("scp", List.of("a", "b")).build());
    assertEquals(Set.of("a", "b"), valid(token).scopes());
  }

  @Test
  void clientIsTheSubjectOfAMachine() {
    String token =
        issuer.sign(issuer.claims("clinic", "a").subject(null).claim("client_id", "hub").build());
    assertInstanceOf(TokenVerdict.Valid.class, tokens.verify(token));
    invalid(issuer.sign(issuer.claims("clinic", "a").subject(null).build()));
  }

  @Test
  void claimsMustBeForUsAndNow() {
    Instant now = Instant.now();
    invalid(issuer.sign(issuer.claims("clinic", "a").issuer("https://elsewhere").build()));
    invalid(issuer.sign(issuer.claims("clinic", "a").audience("another").build()));
    invalid(issuer.sign(issuer.claims("clinic", "a").expirationTime(null).build()));
    invalid(
        issuer.sign(
            issuer.claims("clinic", "a").expirationTime(Date.from(now.minusSeconds(60))).build()));
    invalid(
        issuer.sign(
            issuer.claims("clinic", "a").notBeforeTime(Date.from(now.plusSeconds(60))).build()));
    invalid(issuer.sign(issuer.claims("clinic", "a").claim("tenant", null).build()));
    invalid(issuer.sign(issuer.claims("clinic", "a").claim("tenant", List.of("x")).build()));
    assertEquals(0, refusedBeforeFetching());
  }

  @Test
  void otherSignaturesAreRefused() throws Exception {
    JWTClaimsSet claims = issuer.claims("clinic", "a").build();
    String kid = issuer.current().getKeyID();
    invalid(new PlainJWT(claims).serialize());
    SignedJWT symmetric =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(), claims);
    // The well-known trick: the public key as a shared secret.
    symmetric.sign(new MACSigner(issuer.current().toECPublicKey().getEncoded()));
    invalid(symmetric.serialize());
    ECKey stranger = new ECKey.Builder(Issuer.newKey()).keyID(kid).build();
    invalid(
        Issuer.sign(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(), claims, stranger));
    invalid(
        Issuer.sign(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .jwk(stranger.toPublicJWK())
                .keyID(stranger.getKeyID())
                .build(),
            claims,
            stranger));
    String signed = issuer.sign(claims);
    invalid(signed.substring(0, signed.lastIndexOf('.') + 1));
    for (String text : List.of("..", "a.b.c", "e30.e30.e30", signed + "x.y")) {
      invalid(text);
    }
  }

  @Test
  void rotationNeedsNoRestart() {
    String before = issuer.sign(issuer.claims("clinic", "a").build());
    valid(before);
    issuer.rotate();
    clock.advance(IssuerKeys.BETWEEN_FETCHES);
    valid(issuer.sign(issuer.claims("clinic", "a").build()));
    invalid(before);
    assertEquals(2, issuer.fetches());
  }

  @Test
  void withdrawnKeyOpensNothingOnceTheKeysAreOld() {
    String before = issuer.sign(issuer.claims("clinic", "a").build());
    valid(before);
    issuer.rotate();
    valid(before);
    clock.advance(IssuerKeys.FRESH.minusSeconds(1));
    valid(issuer.sign(later(issuer.claims("clinic", "a"))));
    invalid(before);
  }

  @Test
  void inventedKeyIdsDoNotMakeUsANuisance() {
    valid(issuer.sign(issuer.claims("clinic", "a").build()));
    for (int tries = 0; tries < 20; tries++) {
      ECKey invented = Issuer.newKey();
      invalid(
          Issuer.sign(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(invented.getKeyID()).build(),
              issuer.claims("clinic", "a").build(),
              invented));
    }
    assertEquals(1, issuer.fetches());
  }

  @Test
  void silentIssuerIsNobodysFault() {
    issuer.silent(true);
    String token = issuer.sign(issuer.claims("clinic", "a").build());
    assertInstanceOf(TokenVerdict.IssuerSilent.class, tokens.verify(token));
    assertInstanceOf(TokenVerdict.IssuerSilent.class, tokens.verify(token));

    issuer.silent(false);
    clock.advance(IssuerKeys.BETWEEN_FETCHES);
    valid(token);

    issuer.silent(true);
    clock.advance(IssuerKeys.FRESH.plusSeconds(1));
    valid(issuer.sign(later(issuer.claims("clinic", "a"))));
    clock.advance(IssuerKeys.STALE);
    assertInstanceOf(
        TokenVerdict.IssuerSilent.class,
        tokens.verify(issuer.sign(later(issuer.claims("clinic", "a")))));
  }

  @Test
  void peopleMustHaveUsedASecondFactor() {
    assertInstanceOf(
        TokenVerdict.SecondFactorMissing.class,
        tokens.verify(issuer.sign(person().claim("amr", List.of("pwd")).build())));
    assertInstanceOf(
        TokenVerdict.SecondFactorMissing.class, tokens.verify(issuer.sign(person().build())));
    valid(issuer.sign(person().claim("amr", List.of("pwd", "mfa")).build()));
    valid(issuer.sign(person().claim("acr", "gold").build()));
    valid(issuer.sign(issuer.claims("clinic", "a").claim("roles", List.of("hub")).build()));
  }

  @Test
  void claimsAreFoundByTheirPath() {
    OAuthConfig plain = issuer.config();
    OAuthConfig nested =
        new OAuthConfig(
            plain.issuer(),
            plain.audience(),
            URI.create(issuer.url() + "/keys"),
            "org.id",
            "realm_access.roles",
            plain.humanRoles(),
            plain.factorMethods(),
            plain.factorContexts());
    try (BearerTokens others = new BearerTokens(nested, clock)) {
      JWTClaimsSet.Builder claims = issuer.claims(null, "a").claim("org", Map.of("id", "clinic"));
      assertInstanceOf(TokenVerdict.Valid.class, others.verify(issuer.sign(claims.build())));
      claims.claim("realm_access", Map.of("roles", List.of("practitioner")));
      assertInstanceOf(
          TokenVerdict.SecondFactorMissing.class, others.verify(issuer.sign(claims.build())));
    }
  }

  @Test
  void keysAreFetchedInSecretOrNotAtAll() {
    OAuthConfig plain = issuer.config();
    for (String address : List.of("http://issuer.example", "file:///etc/keys", "issuer.example")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new OAuthConfig(
                  address, "us", null, "tenant", "roles", Set.of(), Set.of(), Set.of()));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new OAuthConfig(
                  plain.issuer(),
                  "us",
                  URI.create(address),
                  "tenant",
                  "roles",
                  Set.of(),
                  Set.of(),
                  Set.of()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new OAuthConfig(
                plain.issuer(), " ", null, "tenant", "roles", Set.of(), Set.of(), Set.of()));
  }

  private int refusedBeforeFetching() {
    // What is not for us is never worth a question; the last two claims are judged after it.
    return issuer.fetches() - 1;
  }

  private JWTClaimsSet.Builder person() {
    return issuer.claims("clinic", "a").claim("roles", List.of("practitioner"));
  }

  private JWTClaimsSet later(JWTClaimsSet.Builder claims) {
    return claims.expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(5)))).build();
  }

  private TokenVerdict.Valid valid(String token) {
    return assertInstanceOf(TokenVerdict.Valid.class, tokens.verify(token));
  }

  private void invalid(String token) {
    assertInstanceOf(TokenVerdict.Invalid.class, tokens.verify(token));
  }
}
