package io.healthtrack.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.healthtrack.gateway.vitals.VitalsAccess;
import io.healthtrack.schemas.config.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The stream processors' answers about vitals, without stream processors. */
final class VitalsStandIn implements AutoCloseable {

  static final String TOKEN = "token-of-the-stand-in";

  /** Of whom nothing is known. */
  static final UUID UNKNOWN = new UUID(404, 404);

  /** Whose state is being restored. */
  static final UUID RESTORING = new UUID(503, 503);

  private static final String VITAL =
      "{\"metric\":\"heart-rate\",\"reading_id\":\"d161aec6-3095-502e-8ecc-9c24fb2a161a\","
          + "\"value\":61.0,\"unit\":\"/min\",\"measured_at\":\"2026-03-01T10:00:00Z\","
          + "\"received_at\":\"2026-03-01T10:00:01Z\",\"age_seconds\":4}";

  /** How often somebody was asked about. */
  final Map<String, Integer> asked = new ConcurrentHashMap<>();

  private final List<OutputStream> followers = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer first;
  private final HttpServer second;

  VitalsStandIn() {
    second = listening(false);
    first = listening(true);
  }

  /** An address that sends everybody on to the process that knows. */
  VitalsAccess access() {
    return new VitalsAccess(
        URI.create("http://127.0.0.1:" + first.getAddress().getPort()), new Secret(TOKEN));
  }

  /** Tells every follower of one more value. */
  void tell(String event) {
    followers.removeIf(follower -> !told(follower, event));
  }

  private static boolean told(OutputStream follower, String event) {
    try {
      follower.write(event.getBytes(StandardCharsets.UTF_8));
      follower.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int followers() {
    return followers.size();
  }

  @Override
  public void close() {
    first.stop(0);
    second.stop(0);
    threads.shutdownNow();
  }

  private HttpServer listening(boolean sendsOn) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/v1/vitals/", exchange -> answer(exchange, sendsOn));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange, boolean sendsOn) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
    } else if (sendsOn) {
      exchange
          .getResponseHeaders()
          .set("Location", "http://127.0.0.1:" + second.getAddress().getPort() + path);
      exchange.sendResponseHeaders(307, -1);
      exchange.close();
    } else {
      known(exchange, path);
    }
  }

  private void known(HttpExchange exchange, String path) throws IOException {
    String user = path.split("/", -1)[3];
    asked.merge(user, 1, Integer::sum);
    OutputStream body = exchange.getResponseBody();
    if (user.equals(UNKNOWN.toString()) || user.equals(RESTORING.toString())) {
      exchange.sendResponseHeaders(user.equals(UNKNOWN.toString()) ? 404 : 503, -1);
      exchange.close();
    } else if (path.endsWith("/stream")) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      body.write(
          ("retry: 2000\n\nevent: vital\ndata: " + VITAL + "\n\n")
              .getBytes(StandardCharsets.UTF_8));
      body.flush();
      followers.add(body);
    } else {
      byte[] vitals =
          ("{\"user_id\":\"" + user + "\",\"vitals\":[" + VITAL + "]}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, vitals.length);
      body.write(vitals);
      exchange.close();
    }
  }
}
