-- What maintenance does beside the lanes: merging, retention, archives; and what it did.

CREATE TABLE ops.maintenance_runs (
  run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task text NOT NULL,
  started_at timestamptz NOT NULL,
  took interval NOT NULL,
  done bigint NOT NULL,
  trouble text
);
CREATE INDEX ON ops.maintenance_runs (task, started_at);
COMMENT ON TABLE ops.maintenance_runs IS 'Turns of maintenance tasks that did something, or could not.';
COMMENT ON COLUMN ops.maintenance_runs.run_id IS 'Counts up.';
COMMENT ON COLUMN ops.maintenance_runs.task IS 'The task.';
COMMENT ON COLUMN ops.maintenance_runs.started_at IS 'When its turn began.';
COMMENT ON COLUMN ops.maintenance_runs.took IS 'How long it took.';
COMMENT ON COLUMN ops.maintenance_runs.done IS 'How many things it did.';
COMMENT ON COLUMN ops.maintenance_runs.trouble IS 'SQLSTATE or kind of the failure; absent when it went well.';

-- Asking once per table what is missing is enough: with 145 partitions the answer was worked out 145 times over.
CREATE OR REPLACE PROCEDURE ops.ensure_partitions(today date DEFAULT (now() AT TIME ZONE 'UTC')::date)
LANGUAGE plpgsql AS $$
DECLARE
  wanted record;
  missing record;
BEGIN
  FOR wanted IN SELECT table_name, daily FROM ops.partitioned_tables ORDER BY table_name LOOP
    FOR missing IN
      SELECT m.from_day, m.until_day, ops.partition_name(wanted.table_name, m.from_day, m.until_day) AS name
      FROM ops.missing_partitions(
        (SELECT max(b.until_day) FROM ops.partition_bounds(wanted.table_name) b), today, wanted.daily) m
      ORDER BY m.until_day
    LOOP
      -- One partition per transaction: locks are held for milliseconds, and what is interrupted is continued the next
      -- time. Whoever holds a table for longer is more important than tomorrow's partition.
      SET LOCAL lock_timeout = '5s';
      PERFORM pg_advisory_xact_lock(4851002);
      IF to_regclass(format('health.%I', missing.name)) IS NULL THEN
        PERFORM ops.add_partition(wanted.table_name, missing.from_day, missing.until_day);
      END IF;
      COMMIT;
    END LOOP;
    COMMIT;
  END LOOP;
END
$$;

-- Merging and archiving move whole partitions while lanes write. A partition's new form is built in a schema of its own
-- from a snapshot; a trigger on the old partitions notes the keys of rows that change meanwhile; the exchange, under a
-- lock of milliseconds, only has to follow these keys.

CREATE SCHEMA building;
COMMENT ON SCHEMA building IS 'Partitions while maintenance builds them; empty otherwise.';

CREATE TABLE ops.partition_changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partition_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('insert', 'delete')),
  row_key jsonb NOT NULL
);
COMMENT ON TABLE ops.partition_changes IS 'Rows that changed in partitions while these are rebuilt or archived; empty otherwise.';
COMMENT ON COLUMN ops.partition_changes.change_id IS 'Counts up.';
COMMENT ON COLUMN ops.partition_changes.partition_name IS 'The partition, in schema health.';
COMMENT ON COLUMN ops.partition_changes.kind IS 'insert or delete; an update is both.';
COMMENT ON COLUMN ops.partition_changes.row_key IS 'The primary key of the row, no other column.';

CREATE FUNCTION ops.note_change()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO ops.partition_changes (partition_name, kind, row_key)
    SELECT TG_TABLE_NAME, 'delete', jsonb_object_agg(k, to_jsonb(OLD) -> k) FROM unnest(TG_ARGV) k;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO ops.partition_changes (partition_name, kind, row_key)
    SELECT TG_TABLE_NAME, 'insert', jsonb_object_agg(k, to_jsonb(NEW) -> k) FROM unnest(TG_ARGV) k;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.note_change() IS 'Notes the key of a changed row; on partitions that are being rebuilt or archived, for as long as that takes.';

CREATE FUNCTION ops.partition_key(parent text)
RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg(a.attname::text ORDER BY k.place)
  FROM pg_index i
  CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY k (number, place)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
  WHERE i.indrelid = to_regclass(format('health.%I', parent)) AND i.indisprimary
