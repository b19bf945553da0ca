package io.healthtrack.gateway;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class Await {

  private static final long BETWEEN_LOOKS = Duration.ofMillis(20).toNanos();

  private Await() {}

  static void until(String what, Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " did not happen within " + within);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }
}
