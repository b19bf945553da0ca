package io.healthtrack.local;

import io.healthtrack.local.terminal.UserError;
import io.healthtrack.sink.healthfit.CatalogueFileException;
import io.healthtrack.sink.healthfit.HealthFitImport;
import io.healthtrack.sink.healthfit.ImportAccount;
import io.healthtrack.sink.healthfit.Rejection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import-devices",
    mixinStandardHelpOptions = true,
    description = {
      "Imports a catalogue of wearables (HealthFit's CSV).",
      "Every row is accounted for; importing a file again changes nothing. Devices find their model in it within minutes. Exit 0 when the file was imported, also when rows were rejected."
    },
    footer = {"", "Example:  healthtrack import-devices fitness_trackers.csv"})
final class ImportDevicesCommand implements Callable<Integer> {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final int SHOWN = 10;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "FILE", description = "The catalogue.")
  private Path file;

  @Option(
      names = "--currency",
      paramLabel = "C",
      defaultValue = "INR",
      description = "Of its prices, which the file does not say (default: ${DEFAULT-VALUE}).")
  private String currency;

  @Override
  public Integer call() {
    Quiet.logs();
    if (!CURRENCY.matcher(currency).matches()) {
      throw new UserError("'%s' is no currency; write one like INR or EUR".formatted(currency));
    }
    byte[] bytes = bytes();
    try {
      print(HealthFitImport.into(data.endpoints().postgres(), currency).run(file, bytes));
      return 0;
    } catch (CatalogueFileException e) {
      throw new UserError(file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError("cannot read " + file, e);
    }
  }

  private void print(ImportAccount account) {
    PrintWriter out = spec.commandLine().getOut();
    row(out, "rows", account.rows(), "");
    row(out, "  new variants", account.variantsAdded(), "");
    row(out, "  exact duplicates", account.duplicates(), "of a row above");
    row(out, "  already there", account.alreadyThere(), "from an earlier import");
    row(out, "  rejected", account.rejections().size(), "");
    row(out, "models", account.models(), "%,d of them new".formatted(account.modelsAdded()));
    for (Rejection rejection : account.rejections().stream().limit(SHOWN).toList()) {
      out.printf("  line %d, %s: %s%n", rejection.line(), rejection.column(), rejection.remedy());
    }
    if (account.rejections().size() > SHOWN) {
      out.printf(
          "  and %,d more: see rejections in ops.catalogue_imports%n",
          account.rejections().size() - SHOWN);
    }
    out.flush();
  }

  private static void row(PrintWriter out, String what, int count, String remark) {
    out.println("%-20s %,8d  %s".formatted(what, count, remark).stripTrailing());
  }
}
