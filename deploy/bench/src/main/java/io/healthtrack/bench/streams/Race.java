package io.healthtrack.bench.streams;

import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.util.Map;

/**
 * One contender over one load. The clock starts when a fifth of it is committed, so that starting
 * and the first compilations are not counted, and stops when the last of the groups is through.
 */
final class Race {

  private static final double BEGIN = 0.2;

  private final Progress progress;

  Race(Progress progress) {
    this.progress = progress;
  }

  /**
   * What came out.
   *
   * @param perSecond readings
   * @param cpuPerMillion CPU-seconds of the contender's process
   */
  record Result(double perSecond, double cpuPerMillion) {}

  /** Starts a contender. */
  @FunctionalInterface
  interface Starter {
    Contender start() throws IOException;
  }

  /**
   * Runs it.
   *
   * @param readings how many there are that nobody of these groups has read
   * @param first the group that reads {@code readings.raw}
   * @param others groups that must be through with the topic they read
   */
  Result run(long readings, String first, Map<String, String> others, Starter starter)
      throws IOException, InterruptedException {
    String raw = Topics.READINGS_RAW.name();
    long end = progress.end(raw);
    long start = end - readings;
    try (Contender contender = starter.start()) {
      long begun =
          Progress.await(
              first + " begins",
              () -> progress.committed(first, raw) >= start + (long) (readings * BEGIN));
      double before = contender.cpuSeconds();
      long done =
          Progress.await(
              first + " is through",
              () -> progress.committed(first, raw) >= start + (long) (readings * Progress.ALL));
      for (Map.Entry<String, String> other : others.entrySet()) {
        done = progress.awaitThrough(other.getKey(), other.getValue());
      }
      double counted = readings * (Progress.ALL - BEGIN);
      return new Result(
          counted / ((done - begun) / 1e9), (contender.cpuSeconds() - before) / counted * 1e6);
    }
  }
}
