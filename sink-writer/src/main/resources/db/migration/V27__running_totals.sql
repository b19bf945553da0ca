-- A reading may be what a counter showed (statistic running-total). What was counted is the difference from the total
-- before it, so one total speaks of all the time between its neighbours, and its hours depend on what else is stored.

COMMENT ON COLUMN health.health_metrics.statistic IS 'minimum, maximum, average and the like, when a device computed it; running-total for what a counter showed, whose differences are in the windows. Absent: a measurement.';
COMMENT ON COLUMN analytics.readings.statistic IS 'minimum, maximum, average and the like, when a device computed it; running-total for what a counter showed, whose differences are in the windows. Absent: a measurement.';

CREATE FUNCTION ops.hours_of_total(person uuid, metric smallint, device uuid, at timestamptz)
RETURNS SETOF timestamptz
LANGUAGE sql STABLE AS $$
  SELECT generate_series(
    date_bin('1 hour', coalesce((
      SELECT m.measured_at FROM health.health_metrics m
      WHERE m.user_id = person AND m.metric_type = metric
        AND m.measured_at >= at - interval '25 hours' AND m.measured_at < at
        AND m.device_id = device AND m.statistic = 'running-total'
        AND m.status IS DISTINCT FROM 'entered-in-error' AND m.comparator IS NULL
      ORDER BY m.measured_at DESC LIMIT 1), at - interval '25 hours'), 'epoch'),
    date_bin('1 hour', coalesce((
      SELECT m.measured_at FROM health.health_metrics m
      WHERE m.user_id = person AND m.metric_type = metric
        AND m.measured_at > at AND m.measured_at <= at + interval '25 hours'
        AND m.device_id = device AND m.statistic = 'running-total'
        AND m.status IS DISTINCT FROM 'entered-in-error' AND m.comparator IS NULL
      ORDER BY m.measured_at LIMIT 1), at + interval '25 hours'), 'epoch'),
    interval '1 hour')
$$;
COMMENT ON FUNCTION ops.hours_of_total(uuid, smallint, uuid, timestamptz) IS 'The hours whose windows a running total can change: from the total before it to the one after. Where there is none within 25 hours, these 25 hours too, because one may come that the stream compares with another.';

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
  SELECT h.user_id, h.metric_type, t.hour
  FROM health.health_metrics h
  CROSS JOIN LATERAL ops.hours_of_total(h.user_id, h.metric_type, h.device_id, h.measured_at) AS t (hour)
  WHERE h.user_id = person AND h.metric_type = ANY (wanted) AND h.statistic = 'running-total'
    AND h.measured_at >= date_bin('1 hour', since, 'epoch') - interval '25 hours'
    AND h.measured_at < before + interval '25 hours'
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
                     ' CROSS JOIN LATERAL ('
                     '   SELECT ops.hours_touched(t.measured_at, t.end_at)'
                     '   UNION SELECT ops.hours_of_total(t.user_id, t.metric_type, t.device_id, t.measured_at)'
                     '   WHERE t.statistic = ''running-total'') AS touched (hour) WHERE %s'
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