$$;
COMMENT ON FUNCTION ops.partition_key(text) IS 'The columns of a table''s primary key, in order.';

CREATE FUNCTION ops.within_days(parent text, from_day date, until_day date)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT concat_ws(' AND ', format('%I >= %L', a.attname, from_day || ' 00:00:00+00'), format('%I < %L', a.attname, until_day || ' 00:00:00+00'))
  FROM (SELECT 1) one
  JOIN pg_partitioned_table p ON p.partrelid = to_regclass(format('health.%I', parent))
  JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
$$;
COMMENT ON FUNCTION ops.within_days(text, date, date) IS 'The condition on a row of a partitioned table to be of these days, UTC; absent from_day: everything before.';

CREATE FUNCTION ops.partition_columns(parent text)
RETURNS TABLE (place integer, column_name text, type text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (row_number() OVER (ORDER BY a.attnum))::integer, a.attname::text, format_type(a.atttypid, a.atttypmod)
  FROM pg_attribute a
  WHERE a.attrelid = to_regclass(format('health.%I', parent)) AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION ops.partition_columns(text) IS 'The columns of a partitioned table with their types, in order.';

CREATE FUNCTION ops.follow_changes(parent text, partition_name text)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION ops.note_change(%s)',
                 partition_name, (SELECT string_agg(quote_literal(k), ', ') FROM unnest(ops.partition_key(parent)) k));
END
$$;
COMMENT ON FUNCTION ops.follow_changes(text, text) IS 'Begins to note the changes of a partition. Waits for those who write to it: what commits afterwards is noted.';

CREATE FUNCTION ops.start_building(parent text, name text)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE building.%I (LIKE health.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name, parent);
END
$$;
COMMENT ON FUNCTION ops.start_building(text, text) IS 'Makes an empty partition to be, without indexes.';

CREATE FUNCTION ops.finish_building(parent text, name text, from_day date, until_day date)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  definition text;
BEGIN
  EXECUTE format('ALTER TABLE building.%I ADD PRIMARY KEY (%s)',
                 name, (SELECT string_agg(quote_ident(k), ', ') FROM unnest(ops.partition_key(parent)) k));
  FOR definition IN
    SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = to_regclass(format('health.%I', parent)) AND NOT i.indisprimary
  LOOP
    EXECUTE regexp_replace(definition, '^CREATE (UNIQUE )?INDEX \S+ ON ONLY \S+ ', format('CREATE \1INDEX ON building.%I ', name));
  END LOOP;
  -- With this check attaching need not read the rows.
  EXECUTE format('ALTER TABLE building.%I ADD CONSTRAINT days CHECK (%s)', name, ops.within_days(parent, from_day, until_day));
END
$$;
COMMENT ON FUNCTION ops.finish_building(text, text, date, date) IS 'Gives a partition to be the table''s keys and indexes, and the check that spares reading it when it is attached.';

-- Nested loops over the key, whatever the planner believes of tables it has never analysed: this runs under a lock.
CREATE FUNCTION ops.apply_changes(parent text, name text)
RETURNS bigint
LANGUAGE plpgsql SET timezone = 'UTC' SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  same_key constant text := (SELECT string_agg(format('t.%I = c.%I', k, k), ' AND ') FROM unnest(ops.partition_key(parent)) k);
  key_columns constant text := (SELECT string_agg(quote_ident(k), ', ') FROM unnest(ops.partition_key(parent)) k);
  all_columns constant text := (SELECT string_agg('t.' || quote_ident(column_name), ', ' ORDER BY place) FROM ops.partition_columns(parent));
  changed constant text := format('SELECT DISTINCT %s FROM ops.partition_changes p CROSS JOIN LATERAL jsonb_populate_record(NULL::health.%I, p.row_key)',
                                  key_columns, parent);
  followed bigint;
BEGIN
  EXECUTE format('DELETE FROM building.%I t USING (%s) c WHERE %s', name, changed, same_key);
  EXECUTE format('INSERT INTO building.%I SELECT %s FROM (%s) c JOIN health.%I t ON %s', name, all_columns, changed, parent, same_key);
  DELETE FROM ops.partition_changes;
  GET DIAGNOSTICS followed = ROW_COUNT;
  RETURN followed;
END
$$;
COMMENT ON FUNCTION ops.apply_changes(text, text) IS 'Makes every changed row in the partition to be what it is in the table, or is not; returns how many changes it followed.';

