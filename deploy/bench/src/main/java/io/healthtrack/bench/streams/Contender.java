package io.healthtrack.bench.streams;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import io.healthtrack.processors.ProcessorsMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A process that reads {@code readings.raw}: the processors, or the loop they are held against. */
final class Contender implements AutoCloseable {

  /** Both have the same. */
  static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  private final Child child;

  /**
   * How the processors run beside what both have.
   *
   * @param jvmOptions of their JVM
   * @param settings of theirs, by their keys
   */
  record Kind(List<String> jvmOptions, Map<String, String> settings) {
    Kind {
      jvmOptions = List.copyOf(jvmOptions);
      settings = Map.copyOf(settings);
    }
  }

  private Contender(Child child) {
    this.child = child;
  }

  /** Processors of one process, with a state directory that they may know already. */
  static Contender processors(Stack stack, Path state, String run, Kind kind) throws IOException {
    Files.createDirectories(state);
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "HEALTHTRACK_PROCESSORS_BOOTSTRAP_SERVERS",
                stack.bootstrapServers(),
                "HEALTHTRACK_PROCESSORS_REGISTRY_URL",
                stack.registryUrl().toString(),
                "HEALTHTRACK_PROCESSORS_LISTEN_PORT",
                "0",
                "HEALTHTRACK_PROCESSORS_STATE_DIR",
                state.toString()));
    kind.settings()
        .forEach(
            (key, value) ->
                environment.put(
                    "HEALTHTRACK_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return start(
        ProcessorsMain.class, List.of("--run", run), environment, kind.jvmOptions(), state);
  }

  /** The bare loop. */
  static Contender loop(Stack stack, Path directory, String group, String source)
      throws IOException {
    Files.createDirectories(directory);
    return start(
        CopyLoop.class,
        List.of(stack.bootstrapServers(), group, source, "bench.copy", "bench.changelog"),
        Map.of(),
        List.of(),
        directory);
  }

  private static Contender start(
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment,
      List<String> options,
      Path directory)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM);
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(arguments);
    return new Contender(
        Child.start(
            List.of(),
            new Command(line, environment, directory, directory.resolve("log"), Signal.TERM)));
  }

  /** Seconds of CPU that it has used. */
  double cpuSeconds() {
    return ProcessHandle.of(child.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(duration -> duration.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  /** Ends it as a power cut would. */
  void kill() {
    child.kill9();
  }

  @Override
  public void close() {
    if (child.alive()) {
      child.stop();
    }
  }
}
