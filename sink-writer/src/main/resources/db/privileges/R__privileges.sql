-- Who may do what with which object: the whole list, applied anew whenever it changes, after all other migrations.
-- What is not in it nobody but the owner may touch; RolesIT fails on an object nobody decided about. Which rows a role
-- sees of a table is said by its policies (V15.3). Partitions have no grants of their own: rows are reached through the
-- parent, where the policies are. A gateway may ask where a reading is;
-- stream processors use no database and have no role.

DO $$
DECLARE
  everyone constant text := 'PUBLIC, admin, provider, nurse, billing_clerk, analyst, auditor, patient, healthtrack_sink, healthtrack_gateway, healthtrack_replay';
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['health', 'ops', 'analytics', 'reporting', 'audit', 'care', 'public'] LOOP
    CONTINUE WHEN to_regnamespace(name) IS NULL;
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %s', name, everyone);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %s', name, everyone);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM %s', name, everyone);
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM %s', name, everyone);
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM %s', current_database(), everyone);
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO admin, provider, nurse, billing_clerk, analyst, auditor, patient, healthtrack_sink, healthtrack_gateway, healthtrack_replay',
                 current_database());
  -- Lanes settle unproven readings through a temporary table.
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO healthtrack_sink', current_database());
END
$$;

GRANT USAGE ON SCHEMA health TO admin, provider, nurse, billing_clerk, patient, healthtrack_sink;
GRANT USAGE ON SCHEMA ops TO admin, auditor, healthtrack_sink, healthtrack_gateway, healthtrack_replay;
GRANT USAGE ON SCHEMA analytics, reporting TO analyst;
GRANT USAGE ON SCHEMA audit TO auditor;
GRANT USAGE ON SCHEMA care TO provider, nurse, patient;

-- The lanes: what their statements name. Of people only what the registry tells, never names or contact data.
GRANT SELECT, INSERT, UPDATE ON ops.lane_offsets, ops.lane_tallies TO healthtrack_sink;
GRANT INSERT ON ops.batches TO healthtrack_sink;
GRANT SELECT (quarantine_id, refused_replay), INSERT,
      UPDATE (user_id, tenant, reason, detail, sqlstate, database_message, stage, reading_id, metric, source_topic, source_partition,
              source_offset, received_at, quarantined_at, payload, refused_replay, relayed_at)
      ON ops.quarantined_readings TO healthtrack_sink;
GRANT SELECT ON ops.quarantine_states TO admin;
GRANT SELECT, INSERT, UPDATE (requests) ON ops.repair_queue TO healthtrack_sink;
GRANT SELECT ON ops.table_hours TO healthtrack_sink;
GRANT EXECUTE ON FUNCTION ops.hours_of_total(uuid, smallint, uuid, timestamptz) TO healthtrack_sink;
GRANT INSERT ON ops.day_requests TO healthtrack_sink;
GRANT SELECT, INSERT, UPDATE (changed_at, repeat_until, looked_at) ON ops.reattributions TO healthtrack_sink;
GRANT EXECUTE ON FUNCTION ops.queue_reattribution(uuid, uuid, timestamptz, timestamptz, timestamptz) TO healthtrack_sink;
GRANT SELECT, INSERT, DELETE ON health.health_metrics TO healthtrack_sink;
GRANT SELECT, INSERT, UPDATE, DELETE ON health.latest_metrics TO healthtrack_sink;
GRANT SELECT (tenant), INSERT (tenant) ON health.tenants TO healthtrack_sink;
GRANT SELECT (user_id, tenant, time_zone, birth_year, gender, version, changed_at, signed_up_at),
      INSERT (user_id, tenant, time_zone, birth_year, gender, version, changed_at, signed_up_at),
      UPDATE (tenant, time_zone, birth_year, gender, version, changed_at),
      DELETE ON health.users TO healthtrack_sink;
GRANT SELECT, INSERT, UPDATE, DELETE ON health.user_identifiers, health.device_identifiers, health.device_assignments TO healthtrack_sink;
GRANT SELECT (device_id, tenant, model, firmware, version, changed_at, registered_at),
      INSERT (device_id, tenant, model, firmware, version, changed_at, registered_at),
      UPDATE (tenant, model, firmware, version, changed_at),
      DELETE ON health.devices TO healthtrack_sink;
