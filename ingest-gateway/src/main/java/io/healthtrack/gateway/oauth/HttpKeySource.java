package io.healthtrack.gateway.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;

/** Asks the issuer, over HTTP, never for long, and never for much. */
final class HttpKeySource implements IssuerKeys.KeySource, AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(3);
  private static final int MOST_BYTES = 512 * 1024;

  private final OAuthConfig config;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HttpKeySource(OAuthConfig config) {
    this.config = config;
  }

  @Override
  public JWKSet fetch() throws IssuerSilentException {
    try {
      URI keys = config.keys() == null ? discover() : config.keys();
      return JWKSet.load(new ByteArrayInputStream(get(keys))).toPublicJWKSet();
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new IssuerSilentException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IssuerSilentException(e);
    }
  }

  private URI discover() throws IOException, InterruptedException, ParseException {
    String base = config.issuer().replaceAll("/+$", "");
    byte[] document = get(URI.create(base + "/.well-known/openid-configuration"));
    Map<String, Object> fields =
        JSONObjectUtils.parse(new String(document, StandardCharsets.UTF_8), MOST_BYTES);
    if (!config.issuer().equals(fields.get("issuer"))) {
      throw new IOException("the discovery document is another issuer's");
    }
    URI keys = JSONObjectUtils.getURI(fields, "jwks_uri");
    if (keys == null || !Secure.is(keys)) {
      throw new IOException("the discovery document names no https address of keys");
    }
    return keys;
  }

  private byte[] get(URI address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(WITHIN)
            .header("Accept", "application/json")
            .GET()
            .build();
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200) {
        throw new IOException("the issuer answers " + answer.statusCode());
      }
      byte[] bytes = body.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("the issuer answers with more than keys");
      }
      return bytes;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
