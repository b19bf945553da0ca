package io.healthtrack.embedded.processes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts processes so that the system ends them when this JVM dies, even by kill -9. */
final class Spawner {
  // The death signal fires when the thread that started the child ends, so all children come from
  // one thread that ends with the JVM.
  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("embedded-spawner").factory());

  private Spawner() {}

  static Process spawn(Command command) throws IOException {
    List<String> line = new ArrayList<>(ownSession());
    line.addAll(command.line());
    Files.createDirectories(command.log().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(command.directory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder.environment().putAll(Map.of("LC_ALL", "C"));
    builder.environment().putAll(command.environment());
    try {
      return THREAD.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + command.line().getFirst(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting " + command.line().getFirst(), e);
    }
  }

  /** Words in front of a command so that a Ctrl-C in the terminal reaches this JVM only. */
  static List<String> ownSession() {
    return Programs.find("setsid").map(path -> List.of(path.toString())).orElse(List.of());
  }

  /** Words in front of a command so that it gets the signal when this JVM dies, where Linux can. */
  static List<String> diesWithParent(Signal signal) {
    return Programs.find("setpriv")
        .map(path -> List.of(path.toString(), "--pdeathsig", signal.name(), "--"))
        .orElse(List.of());
  }
}
