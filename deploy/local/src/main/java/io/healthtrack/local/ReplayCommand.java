package io.healthtrack.local;

import io.healthtrack.local.replaying.ReplayReport;
import io.healthtrack.local.replaying.Replayer;
import io.healthtrack.local.replaying.Selection;
import io.healthtrack.local.terminal.UserError;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends quarantined readings again, after what made them bad was mended.",
      "Safe to repeat: what was sent again and not refused since is left out, and what is",
      "stored already counts as a duplicate. A replayed reading raises no live alert."
    },
    footer = {"", "Example:  healthtrack replay --reason unknown-unit --dry-run"})
final class ReplayCommand implements Callable<Integer> {
  private static final Pattern UUIDS =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--reason", paramLabel = "R", description = "Refused for this code only.")
  private String reason;

  @Option(names = "--since", paramLabel = "T", description = "Refused then or later.")
  private Instant since;

  @Option(names = "--until", paramLabel = "T", description = "Refused before.")
  private Instant until;

  @Option(names = "--user", paramLabel = "U", description = "Whose: a UUID, or system|value.")
  private String user;

  @Option(names = "--metric", paramLabel = "M", description = "Of this metric only.")
  private String metric;

  @Option(names = "--again", description = "Also what was sent again before and not refused since.")
  private boolean again;

  @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
  private boolean dryRun;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to wait for the verdicts (default: ${DEFAULT-VALUE}).")
  private Duration patience;

  @Override
  public Integer call() throws InterruptedException {
    Quiet.logs();
    Selection selection = new Selection(reason, since, until, person(), metric, again);
    try (Replayer replayer = Replayer.open(data.endpoints())) {
      PrintWriter out = spec.commandLine().getOut();
      if (dryRun) {
        print(out, replayer.look(selection));
      } else {
        ReplayReport report = replayer.replay(selection, patience);
        print(out, report);
        printOutcome(out, report);
      }
      out.flush();
      return 0;
    }
  }

  private String person() {
    if (user == null || user.indexOf('|') > 0) {
      return user;
    }
    if (!UUIDS.matcher(user).matches()) {
      throw new UserError("--user takes a UUID, or system|value");
    }
    return UUID.fromString(user).toString();
  }

  private void print(PrintWriter out, ReplayReport report) {
    out.printf("%-20s %,8d%n", "considered", report.considered());
    out.printf("%-20s %,8d%n", dryRun ? "would be replayed" : "replayed", report.replayed());
    report
        .obstacles()
        .forEach(
            (why, count) ->
                out.printf(
                    "%-20s %,8d  %s: %s%n",
                    "not replayable", count, why, ReplayReport.remedy(why)));
  }

  private static void printOutcome(PrintWriter out, ReplayReport report) {
    if (!report.settled()) {
      out.println("Not all are judged yet: SELECT state, count(*) FROM ops.quarantine_states");
      return;
    }
    if (report.replayed() > 0) {
      out.printf("%-20s %,8d%n", "taken", report.taken());
    }
    report
        .refusedAgain()
        .forEach((why, count) -> out.printf("%-20s %,8d  %s%n", "refused again", count, why));
  }
}