CREATE FUNCTION ops.fingerprint(source text, columns_of text, condition text)
RETURNS TABLE (row_count bigint, hashes numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT count(*), coalesce(sum(hash_record_extended(t, 0)), 0) FROM (SELECT %s FROM %s WHERE %s) t',
    (SELECT string_agg(quote_ident(column_name), ', ' ORDER BY place) FROM ops.partition_columns(columns_of)), source, condition);
END
$$;
COMMENT ON FUNCTION ops.fingerprint(text, text, text) IS 'How many rows and the sum of their hashes over all columns: equal for equal rows in whatever order.';

CREATE FUNCTION ops.exchange_partitions(parent text, old_names text[], name text, from_day date, until_day date, copied boolean)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  old_name text;
  followed bigint;
BEGIN
  -- The table before its partitions, as everybody else does.
  EXECUTE format('LOCK TABLE ONLY health.%I IN ACCESS EXCLUSIVE MODE', parent);
  EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', (SELECT string_agg(format('health.%I', o), ', ') FROM unnest(old_names) o));
  IF NOT copied AND EXISTS (SELECT FROM ops.partition_changes WHERE kind = 'delete') THEN
    RAISE EXCEPTION 'rows that are in the file already have changed' USING ERRCODE = 'serialization_failure';
  END IF;
  followed := ops.apply_changes(parent, name);
  FOREACH old_name IN ARRAY old_names LOOP
    EXECUTE format('DROP TABLE health.%I', old_name);
  END LOOP;
  EXECUTE format('ALTER TABLE building.%I SET SCHEMA health', name);
  EXECUTE format('ALTER TABLE health.%I ATTACH PARTITION health.%I FOR VALUES FROM (%s) TO (%L)', parent, name,
                 coalesce(quote_literal(from_day || ' 00:00:00+00'), 'MINVALUE'), until_day || ' 00:00:00+00');
  EXECUTE format('ALTER TABLE health.%I DROP CONSTRAINT days', name);
  RETURN followed;
END
$$;
COMMENT ON FUNCTION ops.exchange_partitions(text, text[], text, date, date, boolean) IS 'Puts the partition built in the place of others, whose rows are dropped with them; returns how many late changes it followed. Unless the rows were copied into it, it takes over late rows only and refuses when others changed.';

CREATE PROCEDURE ops.discard_building()
LANGUAGE plpgsql AS $$
DECLARE
  leftover record;
BEGIN
  FOR leftover IN SELECT tgrelid::regclass AS name FROM pg_trigger WHERE tgname = 'note_change' AND tgfoid = 'ops.note_change'::regproc LOOP
    EXECUTE format('DROP TRIGGER note_change ON %s', leftover.name);
    COMMIT;
  END LOOP;
  FOR leftover IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'building'::regnamespace AND c.relkind = 'r' LOOP
    EXECUTE format('DROP TABLE %s', leftover.name);
    COMMIT;
  END LOOP;
  DELETE FROM ops.partition_changes;
END
$$;
COMMENT ON PROCEDURE ops.discard_building() IS 'Removes what interrupted work left behind: half-built partitions, triggers, notes. For maintenance, which holds the lock that keeps others away.';

-- Retention and archives.

