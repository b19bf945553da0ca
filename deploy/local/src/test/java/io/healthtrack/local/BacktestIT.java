package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.accounting.Accounts;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Proposed rules, tried on what a pipeline has stored. */
class BacktestIT {
  private static final String PERSON = "test|backtested";
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;
  private String errors = "";

  /** Three minutes at 130, then two at 170, with rests between: one every ten seconds. */
  @BeforeAll
  static void sendReadings() {
    Endpoints endpoints = LocalPipeline.endpoints();
    try (GatewayClient door =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), Duration.ofSeconds(30))) {
      door.putUser(PERSON, Map.of());
      List<ReadingDraft> readings = new ArrayList<>();
      for (int number = 0; number < 90; number++) {
        double rate = number >= 20 && number < 38 ? 130 : number >= 60 && number < 72 ? 170 : 70;
        readings.add(heartRate(rate, NOON.plusSeconds(10L * number)));
      }
      assertEquals(90, door.post(readings).accepted());
    }
    try (Accounts accounts = Accounts.open(endpoints)) {
      assertTrue(accounts.settled(Duration.ofSeconds(60)).conserved());
    }
  }

  @Test
  void setsProposedRulesBesideThoseInForce() throws IOException, SQLException {
    Map<String, Object> report =
        Json.object(run(0, "--rules", lowered(), "--user", PERSON, "--json"));
    assertEquals(90L, report.get("readings"));
    assertEquals(90L, report.get("arrived_late"));
    Map<?, ?> rule = first(report, "rules");
    Map<?, ?> inForce = (Map<?, ?>) rule.get("in_force");
    Map<?, ?> proposed = (Map<?, ?>) rule.get("proposed");
    assertEquals(1L, inForce.get("episodes"));
    assertEquals(1L, inForce.get("pages"));
    assertEquals(2L, proposed.get("episodes"));
    assertEquals(1L, rule.get("person_days"));
    assertEquals(2L, first(report, "top_offenders").get("proposed"));
    assertEquals(1, published(), "what the topology made of the same readings");
  }

  @Test
  void tellsItInWords() throws IOException {
    String text = run(0, "--rules", lowered(), "--user", PERSON);
    assertTrue(text.contains("90 readings of 1 person"), text);
    assertTrue(text.contains("arrived late"), text);
    assertTrue(text.contains("Heart rate above 150"), text);
    assertTrue(text.contains("readings/s"), text);
  }

  @Test
  void drawsIt() throws IOException {
    Path pictures = folder.resolve("pictures");
    run(0, "--rules", lowered(), "--user", PERSON, "--out", pictures.toString());
    String svg = Files.readString(pictures.resolve("backtest.svg"));
    assertTrue(svg.contains("Heart rate above 150"), "the bars name the rule");
    assertTrue(svg.contains(">1 episode<") && svg.contains(">2 episodes<"), "the two strips");
    assertTrue(Files.size(pictures.resolve("backtest.png")) > 10_000);
  }

  @Test
  void takesTheRulesInForceAsItShowsThem() throws IOException {
    Path rules = folder.resolve("rules.json");
    Files.writeString(rules, run(0, "--show-rules"));
    Map<String, Object> report =
        Json.object(run(0, "--rules", rules.toString(), "--user", PERSON, "--json"));
    List<?> all = (List<?>) report.get("rules");
    assertTrue(all.size() >= DefaultRules.load().size());
    for (Object each : all) {
      Map<?, ?> rule = (Map<?, ?>) each;
      assertEquals(rule.get("in_force"), rule.get("proposed"), rule.get("name").toString());
    }
  }

  @Test
  void saysWhereReadingsAreWhenThereAreNone() throws IOException {
    run(1, "--rules", lowered(), "--to", "1950-01-01");
    assertTrue(errors.contains("there are some from"), errors);
  }

  @Test
  void refusesARuleAsTheRegistryWould() throws IOException {
    Path rules = folder.resolve("bad.json");
    Files.writeString(
        rules,
        """
        [{"id": "ward|one", "metric": "heart-rate", "severity": "warning", "above": 120},
         {"id": "ward|two", "name": "Two", "metric": "heart-rate", "severity": "loud", "above": 1}]
        """);
    run(1, "--rules", rules.toString());
    assertTrue(errors.contains("bad.json: rule 2 (Two): `severity` must be"), errors);
  }

  @Test
  void wantsToKnowWhatToTry() {
    assertEquals(2, HealthTrack.run(with()));
    assertEquals(2, HealthTrack.run(with("--show-rules", "--from", "yesterday")));
  }

  /** The rule about very high heart rates with another limit. */
  private String lowered() throws IOException {
    DefaultRules.DefaultRule high =
        DefaultRules.load().stream()
            .filter(rule -> rule.key().equals("heart-rate-very-high"))
            .findFirst()
            .orElseThrow();
    Path rules = folder.resolve("lowered.json");
    Files.writeString(
        rules,
        Json.pretty(
            List.of(
                Map.of(
                    "id",
                    high.id(),
                    "name",
                    high.rule().getName(),
                    "metric",
                    "heart-rate",
                    "severity",
                    "warning",
                    "above",
                    120,
                    "dwell_seconds",
                    15,
                    "resolve_seconds",
                    30))));
    return rules.toString();
  }

  private String run(int expected, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new BacktestCommand())
            .registerConverter(Instant.class, Arguments::time)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err, true))
            .execute(Arrays.copyOfRange(with(more), 1, more.length + 3));
    errors = err.toString();
    assertEquals(expected, code, errors);
    return out.toString();
  }

  private static String[] with(String... more) {
    List<String> all = new ArrayList<>(List.of("backtest", "--data"));
    all.add(LocalPipeline.data().toString());
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Map<?, ?> first(Map<String, Object> report, String list) {
    return (Map<?, ?>) ((List<?>) report.get(list)).getFirst();
  }

  private static long published() throws SQLException {
    UUID user = SubjectIdentity.userFrom("default", PERSON);
    try (Connection connection = LocalPipeline.database();
        PreparedStatement query =
            connection.prepareStatement("SELECT count(*) FROM health.alerts WHERE user_id = ?")) {
      query.setObject(1, user);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static ReadingDraft heartRate(double rate, Instant at) {
    return new ReadingDraft(
        null,
        null,
        PERSON,
        "heart-rate",
        rate,
        null,
        "/min",
        at,
        null,
        null,
        0,
        ReadingDraft.FINAL,
        null,
        ReadingDraft.SENSED,
        null,
        null);
  }
}
