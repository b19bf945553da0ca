-- Where a reading is: what the gateway may ask, and nothing else. It sees places and reasons, never a value.

DO $$
BEGIN
  PERFORM pg_advisory_xact_lock(4851001);
  -- Another database of this server may be at the same point; what it wrote in our place is the same.
  BEGIN
    CREATE ROLE healthtrack_gateway NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  BEGIN
    COMMENT ON ROLE healthtrack_gateway IS 'What a gateway may ask: where a reading is.';
  EXCEPTION WHEN unique_violation OR internal_error THEN
    NULL;
  END;
  BEGIN
    IF NOT pg_has_role(current_user, 'healthtrack_gateway', 'SET') THEN
      GRANT healthtrack_gateway TO CURRENT_USER;
    END IF;
  EXCEPTION WHEN unique_violation OR internal_error THEN
    NULL;
  END;
  IF EXISTS (
    SELECT FROM pg_roles
    WHERE rolname = 'healthtrack_gateway'
      AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR rolcanlogin)
  ) THEN
    RAISE EXCEPTION 'role healthtrack_gateway of this server can do more than a group of HealthTrack may'
      USING HINT = 'Somebody else made it. Rename it, or give HealthTrack a server of its own.';
  END IF;
END
$$;

CREATE INDEX quarantined_reading ON ops.quarantined_readings (reading_id);

-- The table's key begins with the person: an index on the id alone would halve the rate of ingest, to answer a
-- question that is asked rarely. Whoever asks says whose reading it is.
CREATE FUNCTION ops.find_reading(wanted uuid, of_tenant text, person uuid, at timestamptz DEFAULT NULL)
RETURNS TABLE (place text, metric text, measured_at timestamptz, received_at timestamptz, noted_at timestamptz,
               reason text, detail text, stage text, source_topic text, source_partition integer, source_offset bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT 'quarantine', q.metric, NULL::timestamptz, q.received_at, q.quarantined_at, q.reason, q.detail, q.stage,
           q.source_topic, q.source_partition, q.source_offset
    FROM ops.quarantined_readings q
    WHERE q.reading_id = wanted AND q.tenant = of_tenant
    ORDER BY q.quarantined_at DESC
    LIMIT 20;
  IF person IS NULL OR NOT EXISTS (SELECT FROM health.users u WHERE u.user_id = person AND u.tenant = of_tenant) THEN
    RETURN;
  END IF;
  -- Two statements, so that a time that is known leaves one partition to look at.
  IF at IS NOT NULL THEN
    RETURN QUERY
      SELECT 'table', t.code, m.measured_at, m.received_at, NULL::timestamptz, NULL, NULL, NULL, NULL, NULL::integer,
             NULL::bigint
      FROM health.health_metrics m JOIN health.metric_types t ON t.metric_type = m.metric_type
      WHERE m.user_id = person AND m.measured_at = at AND m.metric_id = wanted;
  ELSE
    RETURN QUERY
      SELECT 'table', t.code, m.measured_at, m.received_at, NULL::timestamptz, NULL, NULL, NULL, NULL, NULL::integer,
             NULL::bigint
      FROM health.health_metrics m JOIN health.metric_types t ON t.metric_type = m.metric_type
      WHERE m.user_id = person AND m.metric_id = wanted;
  END IF;
END
$$;
COMMENT ON FUNCTION ops.find_reading(uuid, text, uuid, timestamptz) IS
  'Where a reading of a tenant is: its rows in quarantine, and its row in the table when the person is told (and quickly when the time is, too). No values.';
