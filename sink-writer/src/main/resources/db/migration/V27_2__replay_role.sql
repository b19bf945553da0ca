-- Who replays quarantine: sees what was refused, its bytes included, and notes what was sent again. Nothing else.

DO $$
BEGIN
  PERFORM pg_advisory_xact_lock(4851001);
  -- Another database of this server may be at the same point; what it wrote in our place is the same.
  BEGIN
    CREATE ROLE healthtrack_replay NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  BEGIN
    COMMENT ON ROLE healthtrack_replay IS 'What a replay may do: read what was refused, and note what was sent again.';
  EXCEPTION WHEN unique_violation OR internal_error THEN
    NULL;
  END;
  BEGIN
    IF NOT pg_has_role(current_user, 'healthtrack_replay', 'SET') THEN
      GRANT healthtrack_replay TO CURRENT_USER;
    END IF;
  EXCEPTION WHEN unique_violation OR internal_error THEN
    NULL;
  END;
  IF EXISTS (
    SELECT FROM pg_roles
    WHERE rolname = 'healthtrack_replay'
      AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR rolcanlogin)
  ) THEN
    RAISE EXCEPTION 'role healthtrack_replay of this server can do more than a group of HealthTrack may'
      USING HINT = 'Somebody else made it. Rename it, or give HealthTrack a server of its own.';
  END IF;
END
$$;

-- Names are under row-level security; a replay need not see them, only find whose one is.
CREATE FUNCTION ops.people_named(of_system text, named text)
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.user_id FROM health.user_identifiers i WHERE i.system = of_system AND i.value = named
$$;
COMMENT ON FUNCTION ops.people_named(text, text) IS 'Who has, or had, this name in another system.';