CREATE TABLE ops.retention_policies (
  data_class text PRIMARY KEY,
  table_name text NOT NULL,
  time_column text NOT NULL,
  action text NOT NULL CHECK (action IN ('keep', 'archive', 'drop')),
  keep_for interval CHECK (keep_for >= interval '1 day'),
  reason text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT limit_given CHECK (action = 'keep' OR keep_for IS NOT NULL),
  CONSTRAINT archived_by_partition CHECK (action <> 'archive' OR table_name IN ('health.health_metrics', 'health.metric_windows', 'health.activity_log'))
);
COMMENT ON TABLE ops.retention_policies IS 'How long each class of data is kept and what happens then. Change a row and maintenance follows within the hour. Partitioned tables go by whole partitions, and nothing is dropped before it is counted.';
COMMENT ON COLUMN ops.retention_policies.data_class IS 'The class, as archive_partitions takes it.';
COMMENT ON COLUMN ops.retention_policies.table_name IS 'The table that holds it, with its schema.';
COMMENT ON COLUMN ops.retention_policies.time_column IS 'The column whose age counts.';
COMMENT ON COLUMN ops.retention_policies.action IS 'keep: nothing happens; archive: into files that can be brought back, then out of the table; drop: gone for good.';
COMMENT ON COLUMN ops.retention_policies.keep_for IS 'The age from which on it happens.';
COMMENT ON COLUMN ops.retention_policies.reason IS 'Why.';
COMMENT ON COLUMN ops.retention_policies.changed_at IS 'When the policy was set.';
INSERT INTO ops.retention_policies (data_class, table_name, time_column, action, keep_for, reason) VALUES
  ('readings', 'health.health_metrics', 'measured_at', 'keep', NULL, 'The record itself; say archive and an age to move old partitions to files.'),
  ('windows', 'health.metric_windows', 'window_start', 'keep', NULL, 'Small beside the readings, and what long trends are read from.'),
  ('activity', 'health.activity_log', 'occurred_at', 'archive', '13 months', 'A year can be compared with the one before; older activity is asked for rarely.'),
  ('batches', 'ops.batches', 'written_at', 'drop', '30 days', 'Traces of ingestion; the tallies that must add up are elsewhere.'),
  ('quarantine', 'ops.quarantined_readings', 'quarantined_at', 'drop', '30 days', 'Refused bytes are personal data in plain text, which stays 30 days at most. Rows not yet sent on to the topic stay.'),
  ('maintenance-runs', 'ops.maintenance_runs', 'started_at', 'drop', '90 days', 'For operators.');
CREATE INDEX ON ops.batches USING brin (written_at);
CREATE INDEX ON ops.quarantined_readings USING brin (quarantined_at);

CREATE TABLE ops.archives (
  archive_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name text NOT NULL,
  partition_name text NOT NULL,
  from_day date,
  until_day date NOT NULL,
  state text NOT NULL CHECK (state IN ('writing', 'stored')),
  asked_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  file_name text NOT NULL,
  obsolete_file text,
  row_count bigint,
  byte_count bigint,
  sha256 text,
  manifest jsonb,
  rows_erased bigint NOT NULL DEFAULT 0,
  checked_until timestamptz NOT NULL DEFAULT clock_timestamp() - interval '9 days',
  restored_at timestamptz,
  rows_restored bigint,
  rows_skipped bigint,
  keep_restored_until timestamptz,
  problem text,
  CONSTRAINT complete CHECK (state = 'writing' OR num_nulls(row_count, byte_count, sha256, manifest) = 0)
);
CREATE INDEX ON ops.archives (table_name, until_day);
COMMENT ON TABLE ops.archives IS 'Partitions in files: what is in which, and whether it was brought back. Restore with CALL ops.restore_archive(archive_id).';
COMMENT ON COLUMN ops.archives.archive_id IS 'The archive.';
COMMENT ON COLUMN ops.archives.table_name IS 'The table, in schema health.';
COMMENT ON COLUMN ops.archives.partition_name IS 'The partition it was.';
COMMENT ON COLUMN ops.archives.from_day IS 'First day, UTC; absent: everything before until_day.';
COMMENT ON COLUMN ops.archives.until_day IS 'First day no longer.';
COMMENT ON COLUMN ops.archives.state IS 'writing until the rows have left the table, then stored.';
COMMENT ON COLUMN ops.archives.asked_by IS 'Who asked for it: a login, or policy.';
COMMENT ON COLUMN ops.archives.created_at IS 'When writing began.';
COMMENT ON COLUMN ops.archives.file_name IS 'The file, below the archive directory; its manifest is beside it.';
COMMENT ON COLUMN ops.archives.obsolete_file IS 'The file before an erasure, until it is deleted.';
COMMENT ON COLUMN ops.archives.row_count IS 'Rows in the file.';
COMMENT ON COLUMN ops.archives.byte_count IS 'Size of the file.';
COMMENT ON COLUMN ops.archives.sha256 IS 'SHA-256 of the file.';
COMMENT ON COLUMN ops.archives.manifest IS 'What the manifest beside the file says.';
COMMENT ON COLUMN ops.archives.rows_erased IS 'Rows taken out of the file since, of people who were erased.';
COMMENT ON COLUMN ops.archives.checked_until IS 'Erasures done until then have been followed in the file.';
COMMENT ON COLUMN ops.archives.restored_at IS 'When it was last brought back.';
COMMENT ON COLUMN ops.archives.rows_restored IS 'Rows that came back into the table then.';
COMMENT ON COLUMN ops.archives.rows_skipped IS 'Rows that were there already, or whose person has been erased.';
COMMENT ON COLUMN ops.archives.keep_restored_until IS 'Until then retention leaves its days alone.';
COMMENT ON COLUMN ops.archives.problem IS 'Why it could not be brought back when last asked.';

