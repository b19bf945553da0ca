package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.pipeline.Ports;
import io.healthtrack.local.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {"Looks for what would keep it from working.", "Exit 0 when nothing does."})
final class DoctorCommand implements Callable<Integer> {
  private static final long DISK_NEEDED = 3L << 30;
  private static final long MEMORY_NEEDED = 3L << 30;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--port-base",
      paramLabel = "P",
      defaultValue = "" + Ports.DEFAULT_BASE,
      description = "Which ports to look at (default: ${DEFAULT-VALUE}).")
  private int portBase;

  private boolean well = true;

  @Override
  public Integer call() throws IOException {
    Quiet.logs();
    Path directory = data.directory();
    check(true, "Java " + Runtime.version() + " in " + System.getProperty("java.home"), "");
    disk(directory);
    memory();
    if (DataDirectory.inUse(directory)) {
      running(directory);
    } else {
      List<String> taken = new Ports(portBase).taken();
      check(
          taken.isEmpty(),
          taken.isEmpty() ? "All ports are free" : "In use: " + String.join(", ", taken),
          "stop what listens there, or choose others with --port-base");
    }
    return well ? 0 : 1;
  }

  private void running(Path directory) {
    Endpoints endpoints = Endpoints.read(directory);
    for (PartState part : PartState.all(endpoints)) {
      check(
          part.well(),
          part.name() + " at " + part.address() + (part.well() ? " is well" : " is not well"),
          part.trouble().replace("\n", "; ")
              + part.log(directory).map(log -> "; its log: " + log).orElse(""));
    }
  }

  private void disk(Path directory) throws IOException {
    Path existing = directory;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    long free = Files.getFileStore(existing).getUsableSpace();
    check(
        free >= DISK_NEEDED,
        "%.1f GB free for %s".formatted(free / 1e9, directory),
        "free some space, or choose another disk with --data");
  }

  private void memory() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      long total = system.getTotalMemorySize();
      check(
          total >= MEMORY_NEEDED,
          "%.1f GB of memory".formatted(total / 1e9),
          "everything together needs about 2.5 GB");
    }
  }

  private void check(boolean good, String what, String remedy) {
    well &= good;
    PrintWriter out = spec.commandLine().getOut();
    String mark = good ? Terminal.green("ok  ") : Terminal.red("BAD ");
    out.println("  " + mark + " " + what + (good ? "" : ": " + remedy));
  }
}
