package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.embedded.processes.Await;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisabledIfSystemProperty(named = "healthtrack.stack", matches = "containers")
@Execution(ExecutionMode.CONCURRENT)
class OrphansIT {
  @Test
  void killedParentLeavesNoProcessAndItsDataToTheNext(@TempDir Path directory) throws Exception {
    List<ProcessHandle> parts = holdAndKill(directory.resolve("stack"));
    assertTrue(
        Await.until(Duration.ofSeconds(30), () -> parts.stream().noneMatch(ProcessHandle::isAlive)),
        "all parts end with the JVM that started them");

    StackConfig config = StackConfig.builder().directory(directory.resolve("stack")).build();
    try (Stack next = Stack.start(config)) {
      Conversation conversation = new Conversation(next);
      assertEquals(List.of("record"), conversation.consume("survives", 1));
      assertEquals("row", conversation.query("postgres", "SELECT value FROM survives"));
      assertTrue(conversation.schema("survives").contains("survives"));
      assertThrows(IllegalStateException.class, () -> Stack.start(config));
    }
  }

  private static List<ProcessHandle> holdAndKill(Path directory) throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                StackHolder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = holder.inputReader()) {
      String line = out.readLine();
      assertTrue(line != null && line.startsWith("held "), "the holder starts its stack");
      return Stream.of(line.split(" "))
          .skip(1)
          .map(Long::valueOf)
          .map(pid -> ProcessHandle.of(pid).orElseThrow())
          .toList();
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }
}
