package io.healthtrack.local;

import io.healthtrack.local.terminal.UserError;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code healthtrack} command. */
@Command(
    name = "healthtrack",
    mixinStandardHelpOptions = true,
    version = "healthtrack 0.1.0",
    description = "Readings in, alerts and SQL out: the whole pipeline on one machine.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      SendCommand.class,
      AlertsCommand.class,
      AlertTestCommand.class,
      AuditCommand.class,
      SqlCommand.class,
      KeyCommand.class,
      ImportDevicesCommand.class,
      TraceCommand.class,
      ReplayCommand.class,
      BackupCommand.class,
      BacktestCommand.class,
      StatusCommand.class,
      StopCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Start here:  healthtrack demo",
      "Then:        healthtrack up, and beside it: send, sql, alerts, audit",
      "How fast:    healthtrack bench --help"
    })
public final class HealthTrack implements Runnable {
  private final CommandLine commands;

  private HealthTrack() {
    commands = new CommandLine(this);
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Shutdown.exit(run(arguments));
  }

  /** Runs one command and gives its exit code: 0 fine, 1 not, 2 wrongly asked. */
  public static int run(String... arguments) {
    return new HealthTrack()
        .commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(java.time.Duration.class, Arguments::duration)
        .registerConverter(java.time.ZoneId.class, Arguments::zone)
        .registerConverter(java.time.Instant.class, Arguments::time)
        .setExecutionExceptionHandler(HealthTrack::explain)
        .execute(arguments);
  }

  @Override
  public void run() {
    commands.usage(System.out);
  }

  /** Users get a sentence; who asks for more gets the stack trace. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult ignored) {
    boolean verbose = System.getenv("HEALTHTRACK_DEBUG") != null;
    command.getErr().println("healthtrack: " + sentence(failure));
    if (verbose) {
      failure.printStackTrace(command.getErr());
    } else if (!(failure instanceof UserError)) {
      command.getErr().println("  (HEALTHTRACK_DEBUG=1 shows where it went wrong)");
    }
    return 1;
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof UserError && message != null) {
      return message;
    }
    Throwable cause = failure.getCause();
    String own = message == null ? failure.getClass().getSimpleName() : message;
    return cause == null || own.contains(String.valueOf(cause.getMessage()))
        ? own
        : own + ": " + sentence(cause);
  }
}
