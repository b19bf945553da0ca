package io.healthtrack.gateway.publishing;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The requests that wait for the broker, oldest first. Once the oldest has waited for too long, the
 * broker is behind, and one more request would only wait as well.
 */
final class Backlog {

  private final SequencedSet<Entry> waiting = new LinkedHashSet<>();
  private final long patienceNanos;

  /** One waiting request; equal to itself only. */
  static final class Entry {
    private final long since;

    private Entry(long since) {
      this.since = since;
    }
  }

  Backlog(Duration patience) {
    patienceNanos = patience.toNanos();
  }

  synchronized Entry begin(long now) {
    Entry entry = new Entry(now);
    waiting.add(entry);
    return entry;
  }

  synchronized void end(Entry entry) {
    waiting.remove(entry);
  }

  /** Whether the oldest has waited longer than one should. */
  synchronized boolean congested(long now) {
    return !waiting.isEmpty() && now - waiting.getFirst().since > patienceNanos;
  }
}
