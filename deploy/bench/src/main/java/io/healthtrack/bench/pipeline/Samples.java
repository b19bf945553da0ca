package io.healthtrack.bench.pipeline;

import java.util.Arrays;

/** Latencies, in nanoseconds as they come. Safe for use by several threads. */
final class Samples {

  private long[] nanos = new long[4_096];
  private int size;

  synchronized void add(long latency) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = latency;
  }

  /** Those so far; begins anew. */
  synchronized Quantiles take() {
    long[] sorted = Arrays.copyOf(nanos, size);
    size = 0;
    Arrays.sort(sorted);
    return new Quantiles(
        sorted.length, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
  }

  /** In milliseconds; no numbers where there were no samples. */
  record Quantiles(int count, double p50, double p95, double p99, double max) {}
}
