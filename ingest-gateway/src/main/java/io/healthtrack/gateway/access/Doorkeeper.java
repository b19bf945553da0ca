package io.healthtrack.gateway.access;

import io.healthtrack.gateway.oauth.BearerTokens;
import io.healthtrack.gateway.oauth.TokenVerdict;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Tells who asks from what follows {@code Bearer}: a key of the registry, a token of the issuer, or
 * the key made at first start. Expiry and revocation are looked at for every request.
 */
public final class Doorkeeper {

  private static final byte[] NO_HASH = new byte[32];

  private final ApiKeys firstKey;
  private final Shelf shelf;
  private final Optional<BearerTokens> tokens;
  private final Clock clock;

  /**
   * Where credentials are found.
   *
   * @param complete whether everything that was known at start has been read
   * @param find the newest entry of an id
   */
  public record Shelf(
      BooleanSupplier complete, Function<UUID, Optional<io.healthtrack.avro.Credential>> find) {}

  /**
   * @param firstKey the key made at first start
   * @param shelf the registry's credentials
   * @param tokens the issuer's, where there is one
   * @param clock tells what has expired
   */
  public Doorkeeper(ApiKeys firstKey, Shelf shelf, Optional<BearerTokens> tokens, Clock clock) {
    this.firstKey = firstKey;
    this.shelf = shelf;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Who has this key or token. */
  public Admission admit(String bearer) {
    Optional<KeyText> key = KeyText.parse(bearer);
    if (key.isPresent()) {
      return ofKey(key.get());
    }
    if (tokens.isPresent() && BearerTokens.looksLikeOne(bearer)) {
      return ofToken(tokens.get().verify(bearer));
    }
    return firstKey
        .find(bearer)
        .<Admission>map(Admission.Granted::new)
        .orElseGet(Admission.Refused::new);
  }

  private Admission ofKey(KeyText key) {
    if (!shelf.complete().getAsBoolean()) {
      // What was read before a restart may have been revoked since.
      return new Admission.Undecided("not-ready", "the gateway is still reading who may use it");
    }
    Optional<io.healthtrack.avro.Credential> entry = shelf.find().apply(key.id());
    byte[] expected = entry.map(found -> bytes(found.getSecretHash())).orElse(NO_HASH);
    boolean proven = MessageDigest.isEqual(expected, key.hash());
    return entry
        .filter(found -> proven && inForce(found))
        .<Admission>map(found -> new Admission.Granted(credential(found)))
        .orElseGet(Admission.Refused::new);
  }

  private boolean inForce(io.healthtrack.avro.Credential entry) {
    Instant now = clock.instant();
    return entry.getVersion() > 0
        && entry.getRevokedAt() == null
        && (entry.getExpiresAt() == null || now.isBefore(entry.getExpiresAt()));
  }

  private static Credential credential(io.healthtrack.avro.Credential entry) {
    return new Credential(
        entry.getCredentialId().toString(),
        entry.getTenant(),
        scopes(entry.getScopes()),
        new Allowance(entry.getReadingsPerSecond(), entry.getReadingsPerDay()),
        entry.getExpiresAt());
  }

  private static Admission ofToken(TokenVerdict verdict) {
    return switch (verdict) {
      case TokenVerdict.Valid valid ->
          // Without the token's end: what it makes is a person's will, who signs in again tomorrow.
          new Admission.Granted(
              new Credential(valid.subject().toString(), valid.tenant(), scopes(valid.scopes())));
      case TokenVerdict.Invalid invalid -> new Admission.Refused();
      case TokenVerdict.SecondFactorMissing missing -> new Admission.SecondFactorMissing();
      case TokenVerdict.IssuerSilent silent ->
          new Admission.Undecided("issuer-unavailable", "the issuer of the token does not answer");
    };
  }

  /** Words that this version does not know open nothing. */
  private static Set<Scope> scopes(Iterable<String> words) {
    Set<Scope> scopes = new HashSet<>();
    for (String word : words) {
      Scope.of(word).ifPresent(scopes::add);
    }
    return scopes;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
