package io.healthtrack.gateway.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies tokens: signed by a key of the issuer, in force, for us. Algorithms with a shared secret
 * are refused, and so is none at all: the token's header is the attacker's to write.
 */
public final class BearerTokens implements AutoCloseable {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** What tokens of these types are for is to open doors; an id token's is not, but few say so. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final HttpKeySource source;
  private final IssuerKeys keys;
  private final Claims claims;
  private final JWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

  /** Of the issuer that the configuration names; its keys are fetched when first needed. */
  public BearerTokens(OAuthConfig config, Clock clock) {
    this.source = new HttpKeySource(config);
    this.keys = new IssuerKeys(source, clock);
    this.claims = new Claims(config, clock);
  }

  /** Whether a text has a token's three parts. */
  public static boolean looksLikeOne(String text) {
    return text.chars().filter(letter -> letter == '.').count() == 2;
  }

  /** What the token proves. */
  public TokenVerdict verify(String token) {
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      Optional<JWTClaimsSet> proven = mayBeOurs(parsed) ? proven(parsed) : Optional.empty();
      return proven.isPresent() ? claims.judge(proven.get()) : new TokenVerdict.Invalid();
    } catch (IssuerSilentException e) {
      return new TokenVerdict.IssuerSilent();
    } catch (ParseException | IllegalArgumentException e) {
      return new TokenVerdict.Invalid();
    }
  }

  @Override
  public void close() {
    source.close();
  }

  /** Looked at first, so that somebody else's token makes nobody fetch keys. */
  private boolean mayBeOurs(SignedJWT token) throws ParseException {
    String type =
        token.getHeader().getType() == null ? "jwt" : token.getHeader().getType().getType();
    return ALGORITHMS.contains(token.getHeader().getAlgorithm())
        && TYPES.contains(type.toLowerCase(Locale.ROOT))
        && claims.areOurs(token.getJWTClaimsSet());
  }

  private Optional<JWTClaimsSet> proven(SignedJWT token)
      throws IssuerSilentException, ParseException {
    for (JWK key : keys.matching(token.getHeader())) {
      if (key instanceof AsymmetricJWK pair && signedBy(pair, token)) {
        return Optional.of(token.getJWTClaimsSet());
      }
    }
    return Optional.empty();
  }

  private boolean signedBy(AsymmetricJWK key, SignedJWT token) {
    try {
      return token.verify(verifiers.createJWSVerifier(token.getHeader(), key.toPublicKey()));
    } catch (JOSEException e) {
      return false;
    }
  }
}