CREATE TABLE ops.archive_queue (
  request_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('archive', 'drop', 'restore')),
  table_name text NOT NULL,
  partition_name text,
  from_day date,
  until_day date NOT NULL,
  archive_id bigint REFERENCES ops.archives ON DELETE CASCADE,
  asked_by text NOT NULL DEFAULT session_user,
  asked_at timestamptz NOT NULL DEFAULT now(),
  problem text,
  CONSTRAINT subject CHECK ((kind = 'restore') = (archive_id IS NOT NULL) AND num_nulls(partition_name, archive_id) = 1),
  UNIQUE NULLS NOT DISTINCT (partition_name, archive_id)
);
COMMENT ON TABLE ops.archive_queue IS 'What the sink is to archive, drop or bring back; rows go when it is done.';
COMMENT ON COLUMN ops.archive_queue.request_id IS 'Counts up; the order of work.';
COMMENT ON COLUMN ops.archive_queue.kind IS 'archive, drop or restore.';
COMMENT ON COLUMN ops.archive_queue.table_name IS 'The table, in schema health.';
COMMENT ON COLUMN ops.archive_queue.partition_name IS 'The partition that is to leave.';
COMMENT ON COLUMN ops.archive_queue.from_day IS 'Its first day; absent: everything before until_day.';
COMMENT ON COLUMN ops.archive_queue.until_day IS 'Its first day no longer.';
COMMENT ON COLUMN ops.archive_queue.archive_id IS 'The archive that is to come back.';
COMMENT ON COLUMN ops.archive_queue.asked_by IS 'Who asked: a login, or policy.';
COMMENT ON COLUMN ops.archive_queue.asked_at IS 'When.';
COMMENT ON COLUMN ops.archive_queue.problem IS 'What kind of trouble the last try met; it is tried again.';

CREATE FUNCTION ops.due_merges(today date)
RETURNS TABLE (table_name text, from_day date, until_day date, partitions text[])
LANGUAGE sql STABLE AS $$
  SELECT t.table_name, min(b.from_day), max(b.until_day), array_agg(b.partition_name ORDER BY b.from_day)
  FROM ops.partitioned_tables t
  CROSS JOIN LATERAL ops.partition_bounds(t.table_name) b
  WHERE t.daily AND b.from_day + 1 = b.until_day AND b.from_day < date_trunc('month', today - 35)::date
    -- What is about to leave need not move first.
    AND NOT EXISTS (SELECT FROM ops.archive_queue q
                    WHERE q.table_name = t.table_name AND coalesce(q.from_day, '-infinity') < b.until_day AND q.until_day > b.from_day)
  GROUP BY t.table_name, date_trunc('month', b.from_day)
  HAVING min(b.from_day) = date_trunc('month', min(b.from_day))
    AND max(b.until_day) = date_trunc('month', min(b.from_day)) + interval '1 month'
    AND count(*) = max(b.until_day) - min(b.from_day)
  ORDER BY min(b.from_day), t.table_name
$$;
COMMENT ON FUNCTION ops.due_merges(date) IS 'Whole months that still lie in daily partitions although they are older than the 35 days for which there are such.';

CREATE FUNCTION ops.queue_partitions(class text, wanted text, before date, asked_by text)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  old record;
  filled boolean;
  queued bigint := 0;
BEGIN
  SELECT t.table_name INTO parent
  FROM ops.retention_policies p
  JOIN ops.partitioned_tables t ON 'health.' || t.table_name = p.table_name
  WHERE p.data_class = class;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no partitioned data class %: see ops.retention_policies', class USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOR old IN SELECT * FROM ops.partition_bounds(parent) b WHERE b.until_day <= before ORDER BY b.until_day LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM health.%I)', old.partition_name) INTO filled;
    CONTINUE WHEN NOT filled;
    -- Policy leaves alone what was brought back on purpose, and does not follow every late row with a file of its own.
    CONTINUE WHEN asked_by = 'policy' AND EXISTS (
      SELECT FROM ops.archives a
      WHERE a.table_name = parent AND coalesce(a.from_day, '-infinity') < old.until_day
        AND a.until_day > coalesce(old.from_day, '-infinity')
        AND (a.keep_restored_until > now() OR a.created_at > now() - interval '30 days'));
    INSERT INTO ops.archive_queue (kind, table_name, partition_name, from_day, until_day, asked_by)
    VALUES (wanted, parent, old.partition_name, old.from_day, old.until_day, asked_by)
    ON CONFLICT DO NOTHING;
    queued := queued + CASE WHEN FOUND THEN 1 ELSE 0 END;
  END LOOP;
  RETURN queued;
