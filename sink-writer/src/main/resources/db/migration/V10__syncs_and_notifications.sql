-- What follows the ingest: whose data came, who is told of an alert, and what dangles. All of it hangs on the one row that
-- a batch writes, or on rows of modest volume, never on the hot table.

ALTER TABLE ops.batches
  ADD COLUMN owner text,
  ADD COLUMN user_ids uuid[],
  ADD COLUMN device_ids uuid[],
  ADD COLUMN readings integer[],
  ADD COLUMN measured_from timestamptz[],
  ADD COLUMN measured_until timestamptz[],
  ADD COLUMN rolled_up_at timestamptz;
COMMENT ON COLUMN ops.batches.owner IS 'The sink that wrote it.';
COMMENT ON COLUMN ops.batches.user_ids IS 'Lane readings: one element for each person and device of the batch; the arrays beside this one have the same order.';
COMMENT ON COLUMN ops.batches.device_ids IS 'The device; null for self-reports.';
COMMENT ON COLUMN ops.batches.readings IS 'How many readings of it the batch stored or corrected; what arrived again adds nothing.';
COMMENT ON COLUMN ops.batches.people IS 'How many people the batch stored readings of.';
COMMENT ON COLUMN ops.batches.devices IS 'How many devices these came from.';
COMMENT ON COLUMN ops.batches.measured_from IS 'Earliest time of measurement among the fresh ones; null when there are none.';
COMMENT ON COLUMN ops.batches.measured_until IS 'Latest time of measurement among the fresh ones.';
COMMENT ON COLUMN ops.batches.rolled_up_at IS 'When the hours it touched were aggregated.';
-- What the version before wrote has no arrays, and its hours are told by the repair of what changes next.
UPDATE ops.batches SET rolled_up_at = written_at;
CREATE INDEX batches_to_roll_up ON ops.batches (batch_id) WHERE lane = 'readings' AND rolled_up_at IS NULL;

ALTER TABLE health.device_identifiers
  ADD COLUMN valid_from timestamptz,
  ADD COLUMN valid_until timestamptz,
  ADD CONSTRAINT period CHECK (valid_from < valid_until);
COMMENT ON COLUMN health.device_identifiers.valid_from IS 'First instant of the name''s use; absent when it is not known.';
COMMENT ON COLUMN health.device_identifiers.valid_until IS 'First instant it was no longer in use; absent while it is.';

-- One row for each person, device and hour: with a row for each batch, people whose watch speaks every second would fill
-- the log faster than their readings fill the table.
CREATE FUNCTION ops.log_data_syncs() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  hour constant timestamptz := date_trunc('hour', NEW.written_at, 'UTC');
BEGIN
  INSERT INTO health.activity_log AS a
    (activity_id, occurred_at, user_id, device_id, kind, actor, readings, measured_from, measured_until)
  SELECT md5(concat_ws('/', 'data-sync', s.user_id, coalesce(s.device_id::text, '-'), extract(epoch FROM hour)))::uuid,
         hour, s.user_id, s.device_id, 'data-sync', coalesce(NEW.owner, 'sink'), s.readings, s.measured_from,
         s.measured_until
  FROM unnest(NEW.user_ids, NEW.device_ids, NEW.readings, NEW.measured_from, NEW.measured_until)
    AS s (user_id, device_id, readings, measured_from, measured_until)
  ON CONFLICT (activity_id, occurred_at) DO UPDATE SET
    readings = a.readings + excluded.readings,
    measured_from = least(a.measured_from, excluded.measured_from),
    measured_until = greatest(a.measured_until, excluded.measured_until);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.log_data_syncs() IS 'Logs the data syncs of a batch: one row of health.activity_log for each person, device and hour.';
CREATE TRIGGER log_data_syncs AFTER INSERT ON ops.batches
  FOR EACH ROW WHEN (NEW.user_ids IS NOT NULL) EXECUTE FUNCTION ops.log_data_syncs();

