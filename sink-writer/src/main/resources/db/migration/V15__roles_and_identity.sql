-- Who may come in, and who a session is. What each role may touch is said in one place for all objects, R__privileges.sql.

DO $$
DECLARE
  wanted record;
BEGIN
  PERFORM pg_advisory_xact_lock(4851001);
  FOR wanted IN
    SELECT * FROM (VALUES
      ('admin', 'Manages people, practitioners, accounts, care and the device catalogue of a tenant; no clinician.'),
      ('provider', 'Physicians: people in their care, in working tables by pseudonymous id, identifiable only through schema care.'),
      ('nurse', 'Nurses: as provider, and masked identities of the people in their care.'),
      ('billing_clerk', 'Masked identities and devices of a tenant; nothing clinical.'),
      ('analyst', 'Reads schema analytics, nothing else.'),
      ('auditor', 'Reads schema audit and the receipts of erasures; nothing clinical.'),
      ('patient', 'Everything about oneself, and who looked at it.'),
      ('healthtrack_sink', 'What a lane may do: read and write rows of its tables.')
    ) AS r (name, purpose)
  LOOP
    -- Roles belong to the whole server, and advisory locks only to a database: another database may be at the same
    -- point. What it wrote in our place is the same.
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted.name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    BEGIN
      EXECUTE format('COMMENT ON ROLE %I IS %L', wanted.name, wanted.purpose);
    EXCEPTION WHEN unique_violation OR internal_error THEN
      NULL;
    END;
    BEGIN
      IF NOT pg_has_role(current_user, wanted.name, 'SET') THEN
        EXECUTE format('GRANT %I TO CURRENT_USER', wanted.name);
      END IF;
    EXCEPTION WHEN unique_violation OR internal_error THEN
      NULL;
    END;
  END LOOP;
  -- COPY FROM is refused under row-level security.
  BEGIN
    IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = 'healthtrack_sink') THEN
      ALTER ROLE healthtrack_sink BYPASSRLS;
    END IF;
  EXCEPTION WHEN internal_error THEN
    NULL;
  END;
  FOR wanted IN
    SELECT rolname FROM pg_roles
    WHERE rolname IN ('admin', 'provider', 'nurse', 'billing_clerk', 'analyst', 'auditor', 'patient', 'healthtrack_sink')
      AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls <> (rolname = 'healthtrack_sink')
           OR rolcanlogin)
  LOOP
    RAISE EXCEPTION 'role % of this server can do more or less than a group of HealthTrack may', wanted.rolname
      USING HINT = 'Somebody else made it. Rename it, or give HealthTrack a server of its own.';
  END LOOP;
END
$$;

-- Rights are given one by one from here on: V1 gave the lanes all of schema health, names and records included.
ALTER DEFAULT PRIVILEGES IN SCHEMA health, ops REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM healthtrack_sink;
ALTER DEFAULT PRIVILEGES IN SCHEMA health, ops REVOKE USAGE ON SEQUENCES FROM healthtrack_sink;
ALTER DEFAULT PRIVILEGES IN SCHEMA analytics REVOKE SELECT ON TABLES FROM analyst;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC;

ALTER TABLE health.care_relationships ADD COLUMN emergency_reason text CHECK (length(btrim(emergency_reason)) >= 10);
COMMENT ON COLUMN health.care_relationships.emergency_reason IS 'Why care was taken without being given, for an hour, by breaking the glass; absent for ordinary care.';

-- A session is the person whose account its login names: session_user, which neither SET ROLE nor a setting changes.
-- Policies call these in subqueries that are evaluated once per statement.
CREATE FUNCTION health.my_tenant()
RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.tenant
  FROM health.accounts a
  WHERE a.login = session_user AND (a.disabled_at IS NULL OR a.disabled_at > clock_timestamp())
$$;
COMMENT ON FUNCTION health.my_tenant() IS 'The tenant of the session''s account; absent without an account in use.';

CREATE FUNCTION health.my_office()
RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.tenant
  FROM health.accounts a
  WHERE a.login = session_user AND (a.disabled_at IS NULL OR a.disabled_at > clock_timestamp())
    AND a.user_id IS NULL AND a.practitioner_id IS NULL
$$;
COMMENT ON FUNCTION health.my_office() IS 'As my_tenant, for accounts that are neither a patient''s nor a practitioner''s.';

CREATE FUNCTION health.my_practitioner_id()
RETURNS uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.practitioner_id
  FROM health.accounts a
  JOIN health.practitioners p ON p.practitioner_id = a.practitioner_id AND p.tenant = a.tenant AND p.active
  WHERE a.login = session_user AND (a.disabled_at IS NULL OR a.disabled_at > clock_timestamp())
$$;
COMMENT ON FUNCTION health.my_practitioner_id() IS 'The active practitioner the session is; absent for everybody else.';

CREATE FUNCTION health.same_person(people uuid[])
RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE same AS (
    SELECT u.user_id, u.merged_into, u.tenant FROM health.users u WHERE u.user_id = ANY (people)
    UNION
    SELECT u.user_id, u.merged_into, u.tenant
    FROM same s
    JOIN health.users u ON (u.user_id = s.merged_into OR u.merged_into = s.user_id) AND u.tenant = s.tenant
  )
  SELECT user_id FROM same
$$;
COMMENT ON FUNCTION health.same_person(uuid[]) IS 'These people with every record merged into theirs or theirs into.';

CREATE FUNCTION health.my_user_ids()
RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT health.same_person(ARRAY(
    SELECT u.user_id
    FROM health.accounts a
    JOIN health.users u ON u.user_id = a.user_id AND u.tenant = a.tenant
    WHERE a.login = session_user AND (a.disabled_at IS NULL OR a.disabled_at > clock_timestamp())))
$$;
COMMENT ON FUNCTION health.my_user_ids() IS 'The records of the person the session is; none for everybody else.';

-- Care begins with a transaction that started after valid_from, so that nobody takes care, reads and rolls back; it ends
-- with the first statement after valid_until.
CREATE FUNCTION health.my_patients()
RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT health.same_person(ARRAY(
    SELECT u.user_id
    FROM health.care_relationships c
    JOIN health.users u ON u.user_id = c.user_id
    WHERE c.practitioner_id = (SELECT health.my_practitioner_id())
      AND c.valid_from <= now() AND (c.valid_until IS NULL OR c.valid_until > clock_timestamp())
      AND u.tenant = (SELECT health.my_tenant())))
$$;
COMMENT ON FUNCTION health.my_patients() IS 'The people in the care of the practitioner the session is, now; none for everybody else.';

CREATE FUNCTION health.my_carers()
RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.practitioner_id FROM health.care_relationships c WHERE c.user_id = ANY (ARRAY(SELECT health.my_user_ids()))
$$;
COMMENT ON FUNCTION health.my_carers() IS 'The practitioners who care or cared for the person the session is.';
