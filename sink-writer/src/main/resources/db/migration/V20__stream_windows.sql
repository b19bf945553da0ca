-- From now on the stream tells of windows. It owns an hour until readings enter it that the stream cannot know of; then
-- the table owns the hour, for good: the stream's words about it are no longer heard, and whatever changes the hour has it
-- computed again from the readings stored.

CREATE TABLE ops.table_hours (
  user_id uuid NOT NULL,
  window_start timestamptz NOT NULL,
  computed_at timestamptz NOT NULL,
  metric_type smallint NOT NULL,
  PRIMARY KEY (user_id, metric_type, window_start)
);
COMMENT ON TABLE ops.table_hours IS 'Hours whose windows are computed from the readings stored, and not taken from the stream. An hour stays here when its last reading is gone.';
COMMENT ON COLUMN ops.table_hours.user_id IS 'Whose windows.';
COMMENT ON COLUMN ops.table_hours.metric_type IS 'The metric.';
COMMENT ON COLUMN ops.table_hours.window_start IS 'Start of the hour, UTC.';
COMMENT ON COLUMN ops.table_hours.computed_at IS 'When the table took the hour over.';

INSERT INTO ops.export_exclusions VALUES
  ('ops.table_hours', 'Which hours of windows are computed in which way. Readings and windows are in the export.');

-- Every hour computed until now was computed from the table.
INSERT INTO ops.table_hours (user_id, metric_type, window_start, computed_at)
SELECT user_id, metric_type, window_start, computed_at
FROM health.metric_windows WHERE window_minutes = 60 AND origin = 'table';

CREATE FUNCTION ops.hours_touched(measured_at timestamptz, end_at timestamptz)
RETURNS SETOF timestamptz
LANGUAGE sql IMMUTABLE AS $$
  SELECT date_bin('1 hour', measured_at, 'epoch') + n * interval '1 hour'
  FROM generate_series(0, CASE
    -- What is longer than a day on which clocks go back is in no window.
    WHEN end_at > measured_at AND end_at <= measured_at + interval '25 hours'
      THEN (extract(epoch FROM date_bin('1 hour', end_at - interval '1 microsecond', 'epoch')
                               - date_bin('1 hour', measured_at, 'epoch')) / 3600)::integer
    ELSE 0 END) AS n
$$;
COMMENT ON FUNCTION ops.hours_touched(timestamptz, timestamptz) IS 'The hours whose windows a reading can be in: that of its instant, or all of its interval.';

-- Batches that nobody has looked at yet were stored under the old rule, by which every hour was computed from the table.
WITH taken AS (
  UPDATE ops.batches SET rolled_up_at = now()
  WHERE lane = 'readings' AND rolled_up_at IS NULL
  RETURNING user_ids, measured_from, measured_until
)
INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
SELECT DISTINCT h.user_id, h.metric_type, t.hour
FROM taken
CROSS JOIN LATERAL unnest(taken.user_ids, taken.measured_from, taken.measured_until) AS r (user_id, since, until)
JOIN health.health_metrics h ON h.user_id = r.user_id AND h.measured_at >= r.since AND h.measured_at <= r.until
CROSS JOIN LATERAL ops.hours_touched(h.measured_at, h.end_at) AS t (hour)
ORDER BY 1, 2, 3
ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1;

-- An hour that waits in the queue is the table's already.
INSERT INTO ops.table_hours (user_id, metric_type, window_start, computed_at)
SELECT user_id, metric_type, window_start, now() FROM ops.repair_queue
ON CONFLICT DO NOTHING;

CREATE OR REPLACE PROCEDURE ops.queue_window_repair(person uuid, metric text, since timestamptz, before timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  wanted smallint[];
BEGIN
  wanted := ARRAY(SELECT t.metric_type FROM health.metric_types t WHERE metric IS NULL OR t.code = metric);
  IF cardinality(wanted) = 0 THEN
    RAISE EXCEPTION 'no such metric' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Hours that have windows but no readings are repaired too: their windows go.
  INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
  SELECT h.user_id, h.metric_type, t.hour
  FROM health.health_metrics h
  CROSS JOIN LATERAL ops.hours_touched(h.measured_at, h.end_at) AS t (hour)
  WHERE h.user_id = person AND h.metric_type = ANY (wanted)
    AND h.measured_at >= date_bin('1 hour', since, 'epoch') - interval '25 hours' AND h.measured_at < before
    AND t.hour >= date_bin('1 hour', since, 'epoch') AND t.hour < before
  UNION
  SELECT w.user_id, w.metric_type, date_bin('1 hour', w.window_start, 'epoch')
  FROM health.metric_windows w
  WHERE w.user_id = person AND w.metric_type = ANY (wanted)
    AND w.window_start >= date_bin('1 hour', since, 'epoch') AND w.window_start < before
  -- Everyone who queues does so in the order of the key, so that nobody waits in a circle.
  ORDER BY 1, 2, 3
  ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1;
END
$$;

CREATE OR REPLACE FUNCTION ops.forget_rows(person uuid, told_until timestamptz)
RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted record;
  condition text;
  gone bigint;
  counts jsonb := '{}';
  registered constant boolean := EXISTS (SELECT FROM health.users u WHERE u.user_id = person);
BEGIN
  FOR wanted IN
    SELECT p.table_name, coalesce(p.told_at, '''-infinity''::timestamptz') AS told_at, p.told_at IS NOT NULL AS dated
    FROM ops.personal_tables() p
    WHERE p.is_own AND NOT p.goes_with_user AND p.table_name <> 'ops.erasures' AND p.table_name NOT LIKE 'audit.%'
    -- Episodes are judged by their events, so they go first.
    ORDER BY p.table_name = 'health.alert_events', p.table_name
  LOOP
    -- A row that does not say when it was told cannot be told from one of a person registered again.
    CONTINUE WHEN registered AND NOT wanted.dated;
    -- What was told later of a person who is not registered was on its way when the person was forgotten. An hour passes
    -- first: the reading of somebody registered again may be stored sooner than the registration.
    condition := format('t.user_id = $1 AND (%s <= $2 OR NOT $3 AND %1$s < now() - interval ''1 hour'')', wanted.told_at);
    IF registered AND wanted.table_name = 'health.health_metrics' THEN
      -- The windows that counted these readings are computed again from what stays.
      EXECUTE format('INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)'
                     ' SELECT DISTINCT t.user_id, t.metric_type, touched.hour'
                     ' FROM health.health_metrics t'
                     ' CROSS JOIN LATERAL ops.hours_touched(t.measured_at, t.end_at) AS touched (hour) WHERE %s'
                     ' ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1', condition)
        USING person, told_until, registered;
    END IF;
    EXECUTE format('DELETE FROM %s t WHERE %s', wanted.table_name, condition) USING person, told_until, registered;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
      counts := counts || jsonb_build_object(wanted.table_name, gone);
      IF wanted.table_name IN ('health.health_metrics', 'ops.quarantined_readings') THEN
        INSERT INTO ops.row_movements (table_name, kind, row_count) VALUES (split_part(wanted.table_name, '.', 2), 'erased', gone);
      END IF;
    END IF;
  END LOOP;
  RETURN counts;
END
$$;
