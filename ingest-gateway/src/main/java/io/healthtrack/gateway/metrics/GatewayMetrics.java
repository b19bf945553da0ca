package io.healthtrack.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The gateway's meters. At any moment {@code received = accepted + duplicate + rejected}: a reading
 * is counted once its verdict is final. Readings of a request that ended in 503 have no verdict;
 * they are {@code unconfirmed}, may be in the topic or not, and count in none of the others.
 */
public final class GatewayMetrics implements AutoCloseable {

  private static final String READINGS = "healthtrack.gateway.readings.";
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter received = counter("received", "Readings with a final verdict.");
  private final Counter accepted = counter("accepted", "Readings the broker acknowledged.");
  private final Counter duplicate = counter("duplicate", "Readings repeated within a request.");
  private final Counter unconfirmed =
      counter("unconfirmed", "Readings of requests that ended in 503: in the topic or not.");
  private final Counter bytes =
      Counter.builder("healthtrack.gateway.body.bytes")
          .description("Bytes of bodies, after decompression.")
          .register(meters);
  private final AtomicInteger requests = new AtomicInteger();
  private final Timer acknowledgement =
      Timer.builder("healthtrack.gateway.broker.acknowledgement")
          .description("From handing a request's readings to the producer to the last ack.")
          .publishPercentileHistogram()
          .minimumExpectedValue(SHORTEST)
          .maximumExpectedValue(LONGEST)
          .register(meters);

  /** Meters of one gateway; {@code inFlight} tells the bytes of bodies held right now. */
  public GatewayMetrics(LongSupplier inFlight) {
    Gauge.builder("healthtrack.gateway.in.flight.bytes", inFlight::getAsLong)
        .description("Bytes of bodies held right now.")
        .register(meters);
    Gauge.builder("healthtrack.gateway.in.flight.requests", requests::get)
        .description("Requests being answered right now.")
        .register(meters);
  }

  /** A request begins. */
  public void begin() {
    requests.incrementAndGet();
  }

  /** A request was answered. */
  public void end(String endpoint, int status, long nanos) {
    requests.decrementAndGet();
    Timer.builder("healthtrack.gateway.request")
        .description("From the first byte of a request to its answer.")
        .tag("endpoint", endpoint)
        .tag("status", Integer.toString(status))
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(meters)
        .record(Duration.ofNanos(nanos));
  }

  /** How many requests are being answered right now. */
  public int requestsInFlight() {
    return requests.get();
  }

  /** A body was read. */
  public void body(int length) {
    bytes.increment(length);
  }

  /** A request's verdicts are final. */
  public void verdicts(int acceptedReadings, int duplicateReadings, int rejectedReadings) {
    received.increment((double) acceptedReadings + duplicateReadings + rejectedReadings);
    accepted.increment(acceptedReadings);
    duplicate.increment(duplicateReadings);
  }

  /** One of the rejected readings of a request, by its code. */
  public void rejected(String code) {
    Counter.builder(READINGS + "rejected")
        .description("Readings wrong in form, by code.")
        .tag("code", code)
        .register(meters)
        .increment();
  }

  /** A request ended without the broker's word on these readings. */
  public void unconfirmed(int readings) {
    unconfirmed.increment(readings);
  }

  /** The broker acknowledged all readings of a request. */
  public void acknowledged(long nanos) {
    acknowledgement.record(Duration.ofNanos(nanos));
  }

  /** Everything in Prometheus's text format. */
  public String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    meters.close();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(READINGS + name).description(description).register(meters);
  }
}
