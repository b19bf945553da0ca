package io.healthtrack.sink.guarantees;

/** What befalls one of the parts, by signal of the operating system. */
enum Fault {
  /** kill -9 of the sink; another starts. */
  SINK_KILL,
  /** kill -9 of the database server and all its processes; it starts again. */
  DB_KILL,
  /** kill -9 of the broker, which stays away until the sink says so, and starts again. */
  BROKER_GONE,
  /**
   * The sink is frozen, another takes over, and the first wakes up in the middle of what it did.
   */
  SINK_PAUSE,
  /** The server is told to end without finishing anything (SIGQUIT); it starts again. */
  DB_IMMEDIATE,
  /** kill -9 of the broker, which starts again at once. */
  BROKER_KILL,
  /** A second sink takes over and is then killed or frozen: the first takes its lanes back. */
  SINK_TAKEOVER,
  /** The server is restarted in good order, with or without a polite request before. */
  DB_RESTART,
  /** The broker is frozen beyond the limit of a request. */
  BROKER_PAUSE,
  /** The sink is asked to end; another starts. */
  SINK_STOP,
  /** kill -9 of one of the server's processes, after which it restarts by itself. */
  DB_CRASH,
  /** The server is frozen beyond the limit of a transaction, or beyond that of an answer. */
  DB_PAUSE
}
