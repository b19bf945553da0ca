package io.healthtrack.local;

import io.healthtrack.local.accounting.Accounts;
import io.healthtrack.local.accounting.AuditReport;
import io.healthtrack.local.accounting.StageCount;
import io.healthtrack.local.json.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Adds up what became of every reading.",
      "Exit 0 when all are accounted for, 1 when not."
    })
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How long readings on their way may take to arrive (default: ${DEFAULT-VALUE}).")
  private Duration patience;

  @Override
  public Integer call() {
    Quiet.logs();
    try (Accounts accounts = Accounts.open(data.endpoints())) {
      AuditReport report = accounts.settled(patience);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.line(report.document()));
      } else {
        print(out, report);
      }
      return report.conserved() ? 0 : 1;
    }
  }

  private static void print(PrintWriter out, AuditReport report) {
    out.printf("%-12s %12s %12s %12s %12s%n", "stage", "in", "out", "duplicate", "quarantined");
    for (StageCount stage : report.stages()) {
      out.printf(
          "%-12s %,12d %,12d %,12d %,12d%n",
          stage.stage(), stage.in(), stage.out(), stage.duplicate(), stage.quarantined());
    }
    report.moved().forEach((what, rows) -> moved(out, what, rows));
    if (report.conserved()) {
      out.println("Every reading is accounted for.");
    } else {
      out.println("The counts do not add up:");
      report.broken().forEach(law -> out.println("  " + law));
    }
  }

  private static void moved(PrintWriter out, String what, long rows) {
    if (rows > 0) {
      out.printf("%-12s %,12d rows of the table%n", what, rows);
    }
  }
}
