package io.healthtrack.sink.model;

/** What keeps an hour exact while lanes and repairs work on it; tests leave one out. */
interface WindowRules {

  /** All of them. */
  WindowRules REAL = new WindowRules() {};

  /** Whether a repair takes hold of the hours before it reads, and the lane while it writes. */
  default boolean locks() {
    return true;
  }

  /** Whether there is one repair at a time. */
  default boolean alone() {
    return true;
  }

  /** Whether a repair leaves a request that was counted up since it was read. */
  default boolean counts() {
    return true;
  }

  /** Whether the lane passes over words on hours of the table. */
  default boolean passesOver() {
    return true;
  }

  /** Whether an unproven reading that changed something asks for a repair. */
  default boolean queuesUnproven() {
    return true;
  }

  /** Whether fresh readings ask for a repair of hours of the table. */
  default boolean queuesFresh() {
    return true;
  }
}
