package io.healthtrack.sink.erasure;

import io.healthtrack.sink.MigratedDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A person with rows in every table that can hold some, whose name is found nowhere else. */
final class PlantedPerson {

  static final UUID ID = UUID.fromString("c0ffee00-0000-4000-8000-00000000a11c");
  static final UUID OTHER = UUID.fromString("0ddba110-0000-4000-8000-000000000b0b");
  static final UUID DEVICE = UUID.fromString("de51ce00-0000-4000-8000-000000000001");
  static final String NAME = "Wilhelmina Zaunkönigin";

  private PlantedPerson() {}

  /** Writes the rows, received at {@code told}, of the person and fewer of somebody else. */
  static void plant(MigratedDatabase database, Instant told) {
    database.execute(
        """
        INSERT INTO health.devices (device_id, tenant, model, version, changed_at)
        VALUES ('%s', 'default', 'Tick One', 1, '%s');
        INSERT INTO health.device_identifiers VALUES ('%1$s', 'maker', 'serial-1');
        """
            .formatted(DEVICE, told));
    person(database, ID, NAME, told);
    person(database, OTHER, "Somebody Else", told);
  }

  private static void person(MigratedDatabase database, UUID user, String name, Instant told) {
    database.execute(
        """
        DO $$
        DECLARE
          person constant uuid := '%s';
          name constant text := '%s';
          told constant timestamptz := '%s';
          recommendation uuid;
          record constant uuid := gen_random_uuid();
        BEGIN
          INSERT INTO health.users (user_id, tenant, version, changed_at, family_name)
          VALUES (person, 'default', 1, told, name);
          INSERT INTO health.user_identifiers (user_id, system, value) VALUES (person, 'hospital', name);
          INSERT INTO health.user_conditions (user_id, condition, known_since) VALUES (person, 'hospital|' || name, told);
          INSERT INTO health.emergency_contacts (user_id, rank, name, phone) VALUES (person, 1, 'Child of ' || name, '+441632960123');
          INSERT INTO health.user_preferences (user_id) VALUES (person);
          INSERT INTO health.practitioners (practitioner_id, tenant, profession, family_name)
          VALUES ('0000d0c0-0000-4000-8000-000000000001', 'default', 'nurse', 'Night') ON CONFLICT DO NOTHING;
          INSERT INTO health.care_relationships (practitioner_id, user_id) VALUES ('0000d0c0-0000-4000-8000-000000000001', person);
          INSERT INTO health.accounts (login, tenant, user_id) VALUES ('patient-' || left(name, 1), 'default', person);
          INSERT INTO health.consents (user_id, scope, valid_from, decision, changed_at) VALUES (person, 'research', told, 'deny', told);
          INSERT INTO health.device_assignments (device_id, user_id, assigned_from, assigned_until)
          VALUES ('de51ce00-0000-4000-8000-000000000001', person, told - CASE WHEN name LIKE 'W%%' THEN 2 ELSE 1 END * interval '1 day', told);
          INSERT INTO health.thresholds (rule_id, version, tenant, name, metric, severity, above, hysteresis, dwell, resolve, enabled, user_id, valid_from, changed_at)
          VALUES (gen_random_uuid(), 1, 'default', 'Rule for ' || name, 'heart-rate', 'info', 100, 0, '0', '0', true, person, told, told);
          INSERT INTO health.health_metrics (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type)
          SELECT person, gen_random_uuid(), 'de51ce00-0000-4000-8000-000000000001', told - n * interval '20 days', 60 + n, told, 1 FROM generate_series(0, 9) n;
          INSERT INTO health.latest_metrics (user_id, metric_type, measured_at, metric_value, received_at, metric_id)
          VALUES (person, 1, told, 60, told, gen_random_uuid());
          INSERT INTO health.metric_windows (user_id, window_start, sum, min, max, m2, first_value, last_value, first_at, last_at, metric_type, window_minutes, readings, limited, revision, origin, computed_at)
          VALUES (person, date_trunc('hour', told), 60, 60, 60, 0, 60, 60, told, told, 1, 60, 1, 0, 1, 'stream', told);
          INSERT INTO health.daily_metrics (user_id, sum, m2, computed_at, day, readings, limited, metric_type, histogram)
          VALUES (person, 60, 0, told, told::date, 1, 0, 1, '{}');
          INSERT INTO ops.batches (lane, records, inserted, already_stored, corrected, quarantined, people, devices, user_ids, device_ids, readings, measured_from, measured_until)
          VALUES ('readings', 1, 1, 0, 0, 0, 1, 1, ARRAY[person], ARRAY['de51ce00-0000-4000-8000-000000000001'::uuid], ARRAY[1], ARRAY[told], ARRAY[told]);
          INSERT INTO health.alerts VALUES (record, person, 'default', gen_random_uuid(), 1, 'Rule for ' || name, 'heart-rate', 'info', 'opened', 1, false, told, told, told, 1, 190, 180, '/min', NULL);
          INSERT INTO health.alert_events VALUES (gen_random_uuid(), record, person, 1, 'opened', 'info', NULL, false, false, told, told, told, told, 190, NULL, NULL);
          INSERT INTO health.electronic_health_records (record_id, user_id, tenant, record_type, recorded_at, key_id, details, changed_at)
          VALUES (record, person, 'default', 'Condition', told, 'key-1', '\\x00ff10', told);
          INSERT INTO health.record_codes VALUES (record, 'http://loinc.org', '8867-4');
          INSERT INTO health.recommendations (user_id, kind, for_day, advice, evidence, generated_by)
          VALUES (person, 'move-more', told::date, 'Move, ' || name, jsonb_build_object('name', name), 'test') RETURNING recommendation_id INTO recommendation;
          INSERT INTO health.recommendation_outcomes VALUES (recommendation, told, 'shown');
          INSERT INTO health.activity_log (activity_id, occurred_at, user_id, kind, actor) VALUES (gen_random_uuid(), told, person, 'login', name);
          INSERT INTO ops.quarantined_readings (quarantine_id, user_id, tenant, reason, detail, stage, source_topic, source_partition, source_offset, received_at, quarantined_at, payload)
          VALUES (gen_random_uuid(), person, 'default', 'out-of-range', 'value', 'validation', 'readings.raw', 0, 1, told, told, convert_to(name, 'UTF8'));
          INSERT INTO ops.reattributions (device_id, user_id, measured_from, changed_at, repeat_until)
          VALUES ('de51ce00-0000-4000-8000-000000000001', person, told, told, told);
          INSERT INTO ops.table_hours (user_id, metric_type, window_start, computed_at) VALUES (person, 1, date_trunc('hour', told), told);
          INSERT INTO ops.repair_queue (user_id, metric_type, window_start, queued_at) VALUES (person, 1, date_trunc('hour', told), told);
        END
        $$
        """
            .formatted(user, name, told));
  }

  /**
   * Tables with a row that contains a text anywhere: in a column, a list, a document or in bytes.
   */
  static List<String> tablesWith(MigratedDatabase database, String text) {
    List<String> found = new ArrayList<>();
    for (String table :
        database.query(
            """
            SELECT n.nspname || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('health', 'ops', 'analytics', 'audit', 'public') AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
            ORDER BY 1
            """)) {
      String hits =
          database
              .query(
                  """
                  SELECT count(*) FROM %s t
                  WHERE position('%s' IN t::text) > 0 OR position(encode(convert_to('%2$s', 'UTF8'), 'hex') IN t::text) > 0
                  """
                      .formatted(table, text))
              .get(0);
      if (!hits.equals("0")) {
        found.add(table);
      }
    }
    return found;
  }
}
