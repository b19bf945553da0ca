package io.healthtrack.sink.lanes;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a lane has been asked to end, and waits that this cuts short. */
final class StopSignal {

  private final CountDownLatch given = new CountDownLatch(1);

  void give() {
    given.countDown();
  }

  boolean given() {
    return given.getCount() == 0;
  }

  /** Waits so long or until it is given; an interruption gives it. */
  void await(Duration wait) {
    try {
      given.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      give();
      Thread.currentThread().interrupt();
    }
  }
}
