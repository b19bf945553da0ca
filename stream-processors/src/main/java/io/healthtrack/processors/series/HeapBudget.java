package io.healthtrack.processors.series;

import java.util.concurrent.atomic.AtomicLong;

/** What all {@link HeapFirstStore}s of the process may hold on the heap together. */
final class HeapBudget {

  /** An eighth of the heap: the rest is for records under way and for what is not counted here. */
  static final HeapBudget OF_THE_PROCESS = new HeapBudget(Runtime.getRuntime().maxMemory() / 8);

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  HeapBudget(long most) {
    this.most = most;
  }

  /** Takes so many bytes, or gives back as many as it is below zero. */
  void take(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Whether stores shall let something go. */
  boolean isSpent() {
    return taken.get() > most;
  }
}
