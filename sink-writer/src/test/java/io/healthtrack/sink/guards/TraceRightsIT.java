package io.healthtrack.sink.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a gateway learns from the database: where a reading of its tenant is, and nothing else. */
class TraceRightsIT {

  private static final String REFUSED = "42501";
  private static final String FIND =
      "SELECT place, metric, reason FROM ops.find_reading('%s', '%s', '%s'%s)";

  private static Clinic clinic;
  private static Login gateway;
  private static String reading;
  private static String measuredAt;

  @BeforeAll
  static void open() {
    clinic = new Clinic();
    gateway = clinic.stranger("healthtrack_gateway");
    String[] row =
        clinic
            .owner()
            .query(
                "SELECT metric_id, measured_at FROM health.health_metrics WHERE user_id = '%s' LIMIT 1"
                    .formatted(Clinic.ANN))
            .getFirst()
            .split("\\|", 2);
    reading = row[0];
    measuredAt = row[1];
    clinic
        .owner()
        .execute(
            """
            INSERT INTO ops.quarantined_readings (quarantine_id, user_id, tenant, reason, detail, stage, reading_id,
              source_topic, source_partition, source_offset, received_at, quarantined_at, payload)
            VALUES (gen_random_uuid(), '%s', 'north', 'out-of-range', 'value is not plausible', 'validation', '%s',
              'readings.raw', 0, 7, now(), now(), '\\xbadbad')"""
                .formatted(Clinic.BOB, Clinic.BOB));
  }

  @AfterAll
  static void close() {
    clinic.close();
  }

  @Test
  void itFindsReadingsOfItsTenantByWhoseTheyAre() {
    assertEquals(
        List.of("table|heart-rate|null"), find(reading, "north", Clinic.ANN, ""), "by person");
    assertEquals(
        List.of("table|heart-rate|null"),
        find(reading, "north", Clinic.ANN, ", '" + measuredAt + "'"),
        "by person and time");
    assertEquals(List.of(), find(reading, "north", Clinic.BOB, ""), "of another person");
    assertEquals(List.of(), find(reading, "south", Clinic.ANN, ""), "asked by another tenant");
  }

  @Test
  void itFindsRefusalsOfItsTenantWithTheirReason() {
    assertEquals(
        List.of("quarantine|null|out-of-range"), find(Clinic.BOB, "north", Clinic.BOB, ""));
    assertEquals(List.of(), find(Clinic.BOB, "south", Clinic.BOB, ""));
  }

  @Test
  void aKnownTimeLooksAtOnePartition() {
    String plan =
        String.join(
            "\n",
            clinic
                .owner()
                .query(
                    "EXPLAIN SELECT FROM health.health_metrics m WHERE m.user_id = '%s' AND m.measured_at = '%s' AND m.metric_id = '%s'"
                        .formatted(Clinic.ANN, measuredAt, reading)));
    // How it is looked at is up to the server, and of so few rows a scan may be the best way.
    assertFalse(plan.contains("Append"), plan);
    assertEquals(
        1,
        Pattern.compile("health_metrics(_\\d+)+")
            .matcher(plan)
            .results()
            .map(MatchResult::group)
            .distinct()
            .count(),
        plan);
  }

  @Test
  void itReadsNothingElse() {
    for (String table :
        List.of(
            "health.health_metrics",
            "health.users",
            "health.alerts",
            "ops.quarantined_readings",
            "health.metric_types",
            "analytics.readings",
            "audit.reads")) {
      assertEquals(REFUSED, gateway.refusal("SELECT * FROM " + table), table);
    }
    assertEquals(
        REFUSED,
        clinic.stranger("analyst").refusal(FIND.formatted(reading, "north", Clinic.ANN, "")));
  }

  private static List<String> find(String id, String tenant, String person, String at) {
    return gateway.query(FIND.formatted(id, tenant, person, at));
  }
}
