package io.healthtrack.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The gateway's meters. At any moment {@code received = accepted + duplicate + rejected}: a reading
 * is counted once its verdict is final. Readings of a request that ended in 503 have no verdict;
 * they are {@code unconfirmed}, may be in the topic or not, and count in none of the others. Dry
 * runs count nowhere.
 */
public final class GatewayMetrics implements AutoCloseable {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, TenantMeters> tenants = new ConcurrentHashMap<>();
  private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();
  private final Timer acknowledgement =
      Timer.builder("healthtrack.gateway.broker.acknowledgement")
          .description("From handing a request's readings to the producer to the last ack.")
          .publishPercentileHistogram()
          .minimumExpectedValue(SHORTEST)
          .maximumExpectedValue(LONGEST)
          .register(meters);

  private final AlertMeters alerts = new AlertMeters(meters);

  private record Outcome(String endpoint, int status) {}

  /** Meters of one gateway; {@code inFlight} tells the bytes of requests held right now. */
  public GatewayMetrics(LongSupplier inFlight) {
    Gauge.builder("healthtrack.gateway.in.flight.bytes", inFlight::getAsLong)
        .description("Bytes held for requests right now: bodies, and readings on their way.")
        .register(meters);
    Gauge.builder("healthtrack.gateway.in.flight.requests", requests::get)
        .description("Requests being answered right now.")
        .register(meters);
  }

  /** The meters of alerts on their way out. */
  public AlertMeters alerts() {
    return alerts;
  }

  /** A request begins. */
  public void begin() {
    requests.incrementAndGet();
  }

  /** A request was answered. */
  public void end(String endpoint, int status, long nanos) {
    requests.decrementAndGet();
    timers
        .computeIfAbsent(new Outcome(endpoint, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** How many requests are being answered right now. */
  public int requestsInFlight() {
    return requests.get();
  }

  /** A request was refused as a whole, by the code of its problem. */
  public void refused(String code) {
    Counter.builder("healthtrack.gateway.requests.refused")
        .description("Requests that were answered with a problem, by its code.")
        .tag("code", code)
        .register(meters)
        .increment();
  }

  /** A body was read. */
  public void body(String tenant, int length) {
    of(tenant).body(length);
  }

  /** A request's verdicts are final; the rejected ones by their codes. */
  public void verdicts(String tenant, int accepted, int duplicate, List<String> rejections) {
    of(tenant).verdicts(accepted, duplicate, rejections);
  }

  /** A request ended without the broker's word on these readings. */
  public void unconfirmed(String tenant, int readings) {
    of(tenant).unconfirmed(readings);
  }

  /** The broker acknowledged all readings of a request. */
  public void acknowledged(long nanos) {
    acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Everything in Prometheus's text format. */
  public String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    meters.close();
  }

  private TenantMeters of(String tenant) {
    return tenants.computeIfAbsent(tenant, name -> new TenantMeters(meters, name));
  }

  private Timer timer(Outcome outcome) {
    return Timer.builder("healthtrack.gateway.request")
        .description("From the first byte of a request to its answer.")
        .tag("endpoint", outcome.endpoint())
        .tag("status", Integer.toString(outcome.status()))
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(meters);
  }
}
