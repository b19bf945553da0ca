-- The schemas and the roles every later migration grants to. Schema ops is there already: Flyway keeps its history in it.

CREATE SCHEMA health;
CREATE SCHEMA analytics;

COMMENT ON SCHEMA health IS 'What is known about people, their devices and their readings.';
COMMENT ON SCHEMA analytics IS 'What analysts query.';
COMMENT ON SCHEMA ops IS 'How the sink keeps its place: offsets, tallies, quarantine, repairs.';

-- Roles belong to the whole server, which may hold several HealthTrack databases migrating at the same moment.
DO $$
DECLARE
  wanted text;
BEGIN
  PERFORM pg_advisory_xact_lock(4851001);
  FOREACH wanted IN ARRAY ARRAY['healthtrack_sink', 'analyst'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    IF NOT pg_has_role(current_user, wanted, 'SET') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
    END IF;
  END LOOP;
END
$$;

COMMENT ON ROLE healthtrack_sink IS 'What a lane may do: read and write rows of its tables.';
COMMENT ON ROLE analyst IS 'Reads schema analytics, nothing else.';

GRANT USAGE ON SCHEMA health, ops TO healthtrack_sink;
GRANT USAGE ON SCHEMA analytics TO analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA health, ops GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO healthtrack_sink;
ALTER DEFAULT PRIVILEGES IN SCHEMA health, ops GRANT USAGE ON SEQUENCES TO healthtrack_sink;
ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO analyst;
