-- Everything held about a person: to hand it over, and to forget it. Both find the tables in the database's own catalogue
-- by their columns, so that a table somebody adds later is neither left out of an export nor spared by an erasure.

CREATE TABLE ops.erasures (
  user_id uuid NOT NULL,
  erased_at timestamptz NOT NULL,
  done_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  repeat_until timestamptz NOT NULL,
  repeated_at timestamptz,
  receipt jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (user_id, erased_at)
);
CREATE INDEX ON ops.erasures (repeat_until);
COMMENT ON TABLE ops.erasures IS 'Who was forgotten, and when: a number and times, no more. Without the number, readings still on their way and rows in archives would bring the person back.';
COMMENT ON COLUMN ops.erasures.user_id IS 'Who was forgotten.';
COMMENT ON COLUMN ops.erasures.erased_at IS 'When the registry took the deletion; what was told before goes, what a person registered again tells later stays.';
COMMENT ON COLUMN ops.erasures.done_at IS 'When the rows here were deleted.';
COMMENT ON COLUMN ops.erasures.repeat_until IS 'Until then readings accepted before the erasure may still arrive from topics and are deleted again.';
COMMENT ON COLUMN ops.erasures.repeated_at IS 'When late rows were last looked for.';
COMMENT ON COLUMN ops.erasures.receipt IS 'Rows deleted by table, and each place with the date by which it is empty.';

CREATE TABLE ops.export_exclusions (
  table_name text PRIMARY KEY,
  reason text NOT NULL
);
COMMENT ON TABLE ops.export_exclusions IS 'Tables with a person''s id that an export leaves out, each with the reason; every other one is in it.';
COMMENT ON COLUMN ops.export_exclusions.table_name IS 'The table, with its schema.';
COMMENT ON COLUMN ops.export_exclusions.reason IS 'Why, in a sentence that the export repeats.';
INSERT INTO ops.export_exclusions VALUES
  ('health.person_pseudonyms', 'Whoever holds the pseudonym could find the person among the analysts'' rows; it is random and says nothing about the person.'),
  ('ops.batches', 'A batch names everybody whose readings it brought; what it says about one of them is in health.activity_log.'),
  ('ops.repair_queue', 'A work list: hours whose windows are about to be computed again. Readings and windows are in the export.');

CREATE FUNCTION ops.personal_tables()
RETURNS TABLE (table_name text, is_own boolean, goes_with_user boolean, rows_of text, told_at text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH tables AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name,
           EXISTS (SELECT FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attname = 'user_id' AND a.atttypid = 'uuid'::regtype AND NOT a.attisdropped) AS own
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('health', 'ops', 'analytics', 'audit') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ), links AS (
    SELECT f.conrelid, f.confrelid, f.confdeltype, f.conenforced, child.attname AS child_column, parent.attname AS parent_column
    FROM pg_constraint f
    JOIN pg_attribute child ON child.attrelid = f.conrelid AND child.attnum = f.conkey[1]
    JOIN pg_attribute parent ON parent.attrelid = f.confrelid AND parent.attnum = f.confkey[1]
    WHERE f.contype = 'f' AND f.conparentid = 0 AND cardinality(f.conkey) = 1
  )
  SELECT t.name, true,
         t.name = 'health.users' OR EXISTS (
           SELECT FROM links l WHERE l.conrelid = t.oid AND l.confrelid = 'health.users'::regclass
             AND l.child_column = 'user_id' AND l.conenforced AND l.confdeltype = 'c'),
         't.user_id = $1',
         CASE t.name
           -- Events say when their readings were received; an episode is as young as its youngest event.
           WHEN 'health.alerts' THEN 'coalesce((SELECT max(e.received_at) FROM health.alert_events e WHERE e.alert_id = t.alert_id), t.evaluated_at)'
           -- Assignments begin when the device was first worn, which says nothing about when they were told.
           WHEN 'health.device_assignments' THEN '(SELECT d.changed_at FROM health.devices d WHERE d.device_id = t.device_id)'
           ELSE (SELECT 'coalesce(' || string_agg('t.' || quote_ident(a.attname), ', ' ORDER BY w.place) || ')'
                 FROM unnest(ARRAY['received_at', 'quarantined_at', 'evaluated_at', 'computed_at', 'changed_at',
                                   'updated_at', 'created_at', 'queued_at']) WITH ORDINALITY w (column_name, place)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = w.column_name
                   AND a.atttypid = 'timestamptz'::regtype AND NOT a.attisdropped)
         END
  FROM tables t WHERE t.own
  UNION ALL
  -- Rows that belong to rows about a person, such as the codes of a record.
  SELECT t.name, false, false,
         format('t.%I IN (SELECT p.%I FROM %s p WHERE p.user_id = $1)', min(l.child_column), min(l.parent_column), min(p.name)), NULL
  FROM tables t
  JOIN links l ON l.conrelid = t.oid
  JOIN tables p ON p.oid = l.confrelid AND p.own AND p.name <> 'health.users'
  WHERE NOT t.own
  GROUP BY t.name
  UNION ALL
  -- Devices are the tenant's, not the person's: they are told to whoever wore them, and outlive an erasure without the wearer.
  SELECT t.name, false, false, 't.device_id IN (SELECT a.device_id FROM health.device_assignments a WHERE a.user_id = $1)', NULL
  FROM tables t
  WHERE NOT t.own AND (t.oid = 'health.devices'::regclass
                       OR EXISTS (SELECT FROM links l WHERE l.conrelid = t.oid AND l.confrelid = 'health.devices'::regclass))
