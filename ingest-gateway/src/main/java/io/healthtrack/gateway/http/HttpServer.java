package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.registry.RegistryDesk;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Listens, and sends every path to its endpoint. */
public final class HttpServer implements AutoCloseable {

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);
  private static final long BETWEEN_LOOKS = Duration.ofMillis(10).toNanos();

  private final Door door;
  private final WebServer server;
  private final String host;
  private final GatewayMetrics metrics;
  private final Duration patience;

  /**
   * What the endpoints work with.
   *
   * @param bodyBytes limit of one body, after decompression
   * @param readings limit of readings in one request
   * @param patience how long a request in flight may take when the server closes
   */
  public record Parts(
      Entrance entrance,
      DirectoryFeed feed,
      Publisher publisher,
      RegistryDesk desk,
      GatewayMetrics metrics,
      ByteBudget budget,
      Supplier<Health> health,
      int bodyBytes,
      int readings,
      Duration patience) {}

  private HttpServer(Door door, WebServer server, String host, Parts parts) {
    this.door = door;
    this.server = server;
    this.host = host;
    this.metrics = parts.metrics();
    this.patience = parts.patience();
  }

  /** Listens until closed; port 0 takes a free one. */
  public static HttpServer start(InetSocketAddress address, Parts parts) {
    Door door = new Door(parts.entrance(), parts.metrics());
    HttpRouting.Builder routing = routing(door, parts);
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
    return new HttpServer(door, server, address.getHostString(), parts);
  }

  /** Where it listens. */
  public URI address() {
    return URI.create((server.hasTls() ? "https://" : "http://") + host + ":" + server.port());
  }

  /** Refuses new requests, lets those in flight finish, then stops listening. */
  @Override
  public void close() {
    door.close();
    long deadline = System.nanoTime() + patience.toNanos();
    while (metrics.requestsInFlight() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
    server.stop();
  }

  private static HttpRouting.Builder routing(Door door, Parts parts) {
    Changes changes = new Changes(parts.feed(), parts.publisher(), parts.desk(), parts.budget());
    RegistryEndpoints registry = new RegistryEndpoints(changes, parts.feed().directory());
    ErasureEndpoint erasure = new ErasureEndpoint(changes, parts.feed().directory());
    ReadingsEndpoint readings =
        new ReadingsEndpoint(
            new ReadingsEndpoint.Limits(parts.bodyBytes(), parts.readings()),
            parts.budget(),
            parts.feed(),
            parts.publisher(),
            parts.metrics(),
            parts.entrance());
    CredentialEndpoints credentials = new CredentialEndpoints(changes, parts.feed().directory());
    return HttpRouting.builder()
        .post("/v1/readings", door.guarded("post-readings", Scope.READINGS_WRITE, readings))
        .put("/v1/users/{id}", door.guarded("put-user", Scope.REGISTRY_WRITE, registry::putUser))
        .get("/v1/users/{id}", door.guarded("get-user", Scope.REGISTRY_READ, registry::getUser))
        .delete("/v1/users/{id}", door.guarded("delete-user", Scope.REGISTRY_WRITE, erasure))
        .put(
            "/v1/devices/{id}",
            door.guarded("put-device", Scope.REGISTRY_WRITE, registry::putDevice))
        .get(
            "/v1/devices/{id}",
            door.guarded("get-device", Scope.REGISTRY_READ, registry::getDevice))
        .put(
            "/v1/devices/{id}/assignments",
            door.guarded("put-assignment", Scope.REGISTRY_WRITE, registry::putAssignment))
        .put(
            "/v1/thresholds/{id}",
            door.guarded("put-threshold", Scope.THRESHOLDS_WRITE, registry::putThreshold))
        .get(
            "/v1/thresholds/{id}",
            door.guarded("get-threshold", Scope.REGISTRY_READ, registry::getThreshold))
        .post(
            "/v1/credentials",
            door.guarded("post-credential", Scope.CREDENTIALS_WRITE, credentials::create))
        .get(
            "/v1/credentials",
            door.guarded("get-credentials", Scope.CREDENTIALS_WRITE, credentials::list))
        .get(
            "/v1/credentials/{id}",
            door.guarded("get-credential", Scope.CREDENTIALS_WRITE, credentials::get))
        .delete(
            "/v1/credentials/{id}",
            door.guarded("delete-credential", Scope.CREDENTIALS_WRITE, credentials::revoke))
        .get(
            "/v1/metrics",
            door.guarded("get-metrics", request -> Documents.of(MetricCatalogue.load().all())))
        .get("/health", door.open("health", request -> health(parts.health().get(), false)))
        .get("/ready", door.open("ready", request -> health(parts.health().get(), true)))
        .get("/metrics", door.open("metrics", request -> scrape(parts.metrics())))
        .any(
            "/v1/*", door.guarded("unknown", request -> Problem.notFound(WHAT_THERE_IS).toAnswer()))
        .any(door.open("unknown", request -> Problem.notFound(WHAT_THERE_IS).toAnswer()));
  }

  private static final String WHAT_THERE_IS =
      "no such path, or not with this method; see POST /v1/readings, PUT and GET of /v1/users/{id},"
          + " /v1/devices/{id} and /v1/thresholds/{id}, DELETE of /v1/users/{id},"
          + " PUT /v1/devices/{id}/assignments, /v1/credentials, GET /v1/metrics, /health, /ready, /metrics";

  private static Answer health(Health health, boolean readiness) {
    boolean well = readiness ? health.ready() : health.alive();
    return Answer.json(well ? 200 : 503, OperationsEndpoint.json(well, health.details()));
  }

  private static Answer scrape(GatewayMetrics metrics) {
    return new Answer(
        200, Answer.METRICS, metrics.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Requests that are not even HTTP get the same kind of answer, without the server's words. */
  private static DirectHandlers plainProblems() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
      handlers.addHandler(
          event,
          (request, type, status, headers, message) -> {
            Answer answer =
                Problem.of(
                        status.code(),
                        "bad-request",
                        "The request cannot be read",
                        "the request line or a header is not valid HTTP; in a path, write | as %7C")
                    .toAnswer();
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
}