-- Rows of the log are updated for an hour; room in the page keeps their indexes out of it.
ALTER TABLE ops.partitioned_tables ADD COLUMN fillfactor smallint NOT NULL DEFAULT 100;
COMMENT ON COLUMN ops.partitioned_tables.fillfactor IS 'How full new partitions are packed, in per cent.';
UPDATE ops.partitioned_tables SET fillfactor = 70 WHERE table_name = 'activity_log';

CREATE OR REPLACE FUNCTION ops.add_partition(parent text, from_day date, until_day date)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  child constant text := ops.partition_name(parent, from_day, until_day);
BEGIN
  -- Attaching takes a weaker lock on the parent than creating a partition in place.
  EXECUTE format('CREATE TABLE health.%I (LIKE health.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = %s)',
                 child, parent, (SELECT t.fillfactor FROM ops.partitioned_tables t WHERE t.table_name = parent));
  EXECUTE format('ALTER TABLE health.%I ATTACH PARTITION health.%I FOR VALUES FROM (%s) TO (%L)',
                 parent, child,
                 CASE WHEN from_day IS NULL THEN 'MINVALUE' ELSE quote_literal(from_day || ' 00:00:00+00') END,
                 until_day || ' 00:00:00+00');
END
$$;

CREATE FUNCTION health.log_registration() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO health.activity_log (activity_id, occurred_at, user_id, tenant, kind, actor)
  VALUES (md5(concat_ws('/', 'registry', NEW.user_id, NEW.version))::uuid, NEW.changed_at, NEW.user_id, NEW.tenant,
          CASE TG_OP WHEN 'INSERT' THEN 'registered' ELSE 'profile-changed' END, 'registry')
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.log_registration() IS 'Logs that the registry took a person in or changed them.';
CREATE TRIGGER log_registration AFTER INSERT ON health.users
  FOR EACH ROW EXECUTE FUNCTION health.log_registration();
CREATE TRIGGER log_change AFTER UPDATE OF version ON health.users
  FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION health.log_registration();

-- The time is the registry's, so that a device that is deleted and told again from the start is logged once.
CREATE FUNCTION health.log_assignment() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO health.activity_log (activity_id, occurred_at, user_id, device_id, kind, actor)
  VALUES (md5(concat_ws('/', 'device-assigned', NEW.device_id, NEW.user_id, extract(epoch FROM NEW.assigned_from)))::uuid,
          (SELECT d.changed_at FROM health.devices d WHERE d.device_id = NEW.device_id),
          NEW.user_id, NEW.device_id, 'device-assigned', 'registry')
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.log_assignment() IS 'Logs that a person got a device.';
CREATE TRIGGER log_assignment AFTER INSERT ON health.device_assignments
  FOR EACH ROW EXECUTE FUNCTION health.log_assignment();
CREATE TRIGGER log_other_wearer AFTER UPDATE OF user_id ON health.device_assignments
  FOR EACH ROW WHEN (OLD.user_id <> NEW.user_id) EXECUTE FUNCTION health.log_assignment();

-- NOTIFY takes a lock of the whole server at commit, so it belongs on alerts, which are rare, and nowhere near readings.
CREATE FUNCTION health.notify_alert() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('healthtrack_alerts', json_build_object(
    'alert_id', NEW.alert_id, 'user_id', NEW.user_id, 'severity', NEW.severity, 'state', NEW.state,
    'revision', NEW.revision, 'retrospective', NEW.retrospective,
    -- The event is stored before the episode. One that was overtaken by a newer one pages nobody.
    'page', EXISTS (SELECT FROM health.alert_events e
                    WHERE e.alert_id = NEW.alert_id AND e.revision = NEW.revision AND e.page))::text);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.notify_alert() IS 'Tells whoever listens on channel healthtrack_alerts: ids and states, never a value or a name.';
CREATE TRIGGER notify_new_alert AFTER INSERT ON health.alerts
  FOR EACH ROW EXECUTE FUNCTION health.notify_alert();
CREATE TRIGGER notify_changed_alert AFTER UPDATE ON health.alerts
  FOR EACH ROW WHEN (OLD.severity <> NEW.severity OR OLD.state <> NEW.state) EXECUTE FUNCTION health.notify_alert();

