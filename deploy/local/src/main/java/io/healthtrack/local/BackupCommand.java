package io.healthtrack.local;

import io.healthtrack.embedded.PostgresBackup;
import io.healthtrack.embedded.artifacts.Directories;
import io.healthtrack.local.pipeline.Ports;
import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the database while it runs, and says how to go back to the copy.",
      "What was told later is read from the topics again, for as long as they keep it: 7 days."
    },
    footer = {"", "Example:  healthtrack backup $HOME/healthtrack-copy"})
final class BackupCommand implements Callable<Integer> {
  /** As long as the topics of readings, and the registry's word that somebody is forgotten. */
  private static final int DAYS = 7;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "COPY", description = "Directory to make; must not exist yet.")
  private Path target;

  @Override
  public Integer call() {
    Quiet.logs();
    Path copy = target.toAbsolutePath().normalize();
    Path postgres = data.directory().resolve("stack").resolve("postgres");
    if (copy.startsWith(postgres)) {
      throw new UserError(copy + " lies among what is copied; name another directory");
    }
    if (Files.exists(copy)) {
      throw new UserError(copy + " exists already; a copy wants a directory of its own");
    }
    try (Connection connection = DriverManager.getConnection(data.endpoints().postgres())) {
      take(connection, copy, postgres);
      return 0;
    } catch (SQLException e) {
      throw new UserError(
          "no copy was taken: the database does not do it (%s); see: healthtrack status"
              .formatted(e.getSQLState()),
          e);
    } catch (IOException e) {
      throw new UserError("no copy was taken: " + e.getMessage(), e);
    }
  }

  private void take(Connection connection, Path copy, Path postgres)
      throws SQLException, IOException {
    long began = System.nanoTime();
    Instant instant = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    boolean whole = false;
    try {
      Files.createDirectories(copy);
      Directories.permit(copy, "rwx------");
      long bytes = PostgresBackup.take(connection, copy.resolve("data"));
      whole = true;
      tell(copy, postgres, instant, bytes, (System.nanoTime() - began) / 1e9);
    } finally {
      if (!whole) {
        Directories.delete(copy);
      }
    }
  }

  private void tell(Path copy, Path postgres, Instant instant, long bytes, double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    String root = System.getProperty("healthtrack.root");
    String command = root == null ? "healthtrack" : root + "/deploy/healthtrack";
    String option = data.given() ? " --data " + data.directory() : "";
    int base = Ports.baseOf(data.endpoints());
    String ports = base == Ports.DEFAULT_BASE ? "" : " --port-base " + base;
    out.printf(
        """
        %,d MB in %.1f s, with everything stored until %s. What came later is read from the topics
        again, until %s. Delete it then.

        To go back to it:
          %5$s stop%6$s
          mv %7$s %7$s-broken
          cp -a %8$s %7$s
          %5$s up%6$s%9$s
        and, once that is ready, in another terminal:
          %5$s audit --wait 10m%6$s
        """,
        bytes / 1_000_000,
        seconds,
        instant,
        LocalDate.ofInstant(instant, ZoneOffset.UTC).plusDays(DAYS),
        command,
        option,
        postgres,
        copy,
        ports);
    out.flush();
  }
}