END
$$;
COMMENT ON FUNCTION ops.queue_partitions(text, text, date, text) IS 'Queues the filled partitions of a class that lie wholly before a day; returns how many were not queued already.';

CREATE PROCEDURE ops.archive_partitions(data_class text, before date)
LANGUAGE plpgsql AS $$
DECLARE
  queued constant bigint := ops.queue_partitions(data_class, 'archive', before, session_user);
BEGIN
  RAISE NOTICE '% partitions queued; the sink archives them', queued;
END
$$;
COMMENT ON PROCEDURE ops.archive_partitions(text, date) IS 'Asks the sink to archive the partitions of a data class that lie wholly before a day, such as (''readings'', ''2024-01-01''). Progress is in ops.archive_queue and ops.archives.';

CREATE PROCEDURE ops.archive_activity_log(before date)
LANGUAGE sql AS $$
  CALL ops.archive_partitions('activity', before);
$$;
COMMENT ON PROCEDURE ops.archive_activity_log(date) IS 'Asks the sink to archive activity that lies in partitions wholly before a day.';

CREATE PROCEDURE ops.restore_archive(archive bigint, keep_for interval DEFAULT '30 days')
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ops.archives SET keep_restored_until = now() + keep_for, problem = NULL WHERE archive_id = archive AND state = 'stored';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no archive %: see ops.archives', archive USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO ops.archive_queue (kind, table_name, from_day, until_day, archive_id)
  SELECT 'restore', table_name, from_day, until_day, archive_id FROM ops.archives WHERE archive_id = archive
  ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON PROCEDURE ops.restore_archive(bigint, interval) IS 'Asks the sink to bring an archive back; retention leaves its days alone for so long. What became of it is in ops.archives.';

CREATE FUNCTION ops.queue_by_policy(today date)
RETURNS bigint
LANGUAGE sql AS $$
  SELECT coalesce(sum(ops.queue_partitions(p.data_class, p.action, (today - p.keep_for)::date, 'policy')), 0)::bigint
  FROM ops.retention_policies p
  JOIN ops.partitioned_tables t ON 'health.' || t.table_name = p.table_name
  WHERE p.action <> 'keep'
$$;
COMMENT ON FUNCTION ops.queue_by_policy(date) IS 'Queues the partitions whose time has come; returns how many.';

CREATE FUNCTION ops.drop_expired(class text, today date, at_most integer)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  policy record;
  gone bigint;
BEGIN
  SELECT split_part(p.table_name, '.', 1) AS in_schema, split_part(p.table_name, '.', 2) AS name, p.time_column,
         (today - p.keep_for)::timestamp AT TIME ZONE 'UTC' AS before,
         CASE WHEN p.table_name = 'ops.quarantined_readings' THEN '(stage <> ''sink'' OR relayed_at IS NOT NULL)' ELSE 'true' END AS condition
  INTO STRICT policy
  FROM ops.retention_policies p
  WHERE p.data_class = class AND p.action = 'drop' AND p.table_name NOT IN (SELECT 'health.' || t.table_name FROM ops.partitioned_tables t);
  EXECUTE format('DELETE FROM %1$I.%2$I WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$I.%2$I WHERE %3$I < $1 AND %4$s LIMIT $2))',
                 policy.in_schema, policy.name, policy.time_column, policy.condition)
    USING policy.before, at_most;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
COMMENT ON FUNCTION ops.drop_expired(text, date, integer) IS 'Deletes some rows of a class that is not partitioned and whose time has come; returns how many. Call it until it finds none.';

-- What maintenance decides by is no lane's to write.
REVOKE INSERT, UPDATE, DELETE ON ops.maintenance_runs, ops.partition_changes, ops.retention_policies, ops.archives, ops.archive_queue FROM healthtrack_sink;
