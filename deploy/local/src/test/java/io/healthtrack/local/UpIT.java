package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code up} as a process of its own, ended in both ways, beside the pipeline of the other tests.
 */
@Execution(ExecutionMode.CONCURRENT)
class UpIT {

  @TempDir Path folder;

  @Test
  void survivesKill9AndStopsCleanlyOnSigterm() throws Exception {
    Path data = folder.resolve("data");
    Ports ports = LocalPipeline.freePorts();
    Process first = up(data, ports);
    List<ProcessHandle> children;
    try {
      awaitReady(first, data);
      children = first.descendants().toList();
    } finally {
      first.destroyForcibly();
    }
    assertFalse(children.isEmpty());
    LocalPipeline.await(
        "every child of the killed process is gone",
        () -> children.stream().noneMatch(ProcessHandle::isAlive));

    Process second = up(data, ports);
    try {
      awaitReady(second, data);
      assertOnlyOursToRead(data);
      second.destroy();
      assertTrue(second.waitFor(45, TimeUnit.SECONDS), "it stops when asked");
      assertEquals(0, second.exitValue());
      assertFalse(
          Files.exists(data.resolve("endpoints.json")), "nobody is sent to what has stopped");
    } finally {
      second.destroyForcibly();
    }
  }

  private Process up(Path data, Ports ports) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.healthtrack.local.HealthTrack", "up"));
    command.addAll(List.of("--data", data.toString(), "--port-base", "" + ports.base()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("up.txt").toFile()))
        .start();
  }

  private static void awaitReady(Process process, Path data) {
    LocalPipeline.await("up is ready", () -> isReady(process, data) || !process.isAlive());
    assertTrue(process.isAlive(), "up is still running");
  }

  /** The endpoints of a killed predecessor lie there until the next one has taken the directory. */
  private static boolean isReady(Process process, Path data) {
    return DataDirectory.owner(data).orElse(0) == process.pid()
        && Files.exists(data.resolve("endpoints.json"));
  }

  /** What others may read would be people's data, or the way to it. */
  private static void assertOnlyOursToRead(Path data) throws IOException {
    for (String name : List.of("gateway", "streams", "logs", "endpoints.json")) {
      assertFalse(
          Files.getPosixFilePermissions(data.resolve(name))
              .contains(PosixFilePermission.OTHERS_EXECUTE),
          name);
      assertFalse(
          Files.getPosixFilePermissions(data.resolve(name))
              .contains(PosixFilePermission.OTHERS_READ),
          name);
    }
  }
}
