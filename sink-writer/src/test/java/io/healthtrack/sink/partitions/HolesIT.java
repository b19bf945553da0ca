package io.healthtrack.sink.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.MigratedDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Partitions that somebody took away come back, with their rows where these are still there. */
class HolesIT {

  private static final String BOUNDS =
      "SELECT * FROM ops.partition_bounds('health_metrics') ORDER BY until_day";
  private static final String ROW =
      """
      INSERT INTO health.health_metrics
        (user_id, metric_id, metric_type, measured_at, received_at, metric_value)
      SELECT gen_random_uuid(), gen_random_uuid(), 1, '2026-11-01 12:00:00+00', now(), 1
      """;

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void makesWhatWasDropped() {
    List<String> before = database.query(BOUNDS);
    database.execute("DROP TABLE health.health_metrics_before_2000, health.health_metrics_2016");
    database.execute(
        "DROP TABLE health.health_metrics_2026_11_01, health.health_metrics_2026_11_02");

    ensure();

    assertEquals(before, database.query(BOUNDS));
  }

  @Test
  void attachesWhatWasDetachedWithItsRows() {
    List<String> before = database.query(BOUNDS);
    database.execute(ROW);
    String last = before.getLast().replaceFirst("\\|.*", "");
    for (String name : List.of("health_metrics_2016", "health_metrics_2026_11_01", last)) {
      database.execute("ALTER TABLE health.health_metrics DETACH PARTITION health." + name);
    }
    assertEquals(List.of("0"), database.query("SELECT count(*) FROM health.health_metrics"));

    ensure();

    assertEquals(before, database.query(BOUNDS));
    assertEquals(List.of("1"), database.query("SELECT count(*) FROM health.health_metrics"));
  }

  @Test
  void letsNoTableThatDoesNotFitKeepTheOthersOut() {
    int before = database.query(BOUNDS).size();
    database.execute(
        "DROP TABLE health.health_metrics_2026_11_01, health.health_metrics_2026_11_02");
    database.execute("CREATE TABLE health.health_metrics_2026_11_01 (foreign_thing text)");

    ensure();

    assertEquals(before - 1, database.query(BOUNDS).size());
  }

  private void ensure() {
    database.execute("CALL ops.ensure_partitions()");
  }
}
