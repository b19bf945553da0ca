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
 * <p>The clock starts when the last reading of the warm-up can be read in every partition, and
 * stops when the last of all can, both looked for every 10 ms. Before that the warm-up has a clock
 * of its own, from when a writer's lock on the hot table is first seen; our sink's starts with its
 * first transaction, which is earlier. So the start of a JVM counts for nobody.
 */
final class Race {

  private static final long LOOK = Duration.ofMillis(10).toNanos();
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
    Child child = Child.start(List.of(), contender.command(load, target));
    try {
      Instant[] seen = new Instant[1];
      await(
          child,
          BEGINS_WITHIN,
          () -> {
            seen[0] = target.writerSeen();
            return seen[0] != null;
          });
      await(child, ENDS_WITHIN, () -> target.holds(load.warm()));
      Result.Meters warm = meters(child);
      await(child, ENDS_WITHIN, () -> target.holds(load.last()));
      Result.Meters end = meters(child);
      double peak = Usage.peakMegabytes(child.pid());
      if (target.rows() != load.size()) {
        throw new IllegalStateException(
            "%s stored %d of %d rows".formatted(contender.name(), target.rows(), load.size()));
      }
      return Result.between(target, contender.begun(target, seen[0]), warm, end, load.size(), peak);
    } finally {
      if (child.alive()) {
        child.kill9();
      }
    }
  }

  private Result.Meters meters(Child child) {
    return new Result.Meters(
        target.moment(), Usage.cpuSeconds(child.pid()), Usage.cpuSeconds(server));
  }

  private void await(Child child, Duration patience, BooleanSupplier reached) {
    Watch.until(contender, target, child, patience, LOOK, reached);
  }
}
