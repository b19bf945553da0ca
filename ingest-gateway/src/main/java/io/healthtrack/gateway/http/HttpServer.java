package io.healthtrack.gateway.http;

import io.healthtrack.gateway.alerts.Alerts;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.registry.RegistryDesk;
import io.healthtrack.gateway.tracing.Tracer;
import io.healthtrack.gateway.vitals.Vitals;
import io.healthtrack.schemas.operations.Health;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Listens, and sends every path to its endpoint. */
public final class HttpServer implements AutoCloseable {

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final String UNKNOWN = "unknown";
  private static final String WHAT_THERE_IS =
      "no such path, or not with this method; GET /openapi.json says what there is";
  private static final long BETWEEN_LOOKS = Duration.ofMillis(10).toNanos();

  private final Door door;
  private final WebServer server;
  private final String host;
  private final GatewayMetrics metrics;
  private final Alerts alerts;
  private final VitalsStreams vitals;
  private final Duration patience;

  /**
   * What the endpoints work with.
   *
   * @param bodyBytes limit of one body, after decompression
   * @param readings limit of readings in one request
   * @param streams limit of streams open at once
   * @param patience how long a request in flight may take when the server closes
   */
  public record Parts(
      Entrance entrance,
      DirectoryFeed feed,
      Publisher publisher,
      Tracer tracer,
      RegistryDesk desk,
      Alerts alerts,
      Vitals vitals,
      GatewayMetrics metrics,
      ByteBudget budget,
      Supplier<Health> health,
      int bodyBytes,
      int readings,
      int streams,
      Duration patience) {}

  private HttpServer(Door door, WebServer server, String host, Parts parts, VitalsStreams vitals) {
    this.vitals = vitals;
    this.door = door;
    this.server = server;
    this.host = host;
    this.metrics = parts.metrics();
    this.alerts = parts.alerts();
    this.patience = parts.patience();
  }

  /** Listens until closed; port 0 takes a free one. */
  public static HttpServer start(InetSocketAddress address, Parts parts) {
    Door door = new Door(parts.entrance(), parts.metrics());
    VitalsStreams vitals = new VitalsStreams(parts.streams());
    HttpRouting.Builder routing = routing(door, parts, vitals);
    WebServerConfig.Builder builder = WebServer.builder();
    parts.entrance().tls().ifPresent(context -> builder.tls(TlsListener.of(context)));
    WebServer server =
        builder
            .host(address.getHostString())
            .port(address.getPort())
            .routing(routing)
            .connectionOptions(options -> options.readTimeout(READ_TIMEOUT).tcpNoDelay(true))
            .idleConnectionTimeout(IDLE_TIMEOUT)
            .contentEncoding(new RawBodies())
            .directHandlers(plainProblems())
            .shutdownHook(false)
            .build()
            .start();
    return new HttpServer(door, server, address.getHostString(), parts, vitals);
  }

  /** Where it listens. */
  public URI address() {
    return URI.create((server.hasTls() ? "https://" : "http://") + host + ":" + server.port());
  }

  /** Refuses new requests, lets those in flight and streams finish, then stops listening. */
  @Override
  public void close() {
    door.close();
    alerts.endSubscriptions();
    vitals.close();
    long kindly = System.nanoTime() + LAST_WORDS.toNanos();
    while (metrics.alerts().open() + vitals.open() > 0 && System.nanoTime() < kindly) {
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
    alerts.cutSubscriptions();
    long deadline = System.nanoTime() + patience.toNanos();
    while (metrics.requestsInFlight() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
    server.stop();
  }

  private static HttpRouting.Builder routing(Door door, Parts parts, VitalsStreams vitals) {
    Endpoints endpoints = new Endpoints(parts, vitals);
    HttpRouting.Builder routing = HttpRouting.builder();
    // Identifiers of people are often URLs, and a slash in a name is one here however it is
    // written:
    // an id may run over several segments, so the longest paths are tried first.
    List<Operation> longestFirst =
        Stream.of(Operation.values())
            .sorted(Comparator.comparingInt(HttpServer::segments).reversed())
            .toList();
    for (Operation operation : longestFirst) {
      routing.route(
          Method.create(operation.method()),
          operation.path().replace("{id}", "{+id}"),
          door.handler(operation, endpoints.of(operation)));
    }
    Endpoint nothing = request -> Problem.notFound(WHAT_THERE_IS).toAnswer();
    return routing.any("/v1/*", door.guarded(UNKNOWN, nothing)).any(door.open(UNKNOWN, nothing));
  }

  /** Requests that are not even HTTP get the same kind of answer, without the server's words. */
  private static DirectHandlers plainProblems() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
      handlers.addHandler(
          event,
          (request, type, status, headers, message) -> {
            Answer answer = unreadable(status.code()).toAnswer();
            return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, answer.type())
                .keepAlive(type.keepAlive())
                .entity(answer.body())
                .build();
          });
    }
    return handlers.build();
  }

  private static int segments(Operation operation) {
    return operation.path().split("/", -1).length;
  }

  private static Problem unreadable(int status) {
    return status >= 500
        ? Problem.of(status, "internal", "The gateway failed", "this is a fault of the gateway")
        : Problem.of(
            status,
            "bad-request",
            "The request cannot be read",
            "the request line or a header is not valid HTTP; in a path, write | as %7C");
  }
}
