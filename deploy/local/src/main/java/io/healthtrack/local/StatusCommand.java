package io.healthtrack.local;

import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import java.io.PrintWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
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
    Map<String, URI> services = new LinkedHashMap<>();
    services.put("gateway", endpoints.gateway());
    services.put("streams", endpoints.streams());
    services.put("sink", endpoints.sink());
    boolean all = true;
    for (Map.Entry<String, URI> service : services.entrySet()) {
      boolean ready = GatewayClient.answers(service.getValue().resolve("/ready"));
      all &= ready;
      out.printf(
          "  %-10s %-10s %s%n",
          service.getKey(), ready ? "ready" : "NOT READY", service.getValue().resolve("/ready"));
    }
    out.printf("  %-10s %-10s %s%n", "registry", "", endpoints.registry());
    out.printf("  %-10s %-10s %s%n", "kafka", "", endpoints.kafka());
    return all ? 0 : 1;
  }
}
