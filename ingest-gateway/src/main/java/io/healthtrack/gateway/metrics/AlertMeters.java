package io.healthtrack.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The meters of alerts on their way out. */
public final class AlertMeters {

  private final MeterRegistry meters;
  private final AtomicInteger open = new AtomicInteger();
  private final Counter sent;

  AlertMeters(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("healthtrack.gateway.alerts.streams", open::get)
        .description("Streams of alerts that are open right now.")
        .register(meters);
    sent =
        Counter.builder("healthtrack.gateway.alerts.sent")
            .description("Events written to streams.")
            .register(meters);
  }

  /** Where to ask for events that the topics hold and this gateway has not read. */
  public void lag(LongSupplier lag) {
    Gauge.builder("healthtrack.gateway.alerts.lag", lag::getAsLong)
        .description("Events that the alert topics hold and this gateway has not read.")
        .register(meters);
  }

  /** Streams that are open right now. */
  public int open() {
    return open.get();
  }

  /** One more stream, if there are fewer than so many. */
  public boolean begin(int limit) {
    int before = open.getAndUpdate(count -> count < limit ? count + 1 : count);
    return before < limit;
  }

  /** A stream has ended; nobody's fault is {@code left}. */
  public void end(String reason) {
    open.decrementAndGet();
    Counter.builder("healthtrack.gateway.alerts.streams.ended")
        .description("Streams that ended, by reason: left, slow, revoked, stopping, refused.")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }

  /** Events were written. */
  public void sent() {
    sent.increment();
  }
}
