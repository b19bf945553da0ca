package io.healthtrack.bench.sink;

import io.healthtrack.embedded.processes.Await;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Kill -9 of a contender in mid-run, and its restart, over a table without a key: what it lost and
 * what it wrote twice. With the key, as many rows would be written a second time over themselves.
 */
final class Kill {

  private static final double AT = 0.4;
  private static final long LOOK = Duration.ofMillis(100).toNanos();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long SETTLED = Duration.ofSeconds(10).toNanos();

  private final Contender contender;
  private final Load load;
  private final Target target;

  Kill(Contender contender, Load load, Target target) {
    this.contender = contender;
    this.load = load;
    this.target = target;
  }

  /**
   * What came out.
   *
   * @param before rows that were there when it was killed
   * @param lost readings that were never stored
   * @param duplicated rows that are there a second time
   */
  record Outcome(long before, long lost, long duplicated) {}

  Outcome run() throws IOException {
    Command command = contender.command(load, target);
    Child first = Child.start(List.of(), command);
    try {
      await(first, () -> target.rows() >= AT * load.size());
    } finally {
      first.kill9();
    }
    // The server ends the transaction in hand when it notices.
    if (!Await.until(PATIENCE, () -> target.clients() == 0)) {
      throw new IllegalStateException("the server does not notice that a client is gone");
    }
    long before = target.rows();
    if (before >= load.size()) {
      throw new IllegalStateException(contender.name() + " was through before it was killed");
    }
    Child second = Child.start(List.of(), command);
    try {
      await(second, () -> target.rows() > before);
      await(second, new Settled());
    } finally {
      second.kill9();
    }
    long rows = target.rows();
    long readings = target.readings();
    return new Outcome(before, load.size() - readings, rows - readings);
  }

  /** Everything is there, or nothing has come for a while. */
  private final class Settled implements BooleanSupplier {
    private long rows;
    private long since = System.nanoTime();

    @Override
    public boolean getAsBoolean() {
      long now = target.rows();
      if (now != rows) {
        rows = now;
        since = System.nanoTime();
      }
      return System.nanoTime() - since > SETTLED;
    }
  }

  private void await(Child child, BooleanSupplier reached) {
    Watch.until(contender, target, child, PATIENCE, LOOK, reached);
  }
}
