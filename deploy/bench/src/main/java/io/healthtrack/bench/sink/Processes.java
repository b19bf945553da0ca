package io.healthtrack.bench.sink;

import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Command lines of contenders, and what they leave behind. */
final class Processes {

  /** What a process of ours gets. */
  static final List<String> SMALL_JVM =
      List.of("-Xmx512m", "-Xmn320m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  private static final String LOG = "log";
  private static final int TAIL = 30;

  private Processes() {}

  static Command java(
      List<String> options,
      String classPath,
      String main,
      List<String> arguments,
      Map<String, String> environment,
      Path directory) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", classPath, main));
    line.addAll(arguments);
    return new Command(line, environment, directory, directory.resolve(LOG), Signal.TERM);
  }

  /** What a process has said. */
  static String log(Path directory) {
    try {
      return Files.readString(directory.resolve(LOG));
    } catch (IOException e) {
      throw new UncheckedIOException("no log of a contender", e);
    }
  }

  /** The end of it. */
  static String tail(Path directory) {
    List<String> lines = log(directory).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }
}
