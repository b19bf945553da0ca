package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Command;
import java.io.IOException;
import java.util.List;

/** What is particular to one part: how it is started and how one sees that it works. */
interface Recipe {
  /** The part's name, also that of its log file. */
  String name();

  /** Lays out its directory if that is new, and says what to start. */
  Launch prepare() throws IOException;

  /** Whether it answers now; returns within a few seconds even when it is frozen. */
  boolean answers();

  /**
   * A command and the user it runs as.
   *
   * @param privileges words in front of the command that change its user
   * @param command what to start
   */
  record Launch(List<String> privileges, Command command) {
    static Launch asUs(Command command) {
      return new Launch(List.of(), command);
    }
  }
}
