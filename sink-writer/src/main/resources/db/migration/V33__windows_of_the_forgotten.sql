-- Windows follow when their person is forgotten, also those that were computed while the tombstone was on its way.

CREATE OR REPLACE FUNCTION health.erase_user(person uuid, told_until timestamptz, places jsonb DEFAULT '[]')
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
  -- A window computed after the tombstone was written, and before it was read, counts readings that are gone by now. Nobody
  -- else would compute it again, and of somebody registered again it would stay.
  INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
  SELECT DISTINCT w.user_id, w.metric_type, date_bin('1 hour', w.window_start, 'epoch')
  FROM health.metric_windows w WHERE w.user_id = person
  ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1;
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
