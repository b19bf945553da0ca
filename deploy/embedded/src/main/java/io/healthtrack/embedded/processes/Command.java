package io.healthtrack.embedded.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One child process to start.
 *
 * @param line the program and its arguments
 * @param environment all the variables it gets beside PATH and HOME; nothing else is inherited
 * @param directory its working directory
 * @param log where its output is appended
 * @param stop the signal that asks it to end in good order
 */
public record Command(
    List<String> line, Map<String, String> environment, Path directory, Path log, Signal stop) {
  /** Copies the collections. */
  public Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  /** Arguments may be long and the environment holds passwords, so only the program is shown. */
  @Override
  public String toString() {
    return "Command[" + line.getFirst() + "]";
  }
}
