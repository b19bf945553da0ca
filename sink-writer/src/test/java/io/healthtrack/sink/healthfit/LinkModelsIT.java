package io.healthtrack.sink.healthfit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.MigratedDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkModelsIT {

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @BeforeEach
  void plant() {
    database.execute(
        """
        INSERT INTO health.device_models (brand, model_name, device_type) VALUES
          ('Tick', 'One', 'smartwatch'), ('Tick', 'Band 2', 'fitness-band'), ('Tock', 'Band 2', 'fitness-band'),
          ('Tock', 'Versa', 'smartwatch'), ('Tock', 'versa', 'smartwatch')
        """);
  }

  @Test
  void findsTheOneModelATextNames() {
    assertEquals(
        List.of("Tick One", "Tick One", "Tick One", "Tock Band 2", "Tock versa", "Tock Versa"),
        named("Tick One", "tick  ONE", "one", "tock band 2", "versa", "Tock Versa"));
  }

  @Test
  void namesNoneWhereSeveralOrNoneFit() {
    assertEquals(List.of("null", "null", "null", "null"), named("Band 2", "VERSA", "Tick", ""));
  }

  @Test
  void linksDevicesPeopleAndMetricsAndFollowsChanges() {
    database.execute(
        """
        INSERT INTO health.users (user_id, tenant, version, changed_at)
        VALUES ('c0ffee00-0000-4000-8000-000000000001', 'default', 1, now());
        INSERT INTO health.devices (device_id, tenant, model, version, changed_at) VALUES
          ('de51ce00-0000-4000-8000-000000000001', 'default', 'tick one', 1, now()),
          ('de51ce00-0000-4000-8000-000000000002', 'default', 'Band 2', 1, now());
        INSERT INTO health.device_assignments
        SELECT device_id, 'c0ffee00-0000-4000-8000-000000000001', '2026-01-01Z' FROM health.devices;
        INSERT INTO health.latest_metrics (user_id, metric_type, measured_at, metric_value, received_at, metric_id, device_id)
        VALUES ('c0ffee00-0000-4000-8000-000000000001', 1, now(), 60, now(), gen_random_uuid(), 'de51ce00-0000-4000-8000-000000000002');
        """);
    assertEquals(3, new LinkModels().run(database.jdbi()));
    assertEquals(0, new LinkModels().run(database.jdbi()));
    assertEquals(List.of("Tick One|assignment"), models());
    assertEquals(
        List.of("de51ce00-0000-4000-8000-000000000002|1"),
        database.query("SELECT device_id, metric_type FROM health.device_metrics"));
    database.execute("UPDATE health.devices SET model = 'Tock Band 2' WHERE model = 'tick one'");
    new LinkModels().run(database.jdbi());
    assertEquals(List.of("Tock Band 2|assignment"), models());
  }

  private List<String> models() {
    return database.query(
        "SELECT brand || ' ' || model_name, source FROM health.user_device_models JOIN health.device_models USING (model_id)");
  }

  private List<String> named(String... texts) {
    return List.of(texts).stream()
        .map(
            text ->
                database
                    .query(
                        "SELECT (SELECT brand || ' ' || model_name FROM health.device_models WHERE model_id = health.model_named('%s'))"
                            .formatted(text))
                    .get(0))
        .toList();
  }
}
