package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {"Says what runs and whether it is ready.", "Exit 0 when everything is."})
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    Quiet.logs();
    Endpoints endpoints = data.endpoints();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "HealthTrack runs on %s as process %d.%n",
        data.directory(), DataDirectory.owner(data.directory()).orElse(-1));
    boolean all = true;
    for (PartState part : PartState.all(endpoints)) {
      all &= part.well();
      out.printf(
          "  %-10s %-10s %s%n", part.name(), part.well() ? "ready" : "NOT READY", part.address());
      part.trouble().lines().forEach(line -> out.printf("             %s%n", line));
      part.log(data.directory())
          .filter(log -> !part.well())
          .ifPresent(log -> out.printf("             its log: %s%n", log));
    }
    return all ? 0 : 1;
  }
}
