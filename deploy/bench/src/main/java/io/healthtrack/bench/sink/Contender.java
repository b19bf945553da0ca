package io.healthtrack.bench.sink;

import io.healthtrack.embedded.processes.Command;
import java.time.Instant;
import java.util.Map;

/** Somebody who brings a topic's readings into the hot table, in a process of its own. */
sealed interface Contender permits OurSink, RowsAlone, DebeziumSink, BatchedUpsert {

  /** As in the report. */
  String name();

  /** How it is set up; nothing secret. */
  Map<String, String> settings();

  /**
   * The command of its process, which reads on where a killed one of the same target left off.
   *
   * @param target a database with the hot table; where that has no key, nothing may rely on one
   */
  Command command(Load load, Target target);

  /** When it began, where the database knows better than whoever looked on. */
  default Instant begun(Target target, Instant seen) {
    return seen;
  }

  /** Whether its process lives and has given up nevertheless. */
  default boolean gaveUp(Target target) {
    return false;
  }
}
