package io.healthtrack.gateway.http;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The contract, and a page that shows it and sends its examples. For anyone: no key is needed. */
final class PublishedContract {

  private static final String HTML = "text/html; charset=utf-8";

  private final Answer openApi;
  private final Answer asyncApi;
  private final Answer page;

  PublishedContract() {
    openApi =
        new Answer(200, Answer.JSON, resource(PublishedContract.class, "openapi.json"), Map.of());
    asyncApi =
        new Answer(
            200,
            Answer.JSON,
            resource(MetricCatalogue.class, "/io/healthtrack/schemas/asyncapi.json"),
            Map.of());
    byte[] html = resource(PublishedContract.class, "page.html");
    page = new Answer(200, HTML, html, headers(new String(html, StandardCharsets.UTF_8)));
  }

  /** What the gateway promises, as OpenAPI 3.1. */
  Answer openApi() {
    return openApi;
  }

  /** What is in the topics, as AsyncAPI 3.0. */
  Answer asyncApi() {
    return asyncApi;
  }

  /** The page. */
  Answer page() {
    return page;
  }

  /**
   * Nothing runs, and nothing is shown, but the one script and the one style of the page itself,
   * and it talks to nobody but this gateway: a key typed into it stays here.
   */
  private static Map<String, String> headers(String html) {
    return Map.of(
        "Content-Security-Policy",
        "default-src 'none'; script-src %s; style-src %s; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            .formatted(hash(html, "script"), hash(html, "style")),
        "X-Content-Type-Options",
        "nosniff",
        "Referrer-Policy",
        "no-referrer",
        "Cache-Control",
        "no-cache");
  }

  private static String hash(String html, String element) {
    int begin = html.indexOf("<" + element + ">") + element.length() + 2;
    String content = html.substring(begin, html.indexOf("</" + element + ">", begin));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] resource(Class<?> home, String name) {
    try (InputStream in = home.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
