package io.healthtrack.bench.pipeline;

import io.healthtrack.bench.gateway.Connection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends what the crowd measures. Requests are due at fixed times, however slow the answers are:
 * latency counts from when a request was due, which is never later than when it was sent.
 */
final class Generator {

  private static final int CONNECTIONS = 64;
  private static final int TAKEN = 202;

  private final URI gateway;
  private final String key;
  private final Crowd crowd;
  private final Probes probes;
  private final AtomicLong taken = new AtomicLong();

  Generator(URI gateway, String key, Crowd crowd, Probes probes) {
    this.gateway = gateway;
    this.key = key;
    this.crowd = crowd;
    this.probes = probes;
  }

  /**
   * What came of it.
   *
   * @param readings answered with 202
   * @param perSecond of them, from the first request until the last answer
   * @param otherwise how many requests were answered with another status, by status; 0 is no answer
   * @param answered from when a request was due to its answer
   */
  record Outcome(
      long readings, double perSecond, Map<Integer, Long> otherwise, Samples.Quantiles answered) {}

  /** All readings that were answered with 202 since the beginning. */
  long taken() {
    return taken.get();
  }

  /** Sends at a rate for a while. */
  Outcome run(double readingsPerSecond, Duration length) throws Exception {
    Run run = new Run(readingsPerSecond / RequestText.readings(), length);
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Void>> callers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        callers.add(run::send);
      }
      for (Future<Void> caller : threads.invokeAll(callers)) {
        caller.get();
      }
    }
    return run.outcome();
  }

  private final class Run {

    private final double requestsPerSecond;
    private final long begun = System.nanoTime();
    private final long begunMicros = micros(Instant.now());
    private final long until;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong readings = new AtomicLong();
    private final Map<Integer, Long> otherwise = new ConcurrentSkipListMap<>();
    private final Samples answered = new Samples();

    private Run(double requestsPerSecond, Duration length) {
      this.requestsPerSecond = requestsPerSecond;
      this.until = begun + length.toNanos();
    }

    private Void send() throws IOException {
      RequestText text = new RequestText(key);
      Connection connection = new Connection(gateway);
      try {
        for (long due = due(); due < until; due = due()) {
          waitFor(due);
          Batch batch = crowd.next(begunMicros + (due - begun) / 1_000);
          probes.sent(batch, due);
          connection = send(connection, batch, text.of(batch), due);
        }
        return null;
      } finally {
        connection.close();
      }
    }

    /** Gives the connection for the next request. */
    private Connection send(Connection connection, Batch batch, byte[] request, long due)
        throws IOException {
      int status;
      Connection usable = connection;
      try {
        status = connection.exchange(request);
      } catch (IOException e) {
        status = 0;
        connection.close();
        usable = new Connection(gateway);
      }
      if (status == TAKEN) {
        readings.addAndGet(RequestText.readings());
        taken.addAndGet(RequestText.readings());
        answered.add(System.nanoTime() - due);
      } else {
        probes.unknown(batch);
        otherwise.merge(status, 1L, Long::sum);
      }
      return usable;
    }

    private long due() {
      return begun + (long) (next.getAndIncrement() / requestsPerSecond * 1e9);
    }

    private Outcome outcome() {
      double seconds = (System.nanoTime() - begun) / 1e9;
      return new Outcome(
          readings.get(), readings.get() / seconds, new TreeMap<>(otherwise), answered.take());
    }
  }

  private static void waitFor(long due) {
    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
      LockSupport.parkNanos(due - now);
    }
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }
}
