package io.healthtrack.sink.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExportIT {

  private static final MigratedDatabase DATABASE = MigratedDatabase.ofAClass();

  @BeforeAll
  static void plant() {
    PlantedPerson.plant(DATABASE, Instant.now());
  }

  @Test
  void holdsEveryTableAboutThePersonOrSaysWhyNot() {
    // Asked of the information schema, not of the function that makes the export.
    List<String> personal =
        DATABASE.query(
            """
            SELECT DISTINCT table_schema || '.' || c.table_name
            FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE column_name = 'user_id' AND table_type = 'BASE TABLE' AND table_schema IN ('health', 'ops', 'analytics', 'audit')
              AND NOT (SELECT relispartition FROM pg_class WHERE oid = format('%I.%I', table_schema, c.table_name)::regclass)
            ORDER BY 1
            """);
    assertTrue(personal.contains("health.health_metrics"), personal::toString);
    List<String> told =
        DATABASE.query(
            """
            SELECT jsonb_object_keys((e -> 'tables') || (e -> 'excluded')) AS name
            FROM (SELECT health.export_user('%s') AS e) x ORDER BY 1
            """
                .formatted(PlantedPerson.ID));
    assertEquals(List.of(), personal.stream().filter(table -> !told.contains(table)).toList());
    assertTrue(
        told.containsAll(
            List.of(
                "health.devices",
                "health.device_identifiers",
                "health.record_codes",
                "health.recommendation_outcomes")),
        told::toString);
  }

  @Test
  void holdsEveryRowOfThePersonAndNoneOfAnother() {
    for (String table : PlantedPerson.tablesWith(DATABASE, PlantedPerson.ID.toString())) {
      if (!excluded(table)) {
        assertEquals(
            DATABASE.query(
                "SELECT count(*) FROM %s WHERE user_id = '%s'".formatted(table, PlantedPerson.ID)),
            exported("jsonb_array_length(e -> 'tables' -> '%s' -> 'data')".formatted(table)),
            table);
      }
    }
    assertEquals(
        List.of("t"),
        exported(
            "e::text LIKE '%%%s%%' AND (e -> 'complete')::boolean".formatted(PlantedPerson.NAME)));
    assertEquals(List.of("f"), exported("e::text LIKE '%Somebody Else%'"));
    assertEquals(
        List.of("AP8Q"),
        exported(
            "e -> 'tables' -> 'health.electronic_health_records' -> 'data' -> 0 ->> 'details'"));
    assertEquals(
        List.of("heart-rate"),
        exported("e -> 'tables' -> 'health.latest_metrics' -> 'data' -> 0 ->> 'metric'"));
    assertEquals(
        List.of("serial-1"),
        exported("e -> 'tables' -> 'health.device_identifiers' -> 'data' -> 0 ->> 'value'"));
  }

  @Test
  void leavesOutATableWholeAndSaysHowToReadIt() {
    String document = "SELECT %s FROM (SELECT health.export_user('%s', 9) AS e) x";
    assertEquals(
        List.of("false|10|f"),
        DATABASE.query(
            document.formatted(
                "e ->> 'complete', e -> 'tables' -> 'health.health_metrics' ->> 'rows', e -> 'tables' -> 'health.health_metrics' ? 'data'",
                PlantedPerson.ID)));
    String call =
        DATABASE
            .query(
                document.formatted(
                    "e -> 'tables' -> 'health.health_metrics' ->> 'left_out'", PlantedPerson.ID))
            .get(0);
    assertEquals(10, DATABASE.query(call).size());
    assertEquals(
        10,
        DATABASE
            .query("SELECT * FROM health.export_readings('%s')".formatted(PlantedPerson.ID))
            .size());
  }

  @Test
  void exportsNoTableThatIsNotAboutPeople() {
    assertThrows(
        IllegalStateException.class,
        () ->
            DATABASE.query(
                "SELECT health.export_rows('health.tenants', '%s')".formatted(PlantedPerson.ID)));
  }

  private static boolean excluded(String table) {
    return !DATABASE
        .query("SELECT 1 FROM ops.export_exclusions WHERE table_name = '%s'".formatted(table))
        .isEmpty();
  }

  private static List<String> exported(String expression) {
    return DATABASE.query(
        "SELECT %s FROM (SELECT health.export_user('%s') AS e) x"
            .formatted(expression, PlantedPerson.ID));
  }
}
