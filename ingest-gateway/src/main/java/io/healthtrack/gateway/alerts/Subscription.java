package io.healthtrack.gateway.alerts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Live events for one client, a few of them at a time: whoever does not take them is cut off, and
 * begins again where it was.
 */
public final class Subscription {

  static final int MOST_WAITING = 256;

  /** Why no more will come. */
  public enum End {
    /** The client takes too long. */
    SLOW,
    /** This gateway is being stopped. */
    STOPPING
  }

  private final Wish wish;
  private final Thread reader = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Alert> backlog;
  private final Deque<Alert> waiting = new ArrayDeque<>(0);
  private Position from;
  private Position passed;
  private End end;

  Subscription(Wish wish, Position from, Position passed, Collection<Alert> backlog) {
    this.wish = wish;
    this.from = passed.covers(from) ? null : from;
    this.passed = passed;
    this.backlog = new ArrayDeque<>(backlog);
  }

  /** The next event; null if none comes in time, or none will come any more. */
  public Alert poll(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (backlog.isEmpty() && waiting.isEmpty() && end == null && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return numbered(backlog.isEmpty() ? waiting.poll() : backlog.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Why it ends, null while it does not; the events before the end can still be polled. */
  public End end() {
    lock.lock();
    try {
      boolean taken = backlog.isEmpty() && waiting.isEmpty();
      return taken || end == End.SLOW ? end : null;
    } finally {
      lock.unlock();
    }
  }

  /** From where on to read when all that was polled is all that has come; null if more has come. */
  public Position idlePosition() {
    lock.lock();
    try {
      if (!backlog.isEmpty() || !waiting.isEmpty()) {
        return null;
      }
      return from == null ? passed : passed.max(from);
    } finally {
      lock.unlock();
    }
  }

  /** One more event was read, wanted or not. */
  boolean offer(Alert alert) {
    lock.lock();
    try {
      passed = alert.after();
      boolean wanted = wish.wants(alert) && (from == null || !alert.isBefore(from));
      if (wanted && waiting.size() >= MOST_WAITING) {
        end = End.SLOW;
        // Blocked in a write to a client that does not read: this closes the connection.
        reader.interrupt();
        return false;
      }
      if (wanted) {
        waiting.add(alert);
        changed.signal();
      }
      return end == null;
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to here was read. */
  void passed(Position position) {
    lock.lock();
    try {
      passed = position;
    } finally {
      lock.unlock();
    }
  }

  void end(End why) {
    lock.lock();
    try {
      end = end == null ? why : end;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void interrupt() {
    reader.interrupt();
  }

  /** A client that came from another gateway may know more of some partitions than this one. */
  private Alert numbered(Alert alert) {
    if (alert == null || from == null) {
      return alert;
    }
    if (alert.after().covers(from)) {
      from = null;
      return alert;
    }
    return alert.at(alert.after().max(from));
  }
}
