package io.healthtrack.gateway;

import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.http.ByteBudget;
import io.healthtrack.gateway.http.HttpServer;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.registry.RegistryDesk;
import io.healthtrack.gateway.tracing.Tracer;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.serde.RegistryClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A running gateway. Closing it finishes the requests in flight first. */
public final class GatewayApp implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final GatewayGuards guards;
  private final GatewayMetrics metrics;
  private final DirectoryFeed feed;
  private final Publisher publisher;
  private final Tracer tracer;
  private final HttpServer server;

  private GatewayApp(
      GatewayGuards guards,
      GatewayMetrics metrics,
      DirectoryFeed feed,
      Publisher publisher,
      Tracer tracer,
      HttpServer server) {
    this.guards = guards;
    this.metrics = metrics;
    this.feed = feed;
    this.publisher = publisher;
    this.tracer = tracer;
    this.server = server;
  }

  /** Starts a gateway; it is of use once {@link #ready()}. */
  public static GatewayApp create(GatewayConfig config) {
    GatewayConfig.Limits limits = config.limits();
    GatewayGuards guards = new GatewayGuards(config);
    RegistryClient registry = RegistryClient.http(config.registry());
    ByteBudget budget = new ByteBudget(limits.inFlightBytes());
    GatewayMetrics metrics = new GatewayMetrics(budget::taken);
    RegistryDesk desk = new RegistryDesk(registry, limits.acknowledgement());
    Publisher publisher =
        Publisher.create(
            config.bootstrapServers(), config.registry(), config.kafka(), limits.acknowledgement());
    DirectoryFeed feed =
        DirectoryFeed.start(
            config.bootstrapServers(),
            config.kafka(),
            registry,
            config.state().resolve("directory"),
            desk::heard);
    Tracer tracer = new Tracer(config.bootstrapServers(), config.kafka(), config.database());
    try {
      HttpServer server =
          HttpServer.start(
              new InetSocketAddress(config.listen().host(), config.listen().port()),
              new HttpServer.Parts(
                  guards.entrance(feed),
                  feed,
                  publisher,
                  tracer,
                  desk,
                  metrics,
                  budget,
                  () -> health(feed, publisher, guards),
                  limits.bodyBytes(),
                  limits.readings(),
                  limits.acknowledgement().multipliedBy(2).plus(GRACE)));
      return new GatewayApp(guards, metrics, feed, publisher, tracer, server);
    } catch (RuntimeException e) {
      guards.close();
      feed.close();
      publisher.close();
      tracer.close();
      metrics.close();
      throw e;
    }
  }

  /** Whether it can tell known devices from unknown ones, and so takes readings. */
  public boolean ready() {
    return feed.caughtUp();
  }

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    publisher.close();
    feed.close();
    tracer.close();
    guards.close();
    metrics.close();
  }

  private static Health health(DirectoryFeed feed, Publisher publisher, GatewayGuards guards) {
    boolean caughtUp = feed.caughtUp();
    Map<String, String> details = new HashMap<>(guards.details());
    details.put("directory", caughtUp ? "caught up" : "reading the registry's topics");
    details.put("broker", publisher.congested() ? "behind; readings get 503" : "acknowledges");
    return new Health(feed.alive(), caughtUp, details);
  }
}
