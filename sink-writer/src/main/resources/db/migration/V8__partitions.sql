-- Partitions are made ahead of time, so that the ingest path never changes the schema: one for everything before 2000
-- (real files hold 1960), years, months for two years, and for the hot table days around today.

CREATE TABLE ops.partitioned_tables (
  table_name text PRIMARY KEY,
  daily boolean NOT NULL
);
COMMENT ON TABLE ops.partitioned_tables IS 'The tables of schema health whose partitions maintenance makes.';
COMMENT ON COLUMN ops.partitioned_tables.table_name IS 'The table, in schema health.';
COMMENT ON COLUMN ops.partitioned_tables.daily IS 'Whether days around today have their own partition; otherwise months.';
INSERT INTO ops.partitioned_tables VALUES ('health_metrics', true), ('metric_windows', false), ('activity_log', false);

CREATE FUNCTION ops.partition_bounds(parent text)
RETURNS TABLE (partition_name text, from_day date, until_day date)
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
  SELECT c.relname::text,
         substring(b.bounds FROM $re$FROM \('(\d{4,}-\d\d-\d\d)$re$)::date,
         substring(b.bounds FROM $re$TO \('(\d{4,}-\d\d-\d\d)$re$)::date
  FROM pg_inherits i
  JOIN pg_class c ON c.oid = i.inhrelid
  CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS bounds) b
  WHERE i.inhparent = to_regclass('health.' || quote_ident(parent))
$$;
COMMENT ON FUNCTION ops.partition_bounds(text) IS 'The attached partitions of a table of schema health with the days they hold, UTC; from_day is absent for everything before.';

-- Ranges follow each other without a gap, and each step looks only at where the last one ended, so that a run on any
-- later day continues exactly there: a month begins on a month's first day or not at all.
CREATE FUNCTION ops.missing_partitions(covered date, today date, daily boolean)
RETURNS TABLE (from_day date, until_day date)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  first_year constant date := '2000-01-01';
  near constant integer := 35;
  monthly_from constant date := make_date(extract(year FROM today)::integer - 2, 1, 1);
  daily_from constant date := date_trunc('month', today - near)::date;
  finish constant date := CASE WHEN daily THEN today + near + 1 ELSE (date_trunc('month', today) + interval '3 months')::date END;
BEGIN
  IF covered IS NULL THEN
    from_day := NULL;
    until_day := first_year;
    RETURN NEXT;
  END IF;
  from_day := coalesce(covered, first_year);
  WHILE from_day < finish LOOP
    IF extract(doy FROM from_day) = 1 AND from_day + interval '1 year' <= monthly_from THEN
      until_day := from_day + interval '1 year';
    ELSIF extract(day FROM from_day) = 1 AND (NOT daily OR from_day + interval '1 month' <= daily_from) THEN
      until_day := from_day + interval '1 month';
    ELSE
      until_day := from_day + 1;
    END IF;
    RETURN NEXT;
    from_day := until_day;
  END LOOP;
END
$$;
COMMENT ON FUNCTION ops.missing_partitions(date, date, boolean) IS 'The day ranges a table lacks on a day, given where its partitions end; absent when it has none.';

CREATE FUNCTION ops.partition_name(parent text, from_day date, until_day date)
RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN from_day IS NULL THEN format('%s_before_%s', parent, extract(year FROM until_day))
    WHEN from_day + 1 = until_day THEN format('%s_%s', parent, to_char(from_day, 'YYYY_MM_DD'))
    WHEN from_day + interval '1 month' = until_day THEN format('%s_%s', parent, to_char(from_day, 'YYYY_MM'))
    ELSE format('%s_%s', parent, to_char(from_day, 'YYYY'))
  END
$$;
COMMENT ON FUNCTION ops.partition_name(text, date, date) IS 'A partition''s table: readable, and sorted like the time it holds.';

CREATE FUNCTION ops.add_partition(parent text, from_day date, until_day date)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  child constant text := ops.partition_name(parent, from_day, until_day);
BEGIN
  -- Attaching takes a weaker lock on the parent than creating a partition in place.
  EXECUTE format('CREATE TABLE health.%I (LIKE health.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
  EXECUTE format('ALTER TABLE health.%I ATTACH PARTITION health.%I FOR VALUES FROM (%s) TO (%L)',
                 parent, child,
                 CASE WHEN from_day IS NULL THEN 'MINVALUE' ELSE quote_literal(from_day || ' 00:00:00+00') END,
                 until_day || ' 00:00:00+00');
END
$$;
COMMENT ON FUNCTION ops.add_partition(text, date, date) IS 'Makes and attaches one partition.';

CREATE PROCEDURE ops.ensure_partitions(today date DEFAULT (now() AT TIME ZONE 'UTC')::date)
LANGUAGE plpgsql AS $$
DECLARE
  wanted record;
  next_range record;
  made integer;
BEGIN
  FOR wanted IN SELECT table_name, daily FROM ops.partitioned_tables ORDER BY table_name LOOP
    LOOP
      -- A few partitions per transaction: locks are held for a moment, and what is interrupted is continued the next
      -- time. Whoever holds a table for longer is more important than tomorrow's partition.
      SET LOCAL lock_timeout = '5s';
      PERFORM pg_advisory_xact_lock(4851002);
      made := 0;
      FOR next_range IN
        SELECT m.from_day, m.until_day
        FROM ops.missing_partitions(
          (SELECT max(b.until_day) FROM ops.partition_bounds(wanted.table_name) b), today, wanted.daily) m
        ORDER BY m.until_day LIMIT 25
      LOOP
        PERFORM ops.add_partition(wanted.table_name, next_range.from_day, next_range.until_day);
        made := made + 1;
      END LOOP;
      COMMIT;
      EXIT WHEN made = 0;
    END LOOP;
  END LOOP;
END
$$;
COMMENT ON PROCEDURE ops.ensure_partitions(date) IS 'Makes the partitions that are missing on a day. Any number may run at once: one works, the others then find nothing left to do. Call it outside a transaction.';
