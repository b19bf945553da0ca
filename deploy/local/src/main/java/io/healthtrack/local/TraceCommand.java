package io.healthtrack.local;

import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.TraceLines;
import io.healthtrack.local.terminal.UserError;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = {
      "Says which stage has a reading, and why it was refused if it was.",
      "Of a reading that the gateway took long ago say whose it is; without that",
      "the whole table is looked through, which takes a while where it is large.",
      "Exit 1 when it is nowhere."
    })
final class TraceCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String WHOSE =
      "SELECT user_id, measured_at FROM health.health_metrics WHERE metric_id = ? LIMIT 1";

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "READING_ID", description = "As the gateway's answer told it.")
  private UUID reading;

  @Option(names = "--user", paramLabel = "U", description = "Whose it is: a UUID, or system|value.")
  private String user;

  @Option(names = "--device", paramLabel = "D", description = "What measured it.")
  private String device;

  @Option(
      names = "--measured-at",
      paramLabel = "TIME",
      description = "When, with its offset, such as 2026-01-31T08:00:00Z.")
  private String measuredAt;

  @Option(names = "--json", description = "Print the gateway's answer as it is.")
  private boolean json;

  @Override
  public Integer call() {
    Quiet.logs();
    Endpoints endpoints = data.endpoints();
    try (GatewayClient gateway =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), PATIENCE)) {
      Map<String, String> known = new LinkedHashMap<>();
      put(known, "user", user);
      put(known, "device", device);
      put(known, "measured_at", measuredAt);
      Optional<Map<String, Object>> found = gateway.trace(reading, known);
      if (found.isEmpty() && user == null && device == null) {
        known.putAll(whose(endpoints));
        found = known.containsKey("user") ? gateway.trace(reading, known) : found;
      }
      PrintWriter out = spec.commandLine().getOut();
      if (found.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "healthtrack: no such reading is stored or quarantined; it was never accepted, or"
                    + " has been archived or erased since");
        return 1;
      }
      if (json) {
        out.println(Json.pretty(found.get()));
      } else {
        TraceLines.of(found.get()).forEach(out::println);
      }
      return 0;
    }
  }

  /** The operator may look through the whole table, which the gateway may not. */
  private Map<String, String> whose(Endpoints endpoints) {
    spec.commandLine()
        .getErr()
        .println("The gateway does not remember it; looking through the whole table ...");
    try (Connection connection = DriverManager.getConnection(endpoints.postgres());
        PreparedStatement find = connection.prepareStatement(WHOSE)) {
      find.setObject(1, reading);
      try (ResultSet row = find.executeQuery()) {
        return row.next()
            ? Map.of(
                "user",
                row.getString("user_id"),
                "measured_at",
                row.getTimestamp("measured_at").toInstant().toString())
            : Map.of();
      }
    } catch (SQLException e) {
      throw new UserError("the database does not answer: " + e.getMessage(), e);
    }
  }

  private static void put(Map<String, String> known, String name, String value) {
    if (value != null) {
      known.put(name, value);
    }
  }
}
