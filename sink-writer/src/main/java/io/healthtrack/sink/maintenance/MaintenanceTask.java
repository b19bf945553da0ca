package io.healthtrack.sink.maintenance;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** Something to be done again and again. Interrupted or repeated, it must end in the same state. */
public interface MaintenanceTask {

  /** Its name, in lower case with hyphens: also the name of the lock that keeps two sinks apart. */
  String name();

  /** How long after one turn the next one begins. */
  Duration every();

  /** The same after the last turn, of a task for which that differs. */
  default Duration untilNext() {
    return every();
  }

  /**
   * Does what is due.
   *
   * @return how many things it did; 0 when nothing was due
   * @throws Exception if it could not be done now; it is tried again at the next turn
   */
  long run(Jdbi jdbi) throws Exception;

  /** A task from its parts. */
  static MaintenanceTask of(String name, Duration every, Work work) {
    return new MaintenanceTask() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Duration every() {
        return every;
      }

      @Override
      public long run(Jdbi jdbi) throws Exception {
        return work.run(jdbi);
      }
    };
  }

  /** What a task does. */
  @FunctionalInterface
  interface Work {
    /**
     * Does what is due.
     *
     * @throws Exception if it could not be done now
     */
    long run(Jdbi jdbi) throws Exception;
  }
}
