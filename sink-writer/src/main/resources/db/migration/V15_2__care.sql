-- How practitioners reach what identifies a person. First the file is opened, by a procedure that commits the opening to
-- audit.reads; then, for an hour, functions show what is in it. A function alone could not do both: its log would be
-- rolled back together with the transaction that read, and a refusal could not be logged and raised at once.

CREATE SCHEMA care;
COMMENT ON SCHEMA care IS 'The way of practitioners to what identifies a person: on the primary, logged.';

CREATE FUNCTION care.check_writable()
RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_read_only')::boolean THEN
    RAISE EXCEPTION 'a look at a person must be logged, and this transaction cannot write'
      USING ERRCODE = 'read_only_sql_transaction', HINT = 'Ask the primary, in a transaction that is not read-only.';
  END IF;
END
$$;
COMMENT ON FUNCTION care.check_writable() IS 'Refuses standbys and read-only transactions, where nothing can be logged.';

CREATE FUNCTION care.check_words(words text, fewest integer)
RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF length(btrim(coalesce(words, ''))) NOT BETWEEN fewest AND 500 THEN
    RAISE EXCEPTION 'say why, in % to 500 characters', fewest USING ERRCODE = 'invalid_parameter_value';
  END IF;
END
$$;
COMMENT ON FUNCTION care.check_words(text, integer) IS 'Refuses a purpose or reason that says nothing.';

CREATE FUNCTION care.note(person uuid, what text, purpose text, granted boolean, row_count bigint DEFAULT NULL,
                          metric text DEFAULT NULL, measured_from timestamptz DEFAULT NULL, measured_until timestamptz DEFAULT NULL)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO audit.reads (login, practitioner_id, user_id, tenant, what, metric, measured_from, measured_until, purpose, row_count, granted)
  SELECT session_user, health.my_practitioner_id(), person,
         coalesce((SELECT u.tenant FROM health.users u WHERE u.user_id = person), health.my_tenant()),
         what, metric, measured_from, measured_until, btrim(purpose), row_count, granted
$$;
COMMENT ON FUNCTION care.note(uuid, text, text, boolean, bigint, text, timestamptz, timestamptz) IS 'Writes a look, or a refused attempt, to audit.reads.';

