package io.healthtrack.processors.running;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One application that is kept running. A thread that fails is replaced, after a pause that grows;
 * an application that gives up as a whole is built anew. Nothing is ever skipped to get on: bad
 * data does not throw here, so what throws is infrastructure, and waits.
 */
public final class SupervisedStreams implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SupervisedStreams.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final String name;
  private final Supplier<Topology> topology;
  private final Properties settings;
  private final MeterRegistry meters;
  private final Counter failures;
  private final Restoration restoration;
  private final AtomicInteger consecutive = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread supervisor;
  private volatile KafkaStreams current;
  private volatile boolean broken;

  private SupervisedStreams(
      String name, Supplier<Topology> topology, Properties settings, MeterRegistry meters) {
    this.name = name;
    this.topology = topology;
    this.settings = settings;
    this.meters = meters;
    this.failures =
        Counter.builder("healthtrack.streams.failures")
            .description("Threads or applications that failed and were replaced")
            .tag("application", name)
            .register(meters);
    this.restoration = new Restoration(name, meters, System::nanoTime);
    this.supervisor = Thread.ofPlatform().name("supervise-" + name).unstarted(this::supervise);
  }

  /**
   * Starts an application in the background.
   *
   * @param topology asked for again whenever the application is built anew
   */
  public static SupervisedStreams start(
      String name, Supplier<Topology> topology, Properties settings, MeterRegistry meters) {
    SupervisedStreams streams = new SupervisedStreams(name, topology, settings, meters);
    Gauge.builder("healthtrack.streams.running", streams, it -> it.running() ? 1 : 0)
        .description("1 while the application processes records")
        .tag("application", name)
        .register(meters);
    Gauge.builder("healthtrack.streams.lag", streams, SupervisedStreams::lag)
        .description("Records of the furthest behind input partition not yet taken in")
        .tag("application", name)
        .register(meters);
    streams.supervisor.start();
    return streams;
  }

  /** The application's short name. */
  public String name() {
    return name;
  }

  /** Whether it processes records at this moment. */
  public boolean running() {
    KafkaStreams streams = current;
    return streams != null && streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Whether only a new process would help. */
  public boolean broken() {
    return broken;
  }

  /** A word or two for operators. */
  public String state() {
    KafkaStreams streams = current;
    if (streams == null) {
      return "starting";
    }
    return restoration.restoring()
        ? "restoring, %d records left".formatted(restoration.remaining())
        : streams.state().name().toLowerCase(Locale.ROOT);
  }

  /** The application itself, to ask its stores; empty while it is being built. */
  public Optional<KafkaStreams> current() {
    return Optional.ofNullable(current);
  }

  /** Changelog records that the last restoration read. */
  public long lastRestored() {
    return restoration.lastRestored();
  }

  /** Asks it to end; {@link #close()} waits until it has. */
  public void stop() {
    closed.countDown();
  }

  @Override
  public void close() {
    stop();
    try {
      supervisor.join(CLOSING.plusSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void supervise() {
    while (closed.getCount() > 0) {
      try {
        runOnce();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void runOnce() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    KafkaStreams streams = new KafkaStreams(topology.get(), settings);
    KafkaStreamsMetrics metrics =
        new KafkaStreamsMetrics(streams, Tags.of(Tag.of("application", name)));
    try {
      streams.setUncaughtExceptionHandler(this::onFailure);
      streams.setGlobalStateRestoreListener(restoration);
      streams.setStandbyUpdateListener(restoration);
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
              ended.countDown();
            } else if (now == KafkaStreams.State.RUNNING) {
              consecutive.set(0);
              restoration.over();
              log.info("{} is running", name);
            }
          });
      metrics.bindTo(meters);
      current = streams;
      streams.start();
      awaitEnd(ended);
    } finally {
      current = null;
      metrics.close();
      streams.close(CLOSING);
      restoration.reset();
    }
  }

  private void awaitEnd(CountDownLatch ended) throws InterruptedException {
    while (!closed.await(200, TimeUnit.MILLISECONDS)) {
      if (ended.getCount() == 0) {
        pause();
        return;
      }
    }
  }

  private StreamThreadExceptionResponse onFailure(Throwable failure) {
    failed(failure);
    if (hasError(failure)) {
      broken = true;
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Names classes only: a message may quote a record. */
  private void failed(Throwable failure) {
    failures.increment();
    StringBuilder chain = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      chain.append(chain.isEmpty() ? "" : " < ").append(cause.getClass().getSimpleName());
    }
    log.error("{} failed and will be replaced: {}", name, chain);
    pause();
  }

  private void pause() {
    long millis =
        Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(10, consecutive.getAndIncrement()));
    try {
      if (closed.await(millis, TimeUnit.MILLISECONDS)) {
        log.debug("{} closes", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean hasError(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error) {
        return true;
      }
    }
    return false;
  }

  private double lag() {
    KafkaStreams streams = current;
    if (streams == null) {
      return Double.NaN;
    }
    return streams.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals("records-lag-max"))
        .map(entry -> entry.getValue().metricValue())
        .filter(Double.class::isInstance)
        .mapToDouble(Double.class::cast)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }
}
