package io.healthtrack.gateway.oauth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys, fetched when first needed, again after a while, and when a token names one
 * that is not among them: so rotation needs no word from anybody. Keys that were fetched serve on
 * for a day while the issuer is silent.
 */
final class IssuerKeys {

  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

  /** A key that the issuer withdraws opens nothing after that. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** How long known keys serve while the issuer is silent. */
  static final Duration STALE = Duration.ofHours(24);

  /** Tokens with invented key ids must not make us a nuisance to the issuer. */
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

  private final KeySource source;
  private final Clock clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Fetched fetched = new Fetched(new JWKSet(), Instant.MIN);
  private Instant lastTry = Instant.MIN;
  private boolean lastTryFailed;

  /** Where the keys come from. */
  @FunctionalInterface
  interface KeySource {
    JWKSet fetch() throws IssuerSilentException;
  }

  private record Fetched(JWKSet keys, Instant at) {
    boolean olderThan(Duration age, Instant now) {
      return at.equals(Instant.MIN) || at.plus(age).isBefore(now);
    }
  }

  IssuerKeys(KeySource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The keys that may have signed with this header; none where the issuer has no such key.
   *
   * @throws IssuerSilentException if that cannot be told
   */
  List<JWK> matching(JWSHeader header) throws IssuerSilentException {
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
    Fetched known = fetched;
    List<JWK> keys = selector.select(known.keys());
    if (!keys.isEmpty() && !known.olderThan(FRESH, clock.instant())) {
      return keys;
    }
    try {
      refresh(known);
    } catch (IssuerSilentException e) {
      if (keys.isEmpty() || known.olderThan(STALE, clock.instant())) {
        throw e;
      }
      return keys;
    }
    return selector.select(fetched.keys());
  }

  /** One request fetches; the others wait for it, and find what it found. */
  private void refresh(Fetched known) throws IssuerSilentException {
    fetching.lock();
    try {
      Instant now = clock.instant();
      if (!fetched.at().equals(known.at())) {
        return;
      }
      if (!lastTry.equals(Instant.MIN) && lastTry.plus(BETWEEN_FETCHES).isAfter(now)) {
        if (lastTryFailed) {
          throw new IssuerSilentException(null);
        }
        return;
      }
      lastTry = now;
      lastTryFailed = true;
      JWKSet keys = source.fetch();
      lastTryFailed = false;
      fetched = new Fetched(keys, now);
      LOG.info("fetched {} keys of the issuer", keys.size());
    } catch (IssuerSilentException e) {
      LOG.warn("the issuer's keys cannot be fetched");
      throw e;
    } finally {
      fetching.unlock();
    }
  }
}
