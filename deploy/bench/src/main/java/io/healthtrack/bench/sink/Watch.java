package io.healthtrack.bench.sink;

import io.healthtrack.embedded.processes.Child;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks at a contender that runs until something is true. */
final class Watch {

  private static final long CHECKED_EVERY = Duration.ofSeconds(2).toNanos();

  private Watch() {}

  /**
   * Looks.
   *
   * @param pause nanoseconds between two looks
   * @throws IllegalStateException if it ended, gave up or takes too long; with the end of its log
   */
  static void until(
      Contender contender,
      Target target,
      Child child,
      Duration patience,
      long pause,
      BooleanSupplier reached) {
    long begun = System.nanoTime();
    long checked = begun;
    while (!reached.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - checked > CHECKED_EVERY) {
        checked = now;
        if (!child.alive() || contender.gaveUp(target) || now - begun > patience.toNanos()) {
          throw new IllegalStateException(
              "%s does not get on:%n%s"
                  .formatted(contender.name(), Processes.tail(target.directory())));
        }
      }
      LockSupport.parkNanos(pause);
    }
  }
}
