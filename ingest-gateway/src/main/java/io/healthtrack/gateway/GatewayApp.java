package io.healthtrack.gateway;

import io.healthtrack.gateway.alerts.Alerts;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.http.ByteBudget;
import io.healthtrack.gateway.http.HttpServer;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.publishing.Ticks;
import io.healthtrack.gateway.registry.RegistryDesk;
import io.healthtrack.gateway.tracing.Tracer;
import io.healthtrack.gateway.vitals.Vitals;
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
  private final Alerts alerts;
  private final Publisher publisher;
  private final Tracer tracer;
  private final Vitals vitals;
  private final HttpServer server;
  private final Ticks ticks;

  private GatewayApp(
      GatewayGuards guards,
      GatewayMetrics metrics,
      DirectoryFeed feed,
      Alerts alerts,
      Publisher publisher,
      Tracer tracer,
      Vitals vitals,
      HttpServer server,
      Ticks ticks) {
    this.guards = guards;
    this.metrics = metrics;
    this.feed = feed;
    this.alerts = alerts;
    this.publisher = publisher;
    this.tracer = tracer;
    this.vitals = vitals;
    this.server = server;
    this.ticks = ticks;
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
    Alerts alerts =
        new Alerts(
            config.bootstrapServers(),
            config.kafka(),
            registry,
            config.state().resolve("alerts"),
            limits.acknowledgement());
    DirectoryFeed feed =
        DirectoryFeed.start(
            config.bootstrapServers(),
            config.kafka(),
            registry,
            config.state().resolve("directory"),
            entry -> {
              desk.heard(entry);
              alerts.heard(entry);
            });
    alerts.follow(feed);
    metrics.alerts().lag(alerts::lag);
    Tracer tracer = new Tracer(config.bootstrapServers(), config.kafka(), config.database());
    Vitals vitals = new Vitals(config.vitals());
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
                  alerts,
                  vitals,
                  metrics,
                  budget,
                  () -> health(feed, alerts, publisher, guards),
                  limits.bodyBytes(),
                  limits.readings(),
                  limits.streams(),
                  limits.acknowledgement().multipliedBy(2).plus(GRACE)));
      Ticks ticks =
          Ticks.start(publisher, config.ticks(), () -> feed.caughtUp() && !publisher.congested());
      return new GatewayApp(
          guards, metrics, feed, alerts, publisher, tracer, vitals, server, ticks);
    } catch (RuntimeException e) {
      guards.close();
      feed.close();
      alerts.close();
      publisher.close();
      tracer.close();
      vitals.close();
      metrics.close();
      throw e;
    }
  }

  /** Whether it can tell known devices from unknown ones, and so takes readings. */
  public boolean ready() {
    return feed.caughtUp();
  }

  /** Whether it tells of alerts too. */
  public boolean alertsReady() {
    return alerts.caughtUp();
  }

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  @Override
  public void close() {
    ticks.close();
    server.close();
    publisher.close();
    feed.close();
    alerts.close();
    tracer.close();
    vitals.close();
    guards.close();
    metrics.close();
  }

  private static Health health(
      DirectoryFeed feed, Alerts alerts, Publisher publisher, GatewayGuards guards) {
    boolean caughtUp = feed.caughtUp();
    Map<String, String> details = new HashMap<>(guards.details());
    details.put("directory", caughtUp ? "caught up" : "reading the registry's topics");
    details.put("broker", publisher.congested() ? "behind; readings get 503" : "acknowledges");
    details.put("alerts", alerts.caughtUp() ? "caught up" : "reading the alert topics");
    return new Health(feed.alive() && alerts.alive(), caughtUp, details);
  }
}