GRANT SELECT, INSERT, DELETE ON health.user_conditions TO healthtrack_sink;
GRANT SELECT, INSERT, UPDATE ON health.alerts, health.alert_events TO healthtrack_sink;
GRANT SELECT, INSERT, UPDATE, DELETE ON health.consents, health.thresholds, health.metric_windows, health.activity_log TO healthtrack_sink;
GRANT EXECUTE ON FUNCTION health.erase_user(uuid, timestamptz, jsonb) TO healthtrack_sink;
-- Health records are written and never read: not even their ciphertext.
GRANT SELECT (record_id, user_id, version, changed_at), INSERT,
      UPDATE (tenant, record_type, recorded_at, status, source, changed_at, key_id, details, version),
      DELETE ON health.electronic_health_records TO healthtrack_sink;
GRANT SELECT (record_id, system, code), INSERT, DELETE ON health.record_codes TO healthtrack_sink;
-- Whom activity may no longer be told of.
GRANT SELECT (user_id, erased_at) ON ops.erasures TO healthtrack_sink;

-- Gateways: where a reading is, without its value.
GRANT EXECUTE ON FUNCTION ops.find_reading(uuid, text, uuid, timestamptz) TO healthtrack_gateway, admin;

-- Replays: what was refused, with its bytes, and up to where the sink has stored what came of it.
GRANT SELECT ON ops.quarantine_states TO healthtrack_replay;
GRANT SELECT (quarantine_id, user_id, stage, received_at, payload, replays), UPDATE (replays, replayed_at)
  ON ops.quarantined_readings TO healthtrack_replay;
GRANT SELECT (topic, partition, next_offset) ON ops.lane_offsets TO healthtrack_replay;
GRANT EXECUTE ON FUNCTION ops.people_named(text, text) TO healthtrack_replay;

-- Whoever is somebody: which person a session is, and what is about nobody.
GRANT EXECUTE ON FUNCTION health.my_tenant(), health.my_office(), health.my_practitioner_id(), health.my_user_ids(), health.my_patients(), health.my_carers()
  TO admin, provider, nurse, billing_clerk, auditor, patient;
GRANT USAGE ON SCHEMA health TO auditor;
GRANT SELECT ON health.metric_types, health.device_models, health.device_variants TO admin, provider, nurse, billing_clerk, patient;

-- Patients: all about oneself.
GRANT SELECT ON health.users, health.user_identifiers, health.emergency_contacts, health.user_preferences,
  health.care_relationships, health.practitioners, health.accounts, health.devices, health.device_identifiers,
  health.device_metrics, health.device_assignments, health.user_device_models, health.health_metrics,
  health.latest_metrics, health.metric_windows, health.alerts, health.alert_events, health.thresholds, health.consents,
  health.electronic_health_records, health.record_codes, health.user_conditions, health.recommendations,
  health.recommendation_outcomes, health.activity_log TO patient;
GRANT EXECUTE ON FUNCTION care.who_looked_at_me() TO patient;

-- Practitioners: working tables by pseudonymous id; what identifies a person only through functions that log.
GRANT SELECT (user_id, tenant, gender, birth_year, time_zone, signed_up_at, merged_into) ON health.users TO provider, nurse;
GRANT SELECT ON health.latest_metrics, health.alerts, health.alert_events, health.thresholds, health.recommendations,
  health.recommendation_outcomes, health.device_assignments, health.device_metrics, health.practitioners TO provider, nurse;
GRANT SELECT (device_id, tenant, model, model_id, firmware, registered_at) ON health.devices TO provider, nurse;
GRANT EXECUTE ON PROCEDURE care.open(uuid, text), care.open_list(text), care.break_glass(uuid, text) TO provider, nurse;
GRANT EXECUTE ON FUNCTION care.note_opening(uuid, text), care.note_list(text), care.note_broken_glass(uuid, text),
  care.my_people(), care.person(uuid), care.readings(uuid, text, timestamptz, timestamptz), care.records(uuid),
  care.alerts(uuid), care.conditions(uuid) TO provider, nurse;
