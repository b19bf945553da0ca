package io.healthtrack.gateway.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A small issuer on loopback that rotates its keys when it is told to. */
public final class Issuer implements AutoCloseable {

  public static final String AUDIENCE = "healthtrack";

  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile ECKey current = newKey();
  private volatile boolean silent;

  public Issuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url(), url())));
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          answer(exchange, new JWKSet(current).toString(true));
        });
    server.start();
  }

  public OAuthConfig config() {
    return new OAuthConfig(
        url(),
        AUDIENCE,
        null,
        "tenant",
        "roles",
        Set.of("practitioner"),
        Set.of("mfa"),
        Set.of("gold"));
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on it signs with another key, and publishes that one only. */
  public void rotate() {
    current = newKey();
  }

  public void silent(boolean now) {
    silent = now;
  }

  int fetches() {
    return fetches.get();
  }

  /** Claims of a machine of the tenant, for five minutes. */
  public JWTClaimsSet.Builder claims(String tenant, String scope) {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .audience(List.of("another", AUDIENCE))
        .subject("hub-7")
        .claim("tenant", tenant)
        .claim("scope", scope)
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  public String sign(JWTClaimsSet claims) {
    ECKey key = current;
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims, key);
  }

  static String sign(JWSHeader header, JWTClaimsSet claims, ECKey key) {
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  ECKey current() {
    return current;
  }

  static ECKey newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(silent ? 503 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
