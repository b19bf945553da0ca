package io.healthtrack.processors.vitals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/vitals/{user}} and {@code GET /v1/vitals/{user}/stream}, for whoever has the
 * token: the gateways, which know keys, tenants and identifiers. Another process's person is
 * answered with 307 and where they are.
 */
public final class VitalsEndpoint implements HttpHandler {

  /** Where it answers. */
  public static final String PATH = "/v1/vitals/";

  private static final Logger log = LoggerFactory.getLogger(VitalsEndpoint.class);
  private static final String STREAM = "/stream";
  private static final String BEARER = "Bearer ";

  private final VitalsDesk desk;
  private final LiveVitals live;
  private final VitalsSettings settings;
  private final VitalsDocument document;

  /** Answers over a desk. */
  public VitalsEndpoint(
      VitalsDesk desk, LiveVitals live, VitalsSettings settings, MetricCatalogue catalogue) {
    this.desk = desk;
    this.live = live;
    this.settings = settings;
    this.document = new VitalsDocument(catalogue);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (RuntimeException e) {
        // The message may quote what is stored.
        log.error("a question for vitals failed: {}", e.getClass().getName());
        problem(exchange, 500, "internal", "The stream processors failed", "this is their fault");
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (!proven(exchange.getRequestHeaders().getFirst("Authorization"), settings.token())) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"healthtrack\"");
      problem(exchange, 401, "unauthorized", "No valid token", "ask a gateway for vitals");
      return;
    }
    String rest = exchange.getRequestURI().getPath().substring(PATH.length());
    boolean follow = rest.endsWith(STREAM);
    String id = follow ? rest.substring(0, rest.length() - STREAM.length()) : rest;
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      problem(exchange, 405, "method-not-allowed", "Only GET", "vitals can only be read");
    } else if (!SubjectIdentity.isUuid(id)) {
      problem(exchange, 422, "malformed", "The id cannot be used", "a user_id, which is a UUID");
    } else if (follow) {
      follow(exchange, UUID.fromString(id));
    } else {
      tell(exchange, UUID.fromString(id));
    }
  }

  private void tell(HttpExchange exchange, UUID user) throws IOException {
    switch (desk.ask(user)) {
      case VitalsDesk.Here here -> {
        if (here.vitals().isEmpty()) {
          problem(exchange, 404, "not-found", "There is nothing here", "no vital is known");
        } else {
          exchange.getResponseHeaders().set("Cache-Control", "no-store");
          byte[] body = document.of(user, here.vitals(), Instant.now());
          send(exchange, 200, "application/json", body);
        }
      }
      case VitalsDesk.Elsewhere elsewhere -> redirect(exchange, elsewhere.host());
      case VitalsDesk.NotNow notNow -> unavailable(exchange, "restoring");
    }
  }

  private void follow(HttpExchange exchange, UUID user) throws IOException {
    if (live.open() >= settings.streams()) {
      unavailable(exchange, "too-many-streams");
      return;
    }
    switch (desk.ask(user)) {
      case VitalsDesk.Here here -> {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        new VitalsStream(desk::ask, live, document, user, here.partition())
            .writeTo(exchange.getResponseBody());
      }
      case VitalsDesk.Elsewhere elsewhere -> redirect(exchange, elsewhere.host());
      case VitalsDesk.NotNow notNow -> unavailable(exchange, "restoring");
    }
  }

  private static void redirect(HttpExchange exchange, HostInfo host) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = host.host().contains(":") ? "[" + host.host() + "]" : host.host();
    exchange.getResponseHeaders().set("Location", "http://" + name + ":" + host.port() + path);
    exchange.sendResponseHeaders(307, -1);
  }

  private static void unavailable(HttpExchange exchange, String code) throws IOException {
    exchange.getResponseHeaders().set("Retry-After", "1");
    problem(
        exchange,
        503,
        code,
        "Not at the moment; try again",
        code.equals("restoring")
            ? "the person's state is being restored or moved to another process"
            : "this process has as many followers as it takes");
  }

  private static void problem(
      HttpExchange exchange, int status, String code, String title, String detail)
      throws IOException {
    byte[] body = VitalsDocument.problem(status, code, title, detail);
    send(exchange, status, "application/problem+json", body);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static boolean proven(String header, Secret token) {
    return header != null
        && header.startsWith(BEARER)
        && MessageDigest.isEqual(
            header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
            token.value().getBytes(StandardCharsets.UTF_8));
  }
}
