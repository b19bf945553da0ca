package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.terminal.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Stops what up started, and waits until it has.")
final class StopCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long it may take (default: ${DEFAULT-VALUE}).")
  private Duration patience;

  @Override
  public Integer call() {
    Path directory = data.directory();
    PrintWriter out = spec.commandLine().getOut();
    OptionalLong owner = DataDirectory.owner(directory);
    // The lock, not the number in a file, says that something runs: process ids are used again.
    if (!DataDirectory.inUse(directory) || owner.isEmpty()) {
      out.println("Nothing is running on " + directory + ".");
      return 0;
    }
    ProcessHandle.of(owner.getAsLong()).ifPresent(ProcessHandle::destroy);
    long deadline = System.nanoTime() + patience.toNanos();
    while (DataDirectory.inUse(directory)) {
      if (System.nanoTime() > deadline) {
        throw new UserError(
            "process %d is still stopping; look again later, or end it with kill -9 %d: no accepted reading is lost"
                .formatted(owner.getAsLong(), owner.getAsLong()));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    out.println("Stopped.");
    return 0;
  }
}
