package io.healthtrack.bench.gateway;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Callers that send requests for a while, each over a connection of its own. */
final class Load {

  private final URI gateway;
  private final List<byte[]> requests;
  private final int callers;

  Load(URI gateway, List<byte[]> requests, int callers) {
    this.gateway = gateway;
    this.requests = requests;
    this.callers = callers;
  }

  /**
   * What came of it.
   *
   * @param perSecond requests
   * @param nanos latency of each, sorted
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(double perSecond, long[] nanos) {
    double millisAt(double share) {
      return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * share))] / 1e6;
    }
  }

  /** As fast as answers come. */
  Result closed(double seconds) throws Exception {
    return run(seconds, 0);
  }

  /**
   * At a given rate, however slow the answers are: latency counts from when a request was due, so
   * that waiting behind a slow one is not forgotten.
   */
  Result open(double seconds, double requestsPerSecond) throws Exception {
    return run(seconds, requestsPerSecond);
  }

  private Result run(double seconds, double rate) throws Exception {
    AtomicInteger next = new AtomicInteger();
    long begun = System.nanoTime();
    long until = begun + (long) (seconds * 1e9);
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Callable<long[]>> work =
          java.util.stream.IntStream.range(0, callers)
              .<Callable<long[]>>mapToObj(i -> () -> one(next, begun, until, rate))
              .toList();
      List<long[]> all = new java.util.ArrayList<>();
      for (Future<long[]> future : threads.invokeAll(work)) {
        all.add(future.get());
      }
      double took = (System.nanoTime() - begun) / 1e9;
      long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new Result(nanos.length / took, nanos);
    }
  }

  private long[] one(AtomicInteger next, long begun, long until, double rate) throws Exception {
    long[] nanos = new long[1024];
    int size = 0;
    try (Connection connection = new Connection(gateway)) {
      while (true) {
        int number = next.getAndIncrement();
        long due = rate == 0 ? System.nanoTime() : begun + (long) (number / rate * 1e9);
        if (due >= until) {
          return Arrays.copyOf(nanos, size);
        }
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        int status = connection.exchange(requests.get(number % requests.size()));
        if (status != 202) {
          throw new IllegalStateException("the gateway answered " + status);
        }
        if (size == nanos.length) {
          nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = System.nanoTime() - due;
      }
    }
  }
}
