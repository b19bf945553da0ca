package io.healthtrack.schemas.operations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code GET /health} (503 once a restart would help), {@code GET /ready} (503 while it does not do
 * its work, with the reasons) and {@code GET /metrics} (Prometheus text).
 */
public final class OperationsEndpoint implements AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();

  static {
    // Else the last bytes of an answer wait for an acknowledgement of the ones before.
    System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private OperationsEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens until closed.
   *
   * @param address where; port 0 takes a free one
   * @throws UncheckedIOException if the port is taken; the message names it
   */
  public static OperationsEndpoint start(
      InetSocketAddress address, Supplier<Health> health, Supplier<String> metrics) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + address, e);
    }
    server.createContext("/health", exchange -> answer(exchange, health.get(), Health::alive));
    server.createContext("/ready", exchange -> answer(exchange, health.get(), Health::ready));
    server.createContext(
        "/metrics",
        exchange ->
            send(
                exchange,
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.get().getBytes(StandardCharsets.UTF_8)));
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.start();
    return new OperationsEndpoint(server, threads);
  }

  /**
   * Answers below a path by what a service knows; also while running.
   *
   * @param path such as {@code /v1/vitals/}: the longest path that fits answers
   */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** Where it listens. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    return URI.create("http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  /** {@code {"status":"up","details":{…}}}: the same document for every service. */
  public static byte[] json(boolean well, Map<String, String> details) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("status", well ? "up" : "down");
      json.writeObjectFieldStart("details");
      for (Map.Entry<String, String> detail : details.entrySet()) {
        json.writeStringField(detail.getKey(), detail.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void answer(HttpExchange exchange, Health health, Predicate<Health> question)
      throws IOException {
    boolean well = question.test(health);
    send(exchange, well ? 200 : 503, "application/json", json(well, health.details()));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
