package io.healthtrack.gateway.publishing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts the broker's acknowledgements of one request. */
final class Acknowledgements {

  private final CountDownLatch missing;
  private volatile Exception failure;

  Acknowledgements(int expected) {
    missing = new CountDownLatch(expected);
  }

  /** One more record has its verdict; {@code failed} is null if it was acknowledged. */
  void add(Exception failed) {
    if (failed != null) {
      failure = failed;
    }
    missing.countDown();
  }

  void await(long nanos) {
    try {
      if (!missing.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new PublishingException(
            "the broker has not acknowledged " + missing.getCount() + " records", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishingException("stopped before the broker acknowledged", e);
    }
    if (failure != null) {
      throw new PublishingException("the broker did not acknowledge", failure);
    }
  }
}
