-- What the database itself said of a row that it refused, for whoever mends the row or the table.

ALTER TABLE ops.quarantined_readings ADD COLUMN database_message text;
COMMENT ON COLUMN ops.quarantined_readings.database_message IS 'What the database said when it refused the row; it may quote the row, so it is neither logged nor sent on.';

-- A partition that somebody dropped or detached left a hole for good: only what was missing after the last one was made.
-- Holes are filled now, by the table that lies there detached, with its rows, or by a new one.

CREATE FUNCTION ops.partition_holes(parent text)
RETURNS TABLE (from_day date, until_day date)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  hole record;
  step date;
BEGIN
  FOR hole IN
    SELECT b.covered, b.next_day FROM (
      SELECT lag(p.until_day) OVER (ORDER BY p.until_day) AS covered, p.from_day AS next_day
      FROM ops.partition_bounds(parent) p) b
    WHERE b.next_day IS NOT NULL AND b.covered IS DISTINCT FROM b.next_day
    ORDER BY b.next_day
  LOOP
    from_day := hole.covered;
    WHILE from_day IS DISTINCT FROM hole.next_day LOOP
      IF from_day IS NULL THEN
        until_day := least('2000-01-01', hole.next_day);
      ELSE
        until_day := CASE
          WHEN extract(doy FROM from_day) = 1 AND from_day + interval '1 year' <= hole.next_day THEN from_day + interval '1 year'
          WHEN extract(day FROM from_day) = 1 AND from_day + interval '1 month' <= hole.next_day THEN from_day + interval '1 month'
          ELSE from_day + 1 END;
        -- What lies there says itself how much it holds.
        FOREACH step IN ARRAY ARRAY[from_day + interval '1 month', from_day + 1]::date[] LOOP
          IF step < until_day AND to_regclass(format('health.%I', ops.partition_name(parent, from_day, step))) IS NOT NULL THEN
            until_day := step;
          END IF;
        END LOOP;
      END IF;
      RETURN NEXT;
      from_day := until_day;
    END LOOP;
  END LOOP;
END
$$;
COMMENT ON FUNCTION ops.partition_holes(text) IS 'The partitions a table lacks between or before those it has, as day ranges, UTC; absent from_day: everything before.';

CREATE FUNCTION ops.place_partition(parent text, from_day date, until_day date)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  child constant text := ops.partition_name(parent, from_day, until_day);
  there boolean;
BEGIN
  SELECT c.relispartition INTO there FROM pg_class c WHERE c.oid = to_regclass(format('health.%I', child));
  IF there IS NULL THEN
    PERFORM ops.add_partition(parent, from_day, until_day);
  ELSIF NOT there THEN
    EXECUTE format('ALTER TABLE health.%I ATTACH PARTITION health.%I FOR VALUES FROM (%s) TO (%L)',
                   parent, child, coalesce(quote_literal(from_day || ' 00:00:00+00'), 'MINVALUE'), until_day || ' 00:00:00+00');
  END IF;
EXCEPTION WHEN OTHERS THEN
  -- One table that does not fit must not keep tomorrow from having its partition.
  RAISE WARNING '% has no place in %: %', child, parent, SQLERRM;
END
$$;
COMMENT ON FUNCTION ops.place_partition(text, date, date) IS 'Attaches the table of a partition''s name, or makes it where there is none; warns when that cannot be.';

CREATE OR REPLACE PROCEDURE ops.ensure_partitions(today date DEFAULT (now() AT TIME ZONE 'UTC')::date)
LANGUAGE plpgsql AS $$
DECLARE
  wanted record;
  missing record;
BEGIN
  FOR wanted IN SELECT table_name, daily FROM ops.partitioned_tables ORDER BY table_name LOOP
    FOR missing IN
      SELECT m.from_day, m.until_day
      FROM ops.missing_partitions(
        (SELECT max(b.until_day) FROM ops.partition_bounds(wanted.table_name) b), today, wanted.daily) m
      UNION ALL
      SELECT h.from_day, h.until_day FROM ops.partition_holes(wanted.table_name) h
      ORDER BY until_day
    LOOP
      -- One partition per transaction: locks are held for milliseconds, and what is interrupted is continued the next
      -- time. Whoever holds a table for longer is more important than tomorrow's partition.
      SET LOCAL lock_timeout = '5s';
      PERFORM pg_advisory_xact_lock(4851002);
      PERFORM ops.place_partition(wanted.table_name, missing.from_day, missing.until_day);
      COMMIT;
    END LOOP;
    COMMIT;
  END LOOP;
END
$$;
