-- Windows are recomputed from the readings stored. Two things ask for it: readings whose order nobody could prove, hour by
-- hour in ops.repair_queue, and batches of readings, whose hours maintenance adds to the same queue.

-- A request that comes while the hour is being recomputed must not be lost with the one being served: it counts up, and
-- what is done is removed only if nobody asked again.
ALTER TABLE ops.repair_queue ADD COLUMN requests integer NOT NULL DEFAULT 1;
ALTER TABLE ops.repair_queue SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX ON ops.repair_queue (queued_at);
COMMENT ON TABLE ops.repair_queue IS 'Hours whose windows are to be recomputed from the readings stored.';
COMMENT ON COLUMN ops.repair_queue.requests IS 'How often it was asked for since it was last done.';

-- An hour of nothing but "below what the sensor can tell" is the worst hour there is: it must have its row.
ALTER TABLE health.metric_windows
  DROP CONSTRAINT metric_windows_readings_check,
  ALTER COLUMN min DROP NOT NULL,
  ALTER COLUMN max DROP NOT NULL,
  ALTER COLUMN first_value DROP NOT NULL,
  ALTER COLUMN last_value DROP NOT NULL,
  ALTER COLUMN first_at DROP NOT NULL,
  ALTER COLUMN last_at DROP NOT NULL,
  ADD CONSTRAINT something CHECK (readings >= 0 AND limited >= 0 AND readings + limited > 0),
  ADD CONSTRAINT numbers_where_values CHECK (num_nulls(min, max, first_value, last_value, first_at, last_at)
                                             = CASE WHEN readings > 0 THEN 0 ELSE 6 END);
COMMENT ON COLUMN health.metric_windows.min IS 'The lowest; absent where all are limited.';
COMMENT ON COLUMN health.metric_windows.max IS 'The highest; absent where all are limited.';
COMMENT ON COLUMN health.metric_windows.first_value IS 'The earliest value; absent where all are limited.';
COMMENT ON COLUMN health.metric_windows.last_value IS 'The latest value; absent where all are limited.';
COMMENT ON COLUMN health.metric_windows.first_at IS 'When the earliest was measured; absent where all are limited.';
COMMENT ON COLUMN health.metric_windows.last_at IS 'When the latest was measured; absent where all are limited.';

CREATE FUNCTION ops.hold_window_repair()
RETURNS void
LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(4851003)
$$;
COMMENT ON FUNCTION ops.hold_window_repair() IS 'Waits for a repair under way and keeps others from starting until the transaction ends. For whoever deletes a person''s readings and windows: a repair that still saw the readings would write the windows again.';

-- In schema ops, not health: it changes no data, it asks the sink to do something, like all procedures of ops.
CREATE PROCEDURE ops.queue_window_repair(person uuid, metric text, since timestamptz, before timestamptz)
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
  SELECT h.user_id, h.metric_type, date_bin('1 hour', h.measured_at, 'epoch')
  FROM health.health_metrics h
  WHERE h.user_id = person AND h.metric_type = ANY (wanted)
    AND h.measured_at >= date_bin('1 hour', since, 'epoch') AND h.measured_at < before
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
COMMENT ON PROCEDURE ops.queue_window_repair(uuid, text, timestamptz, timestamptz) IS 'Asks the sink to recompute a person''s windows of one metric, or of all where it is absent, in every hour that touches the time from since to before.';

-- Readings stored before there were windows get theirs.
INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
SELECT DISTINCT h.user_id, h.metric_type, date_bin('1 hour', h.measured_at, 'epoch')
FROM health.health_metrics h
ORDER BY 1, 2, 3
ON CONFLICT (user_id, metric_type, window_start) DO NOTHING;