GRANT SELECT ON health.people_masked TO nurse, billing_clerk;

GRANT SELECT ON health.devices_billed TO billing_clerk;

-- Administrators: people and what is around them, nothing clinical, nothing of the audit. What the registry tells is
-- changed through the registry.
GRANT SELECT ON health.tenants, health.users, health.user_identifiers, health.emergency_contacts, health.user_preferences,
  health.practitioners, health.care_relationships, health.accounts, health.devices, health.device_identifiers,
  health.device_assignments, health.user_device_models, health.consents TO admin;
GRANT UPDATE (display) ON health.tenants TO admin;
GRANT UPDATE (family_name, given_name, birth_date, email, phone, address_line, postal_code, city, region, country, locale, merged_into) ON health.users TO admin;
GRANT INSERT, UPDATE, DELETE ON health.emergency_contacts, health.user_preferences, health.user_device_models TO admin;
GRANT INSERT, UPDATE ON health.practitioners TO admin;
GRANT INSERT (practitioner_id, user_id, valid_from, valid_until), UPDATE (valid_until) ON health.care_relationships TO admin;
GRANT INSERT, UPDATE (user_id, practitioner_id, disabled_at) ON health.accounts TO admin;
GRANT UPDATE (serial_number, model_id) ON health.devices TO admin;
GRANT INSERT, UPDATE, DELETE ON health.device_models, health.device_variants TO admin;
GRANT EXECUTE ON FUNCTION health.set_contact(uuid, jsonb) TO admin;
-- Which table a policy speaks of is not theirs to say: maintenance deletes there with the owner's rights.
GRANT SELECT, UPDATE (action, keep_for, reason, changed_at) ON ops.retention_policies TO admin;
GRANT SELECT ON ops.catalogue_imports TO admin;

-- Reports: they run with the asker's own rights, so each sees of them what it may see of the tables.
GRANT SELECT ON health.user_vitals, health.recommendations_with_outcomes, health.top_alert_offenders TO patient, provider, nurse;
GRANT SELECT ON health.weekly_activity, health.wear_time, health.device_health, health.person_identifiers TO patient;
GRANT EXECUTE ON FUNCTION health.zone_or_utc(text), health.zone_of(uuid), health.daily_activity_of(uuid, date, date),
  health.weekly_activity_of(uuid, date, date), health.wear_metric_of(uuid), health.wear_time_of(uuid, date, date),
  health.gaps_of(uuid, timestamptz) TO patient;
GRANT EXECUTE ON FUNCTION health.person_of(uuid) TO admin, patient, provider, nurse;
GRANT SELECT ON health.person_identifiers, health.users_without_device, health.users_per_brand, health.users_by_age_group TO admin;
GRANT EXECUTE ON FUNCTION health.merge_users(uuid, uuid), health.unmerge_user(uuid) TO admin;

-- Auditors.
GRANT SELECT ON audit.changes, audit.reads, audit.broken_glass, ops.retention_policies, ops.erasures TO auditor;
GRANT EXECUTE ON FUNCTION audit.reads_of(uuid) TO auditor;

-- Analysts.
GRANT SELECT ON analytics.readings, analytics.people, analytics.devices, analytics.alerts, analytics.metrics, analytics.daily,
  analytics.weekly, analytics.monthly, analytics.population_daily, analytics.population_weekly, analytics.trends,
  analytics.population_trends, analytics.brands, analytics.shard TO analyst;
GRANT SELECT ON reporting.readings, reporting.people, reporting.devices, reporting.alerts, reporting.daily, reporting.weekly,
  reporting.monthly, reporting.trends, reporting.population_daily, reporting.population_weekly, reporting.brands TO analyst;
GRANT EXECUTE ON FUNCTION analytics.percentiles(text, date, date, text), analytics.population_by(text, date, date),
  analytics.sum_counts(integer[]), analytics.sum_counts(bigint[]),
  analytics.histogram_percentile(bigint[], double precision[], double precision) TO analyst;
