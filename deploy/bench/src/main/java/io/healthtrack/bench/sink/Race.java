package io.healthtrack.bench.sink;

import io.healthtrack.embedded.processes.Child;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One contender over one load, into an empty table.
 *
 * <p>The clock starts when a writer's lock on the hot table is first seen, looked for every 5 ms,
 * and stops when the last reading of every partition can be read, looked for every 20 ms. So the
 * start of a JVM counts for nobody. Our sink's clock starts with its first transaction, which is
 * earlier.
 */
final class Race {

  private static final long LOOK_FOR_BEGIN = Duration.ofMillis(5).toNanos();
  private static final long LOOK_FOR_END = Duration.ofMillis(20).toNanos();
  private static final Duration BEGINS_WITHIN = Duration.ofMinutes(5);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(20);

  private final Contender contender;
  private final Load load;
  private final Target target;
  private final long server;

  Race(Contender contender, Load load, Target target, long server) {
    this.contender = contender;
    this.load = load;
    this.target = target;
    this.server = server;
  }

  /** Runs it to its end; the table then holds every reading once. */
  Result run() throws IOException {
    long before = target.walEnd();
    Child child = Child.start(List.of(), contender.command(load, target));
    try {
      Instant[] seen = new Instant[1];
      await(
          child,
          BEGINS_WITHIN,
          LOOK_FOR_BEGIN,
          () -> {
            seen[0] = target.writerSeen();
            return seen[0] != null;
          });
      double client = Usage.cpuSeconds(child.pid());
      double database = Usage.cpuSeconds(server);
      await(child, ENDS_WITHIN, LOOK_FOR_END, () -> target.holdsLastOf(load));
      Instant end = target.now();
      client = Usage.cpuSeconds(child.pid()) - client;
      database = Usage.cpuSeconds(server) - database;
      double peak = Usage.peakMegabytes(child.pid());
      long log = target.walEnd() - before;
      if (target.rows() != load.size()) {
        throw new IllegalStateException(
            "%s stored %d of %d rows".formatted(contender.name(), target.rows(), load.size()));
      }
      Duration took = Duration.between(contender.begun(target, seen[0]), end);
      double millions = load.size() / 1e6;
      return new Result(
          load.size() / (took.toNanos() / 1e9),
          client / millions,
          database / millions,
          peak,
          log / (double) load.size());
    } finally {
      if (child.alive()) {
        child.kill9();
      }
    }
  }

  private void await(Child child, Duration patience, long pause, BooleanSupplier reached) {
    Watch.until(contender, target, child, patience, pause, reached);
  }
}
