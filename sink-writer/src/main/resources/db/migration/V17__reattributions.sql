-- Consents as the registry tells them, and readings that follow a corrected assignment of their device.

-- Consents and people come through topics of their own, in either order.
ALTER TABLE health.consents
  DROP CONSTRAINT consents_user_id_fkey,
  ADD CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED;

CREATE OR REPLACE VIEW ops.orphans AS
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
GROUP BY a.user_id
UNION ALL
SELECT 'consents', 'user_id', a.user_id::text, count(*)
FROM health.consents a
WHERE NOT EXISTS (SELECT FROM health.users k WHERE k.user_id = a.user_id)
GROUP BY a.user_id;

CREATE TABLE ops.reattributions (
  device_id uuid NOT NULL,
  user_id uuid NOT NULL,
  measured_from timestamptz NOT NULL,
  measured_until timestamptz NOT NULL DEFAULT 'infinity',
  changed_at timestamptz NOT NULL,
  repeat_until timestamptz NOT NULL,
  looked_at timestamptz,
  synced bigint NOT NULL DEFAULT 0,
  moved bigint NOT NULL DEFAULT 0,
  withdrawn bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (device_id, user_id, measured_from, measured_until),
  CONSTRAINT period CHECK (measured_from < measured_until)
);
COMMENT ON TABLE ops.reattributions IS 'Stretches of time in which a device turned out not to have been worn by a person whose readings it brought: those readings move to whoever wore it, now and as long as more may arrive.';
COMMENT ON COLUMN ops.reattributions.device_id IS 'The device.';
COMMENT ON COLUMN ops.reattributions.user_id IS 'Who was recorded as its wearer.';
COMMENT ON COLUMN ops.reattributions.measured_from IS 'First instant.';
COMMENT ON COLUMN ops.reattributions.measured_until IS 'First instant no longer; infinity where the assignment was open-ended.';
COMMENT ON COLUMN ops.reattributions.changed_at IS 'When the registry took the change.';
COMMENT ON COLUMN ops.reattributions.repeat_until IS 'Until then readings accepted before the change may still arrive from topics.';
COMMENT ON COLUMN ops.reattributions.looked_at IS 'When the last look that was finished began; absent while one is due.';
COMMENT ON COLUMN ops.reattributions.synced IS 'How many readings of person and device the log of syncs knew at that time: when it knows more, it is looked again.';
COMMENT ON COLUMN ops.reattributions.moved IS 'Rows that moved to another person, or were there already.';
COMMENT ON COLUMN ops.reattributions.withdrawn IS 'Rows that went to quarantine: nobody wore the device, or another reading had their id.';

INSERT INTO ops.export_exclusions VALUES
  ('ops.reattributions', 'A work list: times of a device that are not this person''s. Assignments and readings are in the export.');

-- As long as readings.raw and readings.valid together keep a reading, like ops.erasures.
CREATE FUNCTION ops.queue_reattribution(device uuid, person uuid, since timestamptz, before timestamptz, changed timestamptz)
RETURNS void
LANGUAGE sql AS $$
  INSERT INTO ops.reattributions AS r (device_id, user_id, measured_from, measured_until, changed_at, repeat_until)
  VALUES (device, person, since, coalesce(before, 'infinity'), changed, changed + interval '17 days')
  ON CONFLICT (device_id, user_id, measured_from, measured_until) DO UPDATE SET
    changed_at = excluded.changed_at, repeat_until = excluded.repeat_until, looked_at = NULL
$$;
COMMENT ON FUNCTION ops.queue_reattribution(uuid, uuid, timestamptz, timestamptz, timestamptz) IS 'Asks the sink to move the readings a device brought for a person in a stretch of time to whoever wore it.';

ALTER TABLE ops.row_movements
  DROP CONSTRAINT row_movements_kind_check,
  ADD CONSTRAINT row_movements_kind_check
    CHECK (kind IN ('archived', 'dropped', 'restored', 'erased', 'reattributed', 'merged', 'withdrawn'));
COMMENT ON TABLE ops.row_movements IS 'Rows that left or came back to a table otherwise than through its lane, so that nothing vanishes between two counts: rows = inserted - archived - dropped - erased - merged - withdrawn + restored.';
COMMENT ON COLUMN ops.row_movements.kind IS 'archived, dropped, restored or erased; reattributed: the row is another person''s now; merged: it was to be, and the person had it already; withdrawn: into quarantine.';