-- Distinct values of a leading key column by hopping from one to the next: for each value one look-up in each partition,
-- however many rows there are.
CREATE FUNCTION ops.people_with_readings() RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE hop AS (
    (SELECT user_id FROM health.health_metrics ORDER BY user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT h.user_id FROM health.health_metrics h WHERE h.user_id > hop.user_id ORDER BY h.user_id LIMIT 1)
    FROM hop WHERE hop.user_id IS NOT NULL)
  SELECT user_id FROM hop WHERE user_id IS NOT NULL
$$;
COMMENT ON FUNCTION ops.people_with_readings() IS 'Everybody who has a reading, found without reading the table.';

CREATE FUNCTION ops.people_with_windows() RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE hop AS (
    (SELECT user_id FROM health.metric_windows ORDER BY user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT w.user_id FROM health.metric_windows w WHERE w.user_id > hop.user_id ORDER BY w.user_id LIMIT 1)
    FROM hop WHERE hop.user_id IS NOT NULL)
  SELECT user_id FROM hop WHERE user_id IS NOT NULL
$$;
COMMENT ON FUNCTION ops.people_with_windows() IS 'Everybody who has a window, found without reading the table.';

-- Rows of the large tables are counted only for what dangles.
CREATE VIEW ops.orphans AS
SELECT 'health_metrics' AS table_name, 'user_id' AS column_name, p.user_id::text AS value,
       (SELECT count(*) FROM health.health_metrics h WHERE h.user_id = p.user_id) AS row_count
FROM ops.people_with_readings() AS p (user_id)
WHERE NOT EXISTS (SELECT FROM health.users u WHERE u.user_id = p.user_id)
UNION ALL
SELECT 'metric_windows', 'user_id', p.user_id::text,
       (SELECT count(*) FROM health.metric_windows w WHERE w.user_id = p.user_id)
FROM ops.people_with_windows() AS p (user_id)
WHERE NOT EXISTS (SELECT FROM health.users u WHERE u.user_id = p.user_id)
UNION ALL
SELECT 'latest_metrics', 'metric_type', a.metric_type::text, count(*)
FROM health.latest_metrics a
WHERE NOT EXISTS (SELECT FROM health.metric_types k WHERE k.metric_type = a.metric_type)
GROUP BY a.metric_type
UNION ALL
SELECT 'activity_log', 'device_id', a.device_id::text, count(*)
FROM health.activity_log a
WHERE a.device_id IS NOT NULL AND a.kind = 'data-sync' AND NOT EXISTS (SELECT FROM health.devices k WHERE k.device_id = a.device_id)
GROUP BY a.device_id
UNION ALL
SELECT 'device_assignments', 'user_id', a.user_id::text, count(*)
FROM health.device_assignments a
WHERE NOT EXISTS (SELECT FROM health.users k WHERE k.user_id = a.user_id)
GROUP BY a.user_id
UNION ALL
SELECT 'alerts', 'user_id', a.user_id::text, count(*)
FROM health.alerts a
WHERE NOT EXISTS (SELECT FROM health.users k WHERE k.user_id = a.user_id)
GROUP BY a.user_id
UNION ALL
SELECT 'thresholds', 'user_id', a.user_id::text, count(*)
FROM health.thresholds a
WHERE a.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM health.users k WHERE k.user_id = a.user_id)
GROUP BY a.user_id
UNION ALL
SELECT 'electronic_health_records', 'user_id', a.user_id::text, count(*)
FROM health.electronic_health_records a
WHERE NOT EXISTS (SELECT FROM health.users k WHERE k.user_id = a.user_id)
GROUP BY a.user_id;
COMMENT ON VIEW ops.orphans IS 'What foreign keys that are declared but not enforced would refuse. Metrics of readings are found through the newest readings, devices through the data syncs.';
COMMENT ON COLUMN ops.orphans.table_name IS 'Where it dangles, in schema health.';
COMMENT ON COLUMN ops.orphans.column_name IS 'Which column.';
COMMENT ON COLUMN ops.orphans.value IS 'What it points at that is not there.';
COMMENT ON COLUMN ops.orphans.row_count IS 'How many rows of that table point at it.';
