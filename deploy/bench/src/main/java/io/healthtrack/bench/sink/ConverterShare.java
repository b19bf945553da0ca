package io.healthtrack.bench.sink;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What our converter takes of the peer's time, in a process with the worker's class path. */
final class ConverterShare {

  /** By name: it needs what is on the worker's class path only. */
  private static final String COST = "io.healthtrack.bench.sink.connect.ConverterCost";

  private ConverterShare() {}

  /** CPU-seconds for a million records. */
  static double measure(Stack stack, Load load, Path arena)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectory(arena.resolve("converter"));
    int code =
        Child.start(
                List.of(),
                Processes.java(
                    List.of(),
                    ConnectClassPath.get(),
                    COST,
                    List.of(stack.bootstrapServers(), stack.registryUrl().toString(), load.topic()),
                    Map.of(),
                    directory))
            .await();
    String said = Processes.log(directory).strip();
    if (code != 0) {
      throw new IllegalStateException("the converter cannot be measured:\n" + said);
    }
    return Double.parseDouble(said.substring(said.lastIndexOf('\n') + 1));
  }
}