CREATE FUNCTION care.note_opening(person uuid, purpose text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  in_care constant boolean := coalesce(person = ANY (ARRAY(SELECT health.my_patients())), false);
BEGIN
  PERFORM care.check_writable();
  PERFORM care.check_words(purpose, 3);
  PERFORM care.note(person, 'opened', purpose, in_care);
  RETURN in_care;
END
$$;
COMMENT ON FUNCTION care.note_opening(uuid, text) IS 'Part of care.open; alone it opens nothing until it is committed.';

CREATE PROCEDURE care.open(person uuid, purpose text)
LANGUAGE plpgsql AS $$
DECLARE
  granted constant boolean := care.note_opening(person, purpose);
BEGIN
  COMMIT;
  IF NOT granted THEN
    RAISE EXCEPTION 'this person is not in your care; the attempt was logged'
      USING ERRCODE = 'insufficient_privilege', HINT = 'In an emergency: CALL care.break_glass(person, reason).';
  END IF;
END
$$;
COMMENT ON PROCEDURE care.open(uuid, text) IS 'Opens the file of a person in one''s care for an hour, and logs it, or the refusal. Call it outside a transaction.';

CREATE FUNCTION care.note_list(purpose text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM care.check_writable();
  PERFORM care.check_words(purpose, 3);
  PERFORM care.note(p, 'listed', purpose, true) FROM health.my_patients() p;
END
$$;
COMMENT ON FUNCTION care.note_list(text) IS 'Part of care.open_list; alone it opens nothing until it is committed.';

CREATE PROCEDURE care.open_list(purpose text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM care.note_list(purpose);
  COMMIT;
END
$$;
COMMENT ON PROCEDURE care.open_list(text) IS 'Opens the list of the people in one''s care for an hour, and logs it for each. Call it outside a transaction.';

CREATE FUNCTION care.note_broken_glass(person uuid, reason text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me constant uuid := health.my_practitioner_id();
  known constant boolean := me IS NOT NULL AND EXISTS (
    SELECT FROM health.users u WHERE u.user_id = person AND u.tenant = health.my_tenant());
BEGIN
  PERFORM care.check_writable();
  PERFORM care.check_words(reason, 10);
  IF known THEN
    INSERT INTO health.care_relationships (practitioner_id, user_id, valid_from, valid_until, emergency_reason)
    SELECT me, person, t, t + interval '1 hour', reason FROM clock_timestamp() t;
    PERFORM care.note(person, 'opened', reason, true);
  END IF;
  PERFORM care.note(person, 'glass-broken', reason, known);
  RETURN known;
END
$$;
COMMENT ON FUNCTION care.note_broken_glass(uuid, text) IS 'Part of care.break_glass; alone it opens nothing until it is committed.';

CREATE PROCEDURE care.break_glass(person uuid, reason text)
LANGUAGE plpgsql AS $$
DECLARE
  granted constant boolean := care.note_broken_glass(person, reason);
BEGIN
  COMMIT;
  IF NOT granted THEN
    RAISE EXCEPTION 'no such person where you practise; the attempt was logged' USING ERRCODE = 'insufficient_privilege';
  END IF;
END
$$;
COMMENT ON PROCEDURE care.break_glass(uuid, text) IS 'In an emergency: takes a person of one''s own tenant into care for an hour and opens the file. The reason is listed for auditors and shown to the person.';

-- now() is the transaction's start: an opening of this very transaction, which could still be rolled back, is later.
CREATE FUNCTION care.purpose_of(person uuid)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  declared text;
BEGIN
  PERFORM care.check_writable();
  IF person = ANY (ARRAY(SELECT health.my_patients())) THEN
    SELECT r.purpose INTO declared
    FROM audit.reads r
    WHERE r.user_id = person AND r.login = session_user AND r.what = 'opened' AND r.granted
      AND r.read_at < now() AND r.read_at > clock_timestamp() - interval '1 hour'
    ORDER BY r.read_at DESC LIMIT 1;
  END IF;
  IF declared IS NULL THEN
    RAISE EXCEPTION 'the file of this person is not open'
      USING ERRCODE = 'insufficient_privilege', HINT = 'CALL care.open(person, purpose); it holds for an hour, for people in your care.';
  END IF;
  RETURN declared;
END
$$;
COMMENT ON FUNCTION care.purpose_of(uuid) IS 'Why the session opened a person''s file; refuses where it is not open, or the person no longer in care.';

CREATE FUNCTION care.person(person uuid)
RETURNS TABLE (user_id uuid, family_name text, given_name text, birth_date date, birth_year smallint, gender text, email text, phone text,
               address_line text, postal_code text, city text, region text, country text, time_zone text, locale text,
               identifiers jsonb, emergency_contacts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  declared constant text := care.purpose_of(person);
  seen bigint;
BEGIN
  RETURN QUERY
    SELECT u.user_id, u.family_name, u.given_name, u.birth_date, u.birth_year, u.gender, u.email, u.phone,
           u.address_line, u.postal_code, u.city, u.region, u.country, u.time_zone, u.locale,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value) ORDER BY i.system, i.value), '[]')
            FROM health.user_identifiers i WHERE i.user_id = u.user_id),
           (SELECT coalesce(jsonb_agg(to_jsonb(c) - 'user_id' ORDER BY c.rank), '[]')
            FROM health.emergency_contacts c WHERE c.user_id = u.user_id)
    FROM health.users u
    WHERE u.user_id = ANY (ARRAY(SELECT health.same_person(ARRAY[person])))
    ORDER BY u.merged_into NULLS FIRST, u.user_id;
  GET DIAGNOSTICS seen = ROW_COUNT;
  PERFORM care.note(person, 'person', declared, true, seen);
END
$$;
COMMENT ON FUNCTION care.person(uuid) IS 'Who a person is, with contact data, names in other systems and whom to call; the file must be open.';

CREATE FUNCTION care.readings(person uuid, metric text, from_time timestamptz, until_time timestamptz)
RETURNS TABLE (measured_at timestamptz, end_at timestamptz, value double precision, comparator text, unit text, status text,
               statistic text, modality text, device_id uuid, source text, reading_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  declared constant text := care.purpose_of(person);
  asked constant text := metric;
  seen bigint;
BEGIN
  RETURN QUERY
    SELECT h.measured_at, h.end_at, h.metric_value, h.comparator, t.unit, coalesce(h.status, 'final'),
           h.statistic, coalesce(h.modality, 'sensed'), h.device_id, h.source, h.metric_id
    FROM health.metric_types t
    JOIN health.health_metrics h ON h.metric_type = t.metric_type
    WHERE t.code = asked AND h.user_id = ANY (ARRAY(SELECT health.same_person(ARRAY[person])))
      AND h.measured_at >= from_time AND h.measured_at < until_time
      AND h.status IS DISTINCT FROM 'entered-in-error'
    ORDER BY h.measured_at, h.metric_id;
  GET DIAGNOSTICS seen = ROW_COUNT;
  PERFORM care.note(person, 'readings', declared, true, seen, asked, from_time, until_time);
END
$$;
COMMENT ON FUNCTION care.readings(uuid, text, timestamptz, timestamptz) IS 'A person''s readings of a metric, from inclusive, until exclusive, without those entered in error; the file must be open.';

CREATE FUNCTION care.records(person uuid)
RETURNS TABLE (record_id uuid, record_type text, recorded_at timestamptz, status text, source text, codes jsonb, key_id text, details bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  declared constant text := care.purpose_of(person);
  seen bigint;
BEGIN
  RETURN QUERY
    SELECT r.record_id, r.record_type, r.recorded_at, r.status, r.source,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('system', c.system, 'code', c.code) ORDER BY c.system, c.code), '[]')
            FROM health.record_codes c WHERE c.record_id = r.record_id),
           r.key_id, r.details
    FROM health.electronic_health_records r
    WHERE r.user_id = ANY (ARRAY(SELECT health.same_person(ARRAY[person])))
    ORDER BY r.recorded_at, r.record_id;
  GET DIAGNOSTICS seen = ROW_COUNT;
  PERFORM care.note(person, 'records', declared, true, seen);
