package io.healthtrack.local;

import io.healthtrack.gateway.formats.Formats;
import io.healthtrack.gateway.formats.ParseOptions;
import io.healthtrack.gateway.formats.ReadingFormat;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.sending.SendPlan;
import io.healthtrack.local.sending.SendReport;
import io.healthtrack.local.sending.Sender;
import io.healthtrack.local.terminal.ProgressBar;
import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends an export file, plain or gzipped.",
      "It goes through the gateway; unknown people and devices are registered. Sending a file again counts nothing twice. Exit 0 when every reading got a verdict."
    },
    footer = {
      "",
      "Example:  healthtrack send heartrate.csv.gz --format fitbit-heart-rate --zone America/Chicago"
    })
final class SendCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "FILE", description = "What to send.")
  private Path file;

  /** For the help text. */
  static final class FormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Formats.names().iterator();
    }
  }

  @Option(
      names = "--format",
      required = true,
      paramLabel = "F",
      completionCandidates = FormatNames.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String format;

  @Option(names = "--user", paramLabel = "U", description = "Whose readings, as system|value.")
  private String user;

  @Option(names = "--device", paramLabel = "D", description = "Which device, as system|value.")
  private String device;

  @Option(names = "--zone", paramLabel = "Z", description = "Where the wearer's clock ran.")
  private ZoneId zone;

  @Option(names = "--id", paramLabel = "ID", description = "Only this person of the file.")
  private String id;

  @Option(
      names = "--schema",
      paramLabel = "S",
      description = "What bodies of Open mHealth without a header are, such as omh:heart-rate:2.0.")
  private String schema;

  @Option(names = "--report", paramLabel = "FILE", description = "Account for every row as JSON.")
  private Path report;

  @Override
  public Integer call() throws IOException {
    Quiet.logs();
    ReadingFormat layout =
        Formats.named(format)
            .orElseThrow(
                () ->
                    new UserError(
                        "there is no format '%s'; there are %s"
                            .formatted(format, String.join(", ", Formats.names()))));
    ParseOptions options = ParseOptions.DEFAULT;
    options = zone == null ? options : options.in(zone);
    options = id == null ? options : options.only(id);
    options = user == null ? options : options.wornBy(user);
    options = schema == null ? options : options.ofSchema(schema);
    if (device != null && user == null) {
      throw new UserError("--device says what measured, --user says whom: give both");
    }
    Endpoints endpoints = data.endpoints();
    PrintWriter out = spec.commandLine().getOut();
    try (GatewayClient client =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), PATIENCE)) {
      SendReport outcome =
          new Sender(client)
              .send(
                  new SendPlan(file, layout, options, user, device),
                  rows -> new ProgressBar(out, "rows", rows));
      print(out, outcome);
      if (report != null) {
        Files.writeString(report, Json.pretty(outcome.document()));
      }
      return 0;
    }
  }

  private static void print(PrintWriter out, SendReport outcome) {
    out.printf(
        "%,d rows: %,d readings, %,d accepted in %.1f s (%,d/s)%n",
        outcome.rows(),
        outcome.readings(),
        outcome.accepted(),
        outcome.seconds(),
        Math.round(outcome.accepted() / Math.max(0.001, outcome.seconds())));
    if (outcome.duplicate() > 0) {
      out.printf("  twice in one request: %,d%n", outcome.duplicate());
    }
    outcome.skipped().forEach((reason, count) -> out.printf("  skipped, %s: %,d%n", reason, count));
    outcome.rejected().forEach((code, count) -> out.printf("  rejected, %s: %,d%n", code, count));
    out.flush();
  }
}
