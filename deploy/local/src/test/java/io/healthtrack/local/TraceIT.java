package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.formats.Formats;
import io.healthtrack.gateway.formats.ParseOptions;
import io.healthtrack.gateway.formats.ParsedRow;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.schemas.identity.ReadingIdentity;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TraceIT {

  /** So long that neither a time nor an id looks like it. */
  private static final double SENT = 91.546875;

  private static GatewayClient client;

  @BeforeAll
  static void register() {
    client =
        new GatewayClient(
            LocalPipeline.endpoints().gateway(),
            LocalPipeline.endpoints().apiKey(),
            Duration.ofSeconds(20));
    client.putUser("trace|ann", Map.of());
    client.putDevice("trace|watch", Map.of());
    client.putAssignment("trace|watch", "trace|ann", "2020-01-01T00:00:00Z");
  }

  @AfterAll
  static void close() {
    client.close();
  }

  @Test
  void aReadingIsFollowedIntoTheTable() throws Exception {
    UUID id = send("t-1", SENT);
    LocalPipeline.await("stored", () -> trace(id.toString()).contains("STORED"));
    String lines = trace(id.toString());
    assertTrue(lines.contains("heart-rate"), lines);
    assertFalse(lines.contains(digits(SENT)), "a trace tells places, never values");
  }

  @Test
  void aRefusedReadingSaysWhy() throws Exception {
    UUID id = send("t-2", 10 * SENT);
    LocalPipeline.await("quarantined", () -> trace(id.toString()).contains("QUARANTINED"));
    String lines = trace(id.toString());
    assertTrue(lines.contains("out-of-range by validation"), lines);
    assertFalse(lines.contains(digits(10 * SENT)), "a trace tells places, never values");
  }

  @Test
  void whatTheGatewayForgotIsFoundByWhoseItIsOrInTheWholeTable() throws Exception {
    UUID id = ReadingIdentity.ofClientId("default", "t-3");
    send("t-3", 62);
    LocalPipeline.await("stored", () -> trace(id.toString()).contains("STORED"));
    // A reading that another gateway took looks like this to ours: in the table, not remembered.
    UUID foreign = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ 1);
    sql(
        "UPDATE health.health_metrics SET metric_id = '%s' WHERE metric_id = '%s'"
            .formatted(foreign, id));
    String whole = trace(foreign.toString());
    assertTrue(whole.contains("STORED"), whole);
    for (String[] hint :
        new String[][] {
          {"--user", "trace|ann"},
          {"--device", "trace|watch"},
          {"--device", "trace|watch", "--measured-at", "2026-03-01T10:00:00Z"}
        }) {
      List<String> arguments = new ArrayList<>(List.of(foreign.toString()));
      arguments.addAll(List.of(hint));
      String found = trace(arguments.toArray(String[]::new));
      assertTrue(found.contains("STORED"), found);
    }
    assertEquals("", trace(foreign.toString(), "--user", "trace|nobody"));
  }

  @Test
  void whatNeverWasIsSaidToBeNowhere() {
    assertEquals("", trace(new UUID(7, 7).toString()));
  }

  private static String digits(double value) {
    return Double.toString(value).substring(0, 7);
  }

  private static UUID send(String id, double value) throws Exception {
    String row =
        """
        id,device,metric,value,unit,measured_at
        %s,trace|watch,heart-rate,%s,/min,2026-03-01T10:00:00Z
        """
            .formatted(id, value);
    List<ReadingDraft> drafts = new ArrayList<>();
    Formats.named("csv")
        .orElseThrow()
        .parse(
            new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8)),
            ParseOptions.DEFAULT,
            parsed -> drafts.addAll(((ParsedRow.Accepted) parsed).readings()));
    client.post(drafts);
    return ReadingIdentity.ofClientId("default", id);
  }

  /** What the command prints; nothing where it finds nothing. */
  private static String trace(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--data", LocalPipeline.data().toString()));
    all.addAll(List.of(arguments));
    int code =
        new CommandLine(new TraceCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertEquals(out.toString().isEmpty() ? 1 : 0, code, err.toString());
    return out.toString();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(LocalPipeline.endpoints().postgres());
        Statement change = connection.createStatement()) {
      assertEquals(1, change.executeUpdate(statement));
    }
  }
}
