package io.healthtrack.gateway.publishing;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the clock by which silence is judged: a tick into each partition of {@code readings.raw}
 * every few seconds, but only while this gateway takes readings. Each tick waits until the broker
 * has acknowledged the one before, so that a broker in trouble stops the clock.
 */
public final class Ticks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Ticks.class);

  private final Publisher publisher;
  private final BooleanSupplier open;
  private final Clock clock = Clock.systemUTC();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ticks").daemon().factory());
  private boolean failed;

  private Ticks(Publisher publisher, BooleanSupplier open) {
    this.publisher = publisher;
    this.open = open;
  }

  /**
   * Begins to tick.
   *
   * @param open whether readings are taken at the moment
   */
  public static Ticks start(Publisher publisher, Duration interval, BooleanSupplier open) {
    Ticks ticks = new Ticks(publisher, open);
    long millis = interval.toMillis();
    // The next run begins an interval after this one has ended: nothing piles up.
    var unused =
        ticks.thread.scheduleWithFixedDelay(ticks::tick, millis, millis, TimeUnit.MILLISECONDS);
    return ticks;
  }

  private void tick() {
    if (!open.getAsBoolean()) {
      return;
    }
    try {
      publisher.tick(clock.instant());
      failed = false;
    } catch (RuntimeException e) {
      // A run that throws would be the last one.
      if (!failed) {
        log.warn("the clock of arrivals stands still: {}", e.getClass().getSimpleName());
      }
      failed = true;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
