package io.healthtrack.local;

import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | list | revoke)",
    description = "Makes, lists and revokes keys to the gateway, with the key of `up`.",
    footer = {
      "",
      "Example:  KEY=$(healthtrack key create --name 'ward 7 hub' --expires 90d)",
    })
final class KeyCommand implements Runnable {
  /** Keys are not asked for twice: a second one would be valid, and nobody's. */
  private static final Duration AT_ONCE = Duration.ZERO;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do: create, list or revoke");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a key. Standard output is the key alone; it is shown this once.")
  int create(
      @Mixin DataOption data,
      @Option(names = "--name", required = true, paramLabel = "X", description = "For people.")
          String name,
      @Option(
              names = "--scope",
              paramLabel = "S",
              split = ",",
              defaultValue = "readings:write",
              description = "What it may do; may be repeated (default: ${DEFAULT-VALUE}).")
          List<String> scopes,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "For how long it is valid, such as 90d (default: until revoked).")
          Duration expires,
      @Option(
              names = "--tenant",
              paramLabel = "T",
              description = "Whose data it may touch (default: that of the key of `up`).")
          String tenant,
      @Option(names = "--readings-per-second", paramLabel = "N", description = "Its rate limit.")
          Integer perSecond,
      @Option(names = "--readings-per-day", paramLabel = "N", description = "Its quota.")
          Long perDay) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("name", name);
    wanted.put("scopes", scopes);
    put(wanted, "tenant", tenant);
    put(wanted, "expires_at", expires == null ? null : end(expires));
    put(wanted, "readings_per_second", perSecond);
    put(wanted, "readings_per_day", perDay);
    try (GatewayClient gateway = gateway(data)) {
      Map<String, Object> made = gateway.createCredential(wanted);
      PrintWriter remarks = spec.commandLine().getErr();
      remarks.printf(
          "Credential %s of tenant %s, %s. Keep the key: it is not shown again.%n",
          made.get("credential_id"), made.get("tenant"), validity(made));
      remarks.flush();
      spec.commandLine().getOut().println(made.get("key"));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists keys with what they may do, those that are of no use any more too.")
  int list(
      @Mixin DataOption data,
      @Option(
              names = "--tenant",
              paramLabel = "T",
              description = "Whose (default: that of the key of `up`).")
          String tenant) {
    try (GatewayClient gateway = gateway(data)) {
      PrintWriter out = spec.commandLine().getOut();
      for (Map<String, Object> key : gateway.credentials(tenant)) {
        out.printf(
            "%s  %-24s  %s  %s%n",
            key.get("credential_id"), key.get("name"), validity(key), words(key.get("scopes")));
      }
      out.flush();
    }
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "From now on the key opens nothing, at every gateway within seconds.")
  int revoke(
      @Mixin DataOption data,
      @Parameters(paramLabel = "ID", description = "The credential's id, as list says it.")
          String id) {
    try (GatewayClient gateway = gateway(data)) {
      Map<String, Object> revoked = gateway.revokeCredential(id);
      spec.commandLine().getOut().println("Revoked at " + revoked.get("revoked_at") + ".");
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private static GatewayClient gateway(DataOption data) {
    Quiet.logs();
    Endpoints endpoints = data.endpoints();
    return new GatewayClient(endpoints.gateway(), endpoints.apiKey(), AT_ONCE);
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private static String end(Duration expires) {
    try {
      return Instant.now().plus(expires).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (ArithmeticException | java.time.DateTimeException e) {
      throw new UserError("--expires is further away than any calendar goes", e);
    }
  }

  private static String validity(Map<String, Object> key) {
    if (key.get("revoked_at") != null) {
      return "revoked " + key.get("revoked_at");
    }
    if (key.get("expires_at") instanceof String text) {
      return (passed(text) ? "expired " : "valid until ") + text;
    }
    return "valid until revoked";
  }

  private static boolean passed(String time) {
    try {
      return Instant.parse(time).isBefore(Instant.now());
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static String words(Object list) {
    return list instanceof List<?> words
        ? String.join(" ", words.stream().map(String::valueOf).toList())
        : "";
  }
}
