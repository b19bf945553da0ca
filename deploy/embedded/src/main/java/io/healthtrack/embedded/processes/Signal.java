package io.healthtrack.embedded.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The signals the stack sends, by the names the shell knows. */
public enum Signal {
  /** Ends a JVM in good order. */
  TERM,
  /** Ends PostgreSQL in good order without waiting for its clients. */
  INT,
  /** Ends a process at once. */
  KILL,
  /** Freezes a process; it keeps its connections and says nothing. */
  STOP,
  /** Thaws a frozen process. */
  CONT;

  void send(List<Long> pids) {
    // Java itself can send only TERM and KILL. The shell's built-in is everywhere; a kill program
    // is not.
    List<String> line = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", name()));
    pids.forEach(pid -> line.add(Long.toString(pid)));
    try {
      new ProcessBuilder(line)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(); // a process that is gone already is no error
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
