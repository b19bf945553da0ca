package io.healthtrack.local;

import io.healthtrack.local.demonstration.DemoReport;
import io.healthtrack.local.demonstration.Demonstration;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.pipeline.Pipeline;
import io.healthtrack.local.pipeline.Ports;
import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows everything at work on a simulated population.",
      "Data is temporary. At the end it proves that every reading is accounted for: exit 0 only if it is."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long to send, such as 60s (default: until Ctrl-C).")
  private Duration length;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Readings a second, about (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed, other people (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the outcome as JSON.")
  private Path report;

  @Option(
      names = "--port-base",
      paramLabel = "P",
      defaultValue = "" + Ports.DEFAULT_BASE,
      description = "Shifts all ports: the gateway takes P+80 (default: ${DEFAULT-VALUE}).")
  private int portBase;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (rate < 1) {
      throw new UserError("--rate must be at least 1");
    }
    Ports ports = new Ports(portBase);
    DataDirectory directory = DataDirectory.temporary();
    Quiet.logsIn(directory.privateDirectory("logs"));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting Kafka, PostgreSQL, the schema registry and HealthTrack ...");
    out.flush();
    try (Shutdown shutdown = Shutdown.onSignal();
        Pipeline pipeline = Pipeline.start(directory, ports)) {
      greet(out, pipeline.endpoints(), directory);
      DemoReport outcome =
          new Demonstration(pipeline.endpoints(), out)
              .run(new Demonstration.Plan(length, rate, seed), shutdown::await);
      summarize(out, outcome);
      if (report != null) {
        Files.writeString(report, Json.pretty(outcome.document()));
      }
      return outcome.drained() && outcome.conserved() ? 0 : 1;
    }
  }

  private static void greet(PrintWriter out, Endpoints endpoints, DataDirectory directory) {
    out.printf(
        """
        Ready after %.1f s. While it runs, in another terminal:
          deploy/healthtrack sql --data %2$s 'SELECT metric, count(*) FROM analytics.readings GROUP BY metric'
          deploy/healthtrack alerts --data %2$s --from-beginning
        %3$s

        """,
        ProcessAge.seconds(),
        directory.root(),
        CurlLine.reading(endpoints, "\"device\":\"demo|watch-0001\""));
    out.flush();
  }

  private static void summarize(PrintWriter out, DemoReport outcome) {
    out.printf(
        """

          accepted      %,12d   records in readings.raw
          stored        %,12d   rows in the database
          duplicate     %,12d   sent again, counted once
          quarantined   %,12d   %s
          alerts        %,12d   episodes

        %s
        """,
        outcome.accepted(),
        outcome.stored(),
        outcome.duplicate(),
        outcome.quarantined(),
        outcome.reasons(),
        outcome.alerts(),
        outcome.conserved() && outcome.drained()
            ? "Every reading is accounted for."
            : "THE COUNTS DO NOT ADD UP: this is a defect; please report it with the log.");
    out.flush();
  }
}
