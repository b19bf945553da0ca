package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.pipeline.Pipeline;
import io.healthtrack.local.pipeline.Ports;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Starts everything, kept on disk, until Ctrl-C or stop.")
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--port-base",
      paramLabel = "P",
      defaultValue = "" + Ports.DEFAULT_BASE,
      description = "Shifts all ports: the gateway takes P+80 (default: ${DEFAULT-VALUE}).")
  private int portBase;

  @Option(
      names = "--replica",
      paramLabel = "URL",
      defaultValue = "${env:HEALTHTRACK_REPLICA_URL}",
      description = {
        "JDBC URL of a read replica of the database, with user and password unless they are the",
        "primary's: analysts' questions go there, and the sink shows its lag. Rather set",
        "HEALTHTRACK_REPLICA_URL: arguments can be seen by others."
      })
  private String replica;

  @Override
  public Integer call() throws InterruptedException {
    Ports ports = new Ports(portBase);
    DataDirectory directory = DataDirectory.open(data.directory());
    Quiet.logsIn(directory.privateDirectory("logs"));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting HealthTrack on " + directory.root() + " ...");
    out.flush();
    try (Shutdown shutdown = Shutdown.onSignal();
        Pipeline pipeline = Pipeline.start(directory, ports, Optional.ofNullable(replica))) {
      greet(out, pipeline.endpoints(), directory);
      shutdown.await();
      out.println("Stopping ...");
      out.flush();
    }
    out.println("Stopped.");
    return 0;
  }

  private void greet(PrintWriter out, Endpoints endpoints, DataDirectory directory) {
    out.printf(
        """
        Ready after %.1f s.

          gateway     %s   readings and registry in
          streams     %s   /ready /metrics
          sink        %s   /ready /metrics
          registry    %s
          Kafka       %s
          PostgreSQL  %s   TLS only; the whole URL, with password: healthtrack sql --data %s
          secrets, addresses, logs in %s

        Try it:
        %s

        Ctrl-C stops it.
        """,
        ProcessAge.seconds(),
        endpoints.gateway(),
        endpoints.streams(),
        endpoints.sink(),
        endpoints.registry(),
        endpoints.kafka(),
        endpoints.postgres().replaceFirst("\\?.*", ""),
        directory.root(),
        directory.root(),
        CurlLine.register(endpoints));
    out.flush();
  }
}
