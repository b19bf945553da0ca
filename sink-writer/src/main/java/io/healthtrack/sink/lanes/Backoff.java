package io.healthtrack.sink.lanes;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after the nth failure in a row: doubling, spread, with a ceiling. */
final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration CEILING = Duration.ofSeconds(2);

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait; half of it is chance, so that lanes do not return in step. */
  Duration next() {
    long most = Math.min(CEILING.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
    failures++;
    return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
  }

  void succeeded() {
    failures = 0;
  }
}
