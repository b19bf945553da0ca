package io.healthtrack.processors.vitals;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What one follower has not been told yet. It is made and read by one thread; whoever does not keep
 * up is cut off, also in the middle of a write, so that nobody waits for them.
 */
final class VitalsSubscription {

  static final String SLOW = "slow";
  static final String MOVED = "moved";
  static final String ERASED = "erased";
  static final String STOPPING = "stopping";

  private static final int LONGEST_QUEUE = 256;

  private final UUID user;
  private final int partition;
  private final Thread reader = Thread.currentThread();
  // Linked: an idle follower holds no array.
  private final BlockingQueue<LatestVital> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
  private volatile String end;

  VitalsSubscription(UUID user, int partition) {
    this.user = user;
    this.partition = partition;
  }

  UUID user() {
    return user;
  }

  int partition() {
    return partition;
  }

  /** Why nothing more will come; null while something may. */
  String end() {
    return end;
  }

  void offer(LatestVital vital) {
    if (end == null && !queue.offer(vital)) {
      end(SLOW);
    }
  }

  void end(String reason) {
    synchronized (queue) {
      if (end != null) {
        return;
      }
      end = reason;
    }
    reader.interrupt();
  }

  /** The next one, or null when none came in time or it has ended. */
  LatestVital poll(Duration patience) {
    try {
      return end != null ? null : queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Whoever interrupts has said why; the last words still have to be written.
      if (end == null) {
        end(STOPPING);
      }
      return null;
    }
  }
}
