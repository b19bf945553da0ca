package io.healthtrack.sink.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which partitions and indexes the important questions touch, from the plan. */
class PlansIT {

  private static final Pattern RELATION = Pattern.compile("\"Relation Name\": \"([^\"]+)\"");
  private static final Pattern INDEX = Pattern.compile("\"Index Name\": \"([^\"]+)\"");

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void theImportantQuestionsTouchOnlyThePartitionsInQuestion() {
    Seeds seeds = new Seeds(database);
    UUID watch = seeds.device(1, "Watch");
    for (int number = 1; number <= 20; number++) {
      UUID person = seeds.person(number, "Europe/Berlin");
      seeds.readings(
          person,
          watch,
          "heart-rate",
          "2016-04-01T00:00:00Z",
          "2016-04-07T00:00:00Z",
          "1 hour",
          60);
      seeds.readings(
          person, watch, "steps", "2024-01-01T00:00:00Z", "2024-05-01T00:00:00Z", "6 hours", 100);
    }
    database.execute(
        """
        INSERT INTO health.latest_metrics
        SELECT gen_random_uuid(), 1, now(), 60, now(), gen_random_uuid(), NULL, NULL
        FROM generate_series(1, 5000)
        """);
    database.execute("ANALYZE health.health_metrics; ANALYZE health.latest_metrics");
    UUID person = Seeds.person(7);

    String day =
        plan(
            "SELECT measured_at, metric_value FROM health.health_metrics WHERE user_id = '%s'"
                    .formatted(person)
                + " AND metric_type = 30 AND measured_at >= '2024-03-05 00:00+00'"
                + " AND measured_at < '2024-03-06 00:00+00'");
    assertEquals(Set.of("health_metrics_2024_03"), found(RELATION, day));
    assertEquals(Set.of("health_metrics_2024_03_pkey"), found(INDEX, day));

    String vitals = plan("SELECT * FROM health.user_vitals WHERE user_id = '%s'".formatted(person));
    assertTrue(found(INDEX, vitals).contains("latest_metrics_pkey"), vitals);
    assertEquals(Set.of("latest_metrics", "metric_types"), found(RELATION, vitals));
  }

  @Test
  void aWeekOfAPersonReadsThatWeeksPartitionsOnly() throws SQLException {
    Seeds seeds = new Seeds(database);
    UUID watch = seeds.device(1, "Watch");
    UUID person = seeds.person(1, "Asia/Kathmandu");
    seeds.readings(
        person, watch, "steps", "2024-01-01T00:00:00Z", "2024-06-01T00:00:00Z", "6 hours", 100);
    database.execute("ANALYZE health.health_metrics");

    // The plan of a function's statement cannot be asked for, but what it opened stays locked until
    // the end.
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      assertEquals(
          List.of("2800"),
          MigratedDatabase.rows(
              connection,
              "SELECT steps FROM health.weekly_activity_of('%s', '2024-03-06', '2024-03-07')"
                  .formatted(person)));
      assertEquals(
          List.of("health_metrics_2024_03"),
          MigratedDatabase.rows(
              connection,
              """
              SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
              WHERE l.pid = pg_backend_pid() AND c.relkind = 'r'
                AND c.relname LIKE 'health\\_metrics\\_%'
              """));
    }
  }

  private String plan(String query) {
    return String.join("\n", database.query("EXPLAIN (FORMAT JSON) " + query));
  }

  private static Set<String> found(Pattern pattern, String plan) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(plan);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
