package io.healthtrack.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies may be held at once, over all requests. */
public final class ByteBudget {

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /** A budget of so many bytes. */
  public ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes, or takes nothing and answers false. Never waits. */
  boolean tryTake(long bytes) {
    if (taken.addAndGet(bytes) <= limit) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes taken right now. */
  public long taken() {
    return taken.get();
  }
}