$$;
COMMENT ON FUNCTION ops.personal_tables() IS 'The tables that hold rows about a person: whether the person''s id is in the row itself, whether the row goes with the person''s own, the condition that finds the rows ($1 is the person, t the table), and the expression that says when a row was told.';

CREATE FUNCTION ops.export_columns(exported regclass)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'to_jsonb(t)' || coalesce(string_agg(
    CASE WHEN a.atttypid = 'bytea'::regtype
      THEN format(' || jsonb_build_object(%L, translate(encode(t.%I, ''base64''), E''\n'', ''''))', a.attname, a.attname)
      ELSE ' || jsonb_build_object(''metric'', (SELECT m.code FROM health.metric_types m WHERE m.metric_type = t.metric_type),'
           ' ''unit'', (SELECT m.unit FROM health.metric_types m WHERE m.metric_type = t.metric_type))' END, '' ORDER BY a.attnum), '')
  FROM pg_attribute a
  WHERE a.attrelid = exported AND a.attnum > 0 AND NOT a.attisdropped
    AND (a.atttypid = 'bytea'::regtype OR (a.attname = 'metric_type' AND exported <> 'health.metric_types'::regclass))
$$;
COMMENT ON FUNCTION ops.export_columns(regclass) IS 'The expression that makes a table''s row t a JSON object: bytes as base64, metrics by name too.';

CREATE FUNCTION health.export_rows(exported regclass, person uuid)
RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  wanted record;
BEGIN
  SELECT p.rows_of INTO wanted
  FROM ops.personal_tables() p
  WHERE p.table_name::regclass = exported AND p.table_name NOT IN (SELECT x.table_name FROM ops.export_exclusions x);
  IF NOT FOUND THEN
    RAISE EXCEPTION '% is no table of an export', exported USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY EXECUTE format('SELECT %s FROM %s t WHERE %s', ops.export_columns(exported), exported, wanted.rows_of) USING person;
END
$$;
COMMENT ON FUNCTION health.export_rows(regclass, uuid) IS 'The rows of one table that are about a person, each as a JSON object.';

CREATE FUNCTION health.export_readings(person uuid)
RETURNS TABLE (reading_id uuid, metric text, measured_at timestamptz, end_at timestamptz, comparator text, value double precision,
               unit text, device_id uuid, received_at timestamptz, offset_minutes smallint, sequence bigint, status text,
               statistic text, modality text, group_id uuid, source text, sent_value double precision, sent_unit text)
LANGUAGE sql STABLE AS $$
  SELECT h.metric_id, m.code, h.measured_at, h.end_at, h.comparator, h.metric_value,
         m.unit, h.device_id, h.received_at, h.offset_minutes, coalesce(h.sequence, 0), coalesce(h.status, 'final'),
         h.statistic, coalesce(h.modality, 'sensed'), h.group_id, h.source, h.sent_value, h.sent_unit
  FROM health.health_metrics h
  JOIN health.metric_types m ON m.metric_type = h.metric_type
  WHERE h.user_id = person
$$;
COMMENT ON FUNCTION health.export_readings(uuid) IS 'All readings of a person, also those entered in error, as rows: however many there are, nobody need hold them at once.';

-- One jsonb value ends at 256 MB (its lengths have 28 bits), and whoever receives it needs it in memory several times
-- over. So a table with more rows than asked for, or one that would take the document beyond 100 MB, is left out whole
-- and says so, with its number of rows and the call that gives them: nothing is cut off in the middle.
CREATE FUNCTION health.export_user(person uuid, max_rows bigint DEFAULT 100000)
RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  budget bigint := 100 * 1024 * 1024;
  wanted record;
  held bigint;
  bytes bigint;
  entry jsonb;
  tables jsonb := '{}';
  complete boolean := true;
BEGIN
  FOR wanted IN
    SELECT p.table_name, p.rows_of, ops.export_columns(p.table_name::regclass) AS columns
    FROM ops.personal_tables() p
    WHERE p.table_name NOT IN (SELECT x.table_name FROM ops.export_exclusions x)
    -- What is large comes last, so that it is the first to be left out.
    ORDER BY p.table_name::regclass IN ('health.health_metrics'::regclass, 'health.metric_windows'::regclass), p.table_name
  LOOP
    EXECUTE format('SELECT count(*) FROM %s t WHERE %s', wanted.table_name, wanted.rows_of) INTO held USING person;
    bytes := 0;
    IF held > 0 AND held <= max_rows THEN
      EXECUTE format('SELECT sum(pg_column_size(%s)) FROM %s t WHERE %s', wanted.columns, wanted.table_name, wanted.rows_of)
        INTO bytes USING person;
    END IF;
    IF held > max_rows OR bytes > budget THEN
      complete := false;
      entry := jsonb_build_object('left_out', format('SELECT * FROM health.export_rows(%L, %L)', wanted.table_name, person));
    ELSE
      budget := budget - bytes;
      EXECUTE format('SELECT jsonb_build_object(''data'', coalesce(jsonb_agg(%s), ''[]'')) FROM %s t WHERE %s',
                     wanted.columns, wanted.table_name, wanted.rows_of) INTO entry USING person;
    END IF;
    tables := tables || jsonb_build_object(wanted.table_name, jsonb_build_object('rows', held) || entry);
  END LOOP;
  RETURN jsonb_build_object(
    'user_id', person,
    'exported_at', now(),
    'known', EXISTS (SELECT FROM health.users u WHERE u.user_id = person),
    'merged_records', (SELECT coalesce(jsonb_agg(u.user_id), '[]') FROM health.users u WHERE u.merged_into = person),
    'complete', complete,
    'tables', tables,
    'excluded', (SELECT coalesce(jsonb_object_agg(x.table_name, x.reason), '{}') FROM ops.export_exclusions x));
END
$$;
COMMENT ON FUNCTION health.export_user(uuid, bigint) IS 'Everything held about a person as one JSON document, by table. A table with more than max_rows rows, or beyond 100 MB in all, is left out whole: complete is false then, and left_out names the call that gives its rows. A second record of the same person is listed, and exported by its own id.';

CREATE FUNCTION ops.forget_rows(person uuid, told_until timestamptz)
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
                     ' SELECT DISTINCT t.user_id, t.metric_type, date_bin(''1 hour'', t.measured_at, ''epoch'')'
                     ' FROM health.health_metrics t WHERE %s'
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
COMMENT ON FUNCTION ops.forget_rows(uuid, timestamptz) IS 'Deletes the rows about a person that were told until an instant, and those of a person who is not registered; returns how many by table. Rows that go with the person''s own are not its business, nor is schema audit.';

CREATE FUNCTION ops.forget_in_lists(person uuid)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted record;
  changed bigint;
  total bigint := 0;
BEGIN
  FOR wanted IN
    SELECT c.oid::regclass AS name, quote_ident(a.attname) AS list
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.atttypid = 'uuid[]'::regtype AND NOT a.attisdropped
    WHERE n.nspname IN ('health', 'ops', 'analytics') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LOOP
    -- The nil UUID keeps the place, because lists side by side belong together element by element.
    EXECUTE format('UPDATE %s SET %s = array_replace(%2$s, $1, ''00000000-0000-0000-0000-000000000000'') WHERE %2$s @> ARRAY[$1]',
                   wanted.name, wanted.list) USING person;
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;
  END LOOP;
  RETURN total;
END
$$;
COMMENT ON FUNCTION ops.forget_in_lists(uuid) IS 'Puts the nil UUID in a person''s place in every list of ids; returns how many rows it changed.';

CREATE FUNCTION health.erase_user(person uuid, told_until timestamptz, places jsonb DEFAULT '[]')
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  wanted record;
  gone bigint;
  counts jsonb := '{}';
  answer jsonb;
  merged uuid[];
BEGIN
  -- A repair that still sees the readings would write their windows again.
  PERFORM ops.hold_window_repair();
  -- The row comes first: guards on other tables let values of an erased person go, and of nobody else.
  INSERT INTO ops.erasures (user_id, erased_at, repeat_until)
  -- As long as readings.raw and readings.valid together keep a reading: it may be validated on the one's last day.
  VALUES (person, told_until, told_until + interval '17 days')
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  WITH freed AS (UPDATE health.users u SET merged_into = NULL WHERE u.merged_into = person RETURNING u.user_id)
  SELECT coalesce(array_agg(f.user_id ORDER BY f.user_id), '{}') INTO merged FROM freed f;
  FOR wanted IN
    SELECT p.table_name FROM ops.personal_tables() p WHERE p.goes_with_user
    ORDER BY p.table_name = 'health.users', p.table_name
  LOOP
    IF wanted.table_name = 'health.users' THEN
      -- A second record of the same person goes with this one: alone it would still tell of the person.
      FOR i IN 1 .. cardinality(merged) LOOP
        PERFORM health.erase_user(merged[i], told_until, places);
      END LOOP;
    END IF;
    EXECUTE format('DELETE FROM %s t WHERE t.user_id = $1', wanted.table_name) USING person;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
      counts := counts || jsonb_build_object(wanted.table_name, gone);
    END IF;
  END LOOP;
  counts := counts || ops.forget_rows(person, told_until);
  gone := ops.forget_in_lists(person);
  IF gone > 0 THEN
    counts := counts || jsonb_build_object('lists of ids', gone);
  END IF;
  -- Deletions are audited with the values deleted, so the audit forgets last.
  IF to_regprocedure('audit.forget(uuid)') IS NOT NULL THEN
    EXECUTE 'SELECT audit.forget($1)' INTO gone USING person;
    IF gone > 0 THEN
      counts := counts || jsonb_build_object('audit.changes', gone);
    END IF;
  END IF;
  answer := jsonb_build_object('user_id', person, 'erased_at', told_until, 'done_at', clock_timestamp(),
                               'rows', counts, 'merged_records', to_jsonb(merged), 'places', places);
  UPDATE ops.erasures e SET receipt = answer WHERE e.user_id = person AND e.erased_at = told_until;
  RETURN answer;
END
$$;
COMMENT ON FUNCTION health.erase_user(uuid, timestamptz, jsonb) IS 'Forgets a person in this database and returns the receipt; null when this erasure was done before. What was told after told_until stays. It is called when the registry''s tombstone arrives; calling it alone leaves topics and stores as they are: use DELETE /v1/users/{id}.';

CREATE FUNCTION ops.forget_again()
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  erasure record;
  counts jsonb;
  total bigint := 0;
BEGIN
  PERFORM ops.hold_window_repair();
  -- Each erasure is looked at once more after its last day, for what arrived on that day.
  FOR erasure IN
    SELECT e.user_id, e.erased_at FROM ops.erasures e
    WHERE e.repeated_at IS NULL OR e.repeated_at < e.repeat_until
    ORDER BY e.erased_at FOR UPDATE SKIP LOCKED
  LOOP
    counts := ops.forget_rows(erasure.user_id, erasure.erased_at);
    -- Batches name the people whose rows they brought. Of somebody registered again they may still be needed.
    IF counts <> '{}' AND NOT EXISTS (SELECT FROM health.users u WHERE u.user_id = erasure.user_id) THEN
      PERFORM ops.forget_in_lists(erasure.user_id);
    END IF;
    UPDATE ops.erasures e SET repeated_at = clock_timestamp()
    WHERE e.user_id = erasure.user_id AND e.erased_at = erasure.erased_at;
    total := total + (SELECT coalesce(sum(c.value::bigint), 0) FROM jsonb_each_text(counts) c);
  END LOOP;
  RETURN total;
END
$$;
COMMENT ON FUNCTION ops.forget_again() IS 'Deletes what arrived late of people who were forgotten; returns how many rows.';

-- It runs with its owner's rights, so nobody may call it by default.
REVOKE ALL ON FUNCTION health.erase_user(uuid, timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION health.erase_user(uuid, timestamptz, jsonb) TO healthtrack_sink;
REVOKE ALL ON FUNCTION health.export_user(uuid, bigint), health.export_rows(regclass, uuid), health.export_readings(uuid) FROM PUBLIC;
