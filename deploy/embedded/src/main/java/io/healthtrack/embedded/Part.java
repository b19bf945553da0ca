package io.healthtrack.embedded;

/**
 * One of the three processes of a {@link Stack}. Its port, its data and its password stay the same
 * through everything that is done to it.
 */
public interface Part {
  /** {@code kafka}, {@code postgres} or {@code registry}. */
  String name();

  /** Whether it answers a request right now; a frozen or dead part is not ready. */
  boolean ready();

  /** The id of its process. */
  long pid();

  /** Ends it at once, as a power cut would; returns when nothing of it runs any more. */
  void kill9();

  /** Freezes it: connections stay open and nobody answers. */
  void pause();

  /** Thaws it after {@link #pause()}. */
  void resume();

  /** Ends it in good order; does nothing when it does not run. */
  void stop();

  /** Starts it, after ending it in good order if it runs; returns when it is ready. */
  void restart();
}