END
$$;
COMMENT ON FUNCTION care.records(uuid) IS 'A person''s health records with their codes and their ciphertext; the file must be open.';

CREATE FUNCTION care.alerts(person uuid)
RETURNS SETOF health.alerts
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  declared constant text := care.purpose_of(person);
  seen bigint;
BEGIN
  RETURN QUERY
    SELECT a.* FROM health.alerts a
    WHERE a.user_id = ANY (ARRAY(SELECT health.same_person(ARRAY[person])))
    ORDER BY a.opened_at, a.alert_id;
  GET DIAGNOSTICS seen = ROW_COUNT;
  PERFORM care.note(person, 'alerts', declared, true, seen);
END
$$;
COMMENT ON FUNCTION care.alerts(uuid) IS 'A person''s episodes, all of them; the file must be open.';

CREATE FUNCTION care.my_people()
RETURNS TABLE (user_id uuid, family_name text, given_name text, birth_date date, gender text, since timestamptz, until timestamptz, emergency boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM care.check_writable();
  IF health.my_practitioner_id() IS NULL THEN
    RAISE EXCEPTION 'this login is no practitioner at work' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT u.user_id, u.family_name, u.given_name, u.birth_date, u.gender, c.since, c.until, c.emergency
    FROM health.users u
    LEFT JOIN LATERAL (
      SELECT min(r.valid_from) AS since, nullif(max(coalesce(r.valid_until, 'infinity')), 'infinity') AS until,
             bool_and(r.emergency_reason IS NOT NULL) AS emergency
      FROM health.care_relationships r
      WHERE r.user_id = u.user_id AND r.practitioner_id = health.my_practitioner_id()
        AND r.valid_from <= now() AND (r.valid_until IS NULL OR r.valid_until > clock_timestamp())) c ON true
    WHERE u.user_id = ANY (ARRAY(SELECT health.my_patients()))
      AND EXISTS (
        SELECT FROM audit.reads r
        WHERE r.user_id = u.user_id AND r.login = session_user AND r.what IN ('listed', 'opened') AND r.granted
          AND r.read_at < now() AND r.read_at > clock_timestamp() - interval '1 hour')
    ORDER BY u.family_name, u.given_name, u.user_id;
END
$$;
COMMENT ON FUNCTION care.my_people() IS 'The people in one''s care by name, as far as the list or their files are open: CALL care.open_list(purpose) first.';

CREATE FUNCTION care.who_looked_at_me()
RETURNS TABLE (read_at timestamptz, login text, family_name text, given_name text, profession text, what text, metric text,
               purpose text, row_count bigint, granted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.read_at, r.login, p.family_name, p.given_name, p.profession, r.what, r.metric, r.purpose, r.row_count, r.granted
  FROM audit.reads r
  LEFT JOIN health.practitioners p ON p.practitioner_id = r.practitioner_id
  WHERE r.user_id = ANY (ARRAY(SELECT health.my_user_ids()))
  ORDER BY r.read_at, r.read_id
$$;
COMMENT ON FUNCTION care.who_looked_at_me() IS 'For patients: who looked at one''s data, when, what for, and who was refused.';
