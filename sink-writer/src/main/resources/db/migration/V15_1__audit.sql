-- Who changed what, and who looked at what. Rows can be added, never changed or taken away, not even by the owner: the
-- guards fire always. Values of an erased person can be forgotten, nothing else.

CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'Who changed what, and who looked at what. Append-only.';

CREATE TABLE audit.changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  login text NOT NULL,
  role text NOT NULL,
  table_name text NOT NULL,
  operation text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
  key jsonb NOT NULL,
  user_id uuid,
  tenant text,
  old_values jsonb,
  new_values jsonb
);
CREATE INDEX ON audit.changes USING brin (changed_at);
CREATE INDEX ON audit.changes (user_id) WHERE user_id IS NOT NULL;
COMMENT ON TABLE audit.changes IS 'Every change to people, devices, consents, rules, care, accounts and policies.';
COMMENT ON COLUMN audit.changes.change_id IS 'Counts up; a gap is a change that was rolled back.';
COMMENT ON COLUMN audit.changes.changed_at IS 'When, by the clock, not by the transaction''s start.';
COMMENT ON COLUMN audit.changes.login IS 'Who: the session''s login.';
COMMENT ON COLUMN audit.changes.role IS 'The role the session had taken, or the login.';
COMMENT ON COLUMN audit.changes.table_name IS 'The table, with its schema.';
COMMENT ON COLUMN audit.changes.operation IS 'INSERT, UPDATE or DELETE.';
COMMENT ON COLUMN audit.changes.key IS 'The row''s key.';
COMMENT ON COLUMN audit.changes.user_id IS 'Whom the row is about, where it is about somebody.';
COMMENT ON COLUMN audit.changes.tenant IS 'Whose it is, where it is known.';
COMMENT ON COLUMN audit.changes.old_values IS 'Before: of an update only what changed. Absent for an insert, and once forgotten.';
COMMENT ON COLUMN audit.changes.new_values IS 'After: of an update only what changed. Absent for a delete, and once forgotten.';

CREATE TABLE audit.reads (
  read_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  login text NOT NULL,
  practitioner_id uuid,
  user_id uuid NOT NULL,
  tenant text,
  what text NOT NULL CHECK (what IN ('listed', 'opened', 'glass-broken', 'person', 'readings', 'records', 'alerts')),
  metric text,
  measured_from timestamptz,
  measured_until timestamptz,
  purpose text NOT NULL,
  row_count bigint,
  granted boolean NOT NULL
);
CREATE INDEX ON audit.reads USING brin (read_at);
CREATE INDEX ON audit.reads (user_id, read_at);
COMMENT ON TABLE audit.reads IS 'Every look at a person''s identifiable data by a practitioner, and every attempt that was refused.';
COMMENT ON COLUMN audit.reads.read_id IS 'Counts up; a gap is a detail that was rolled back, never an opening.';
COMMENT ON COLUMN audit.reads.read_at IS 'When.';
COMMENT ON COLUMN audit.reads.login IS 'Who: the session''s login.';
COMMENT ON COLUMN audit.reads.practitioner_id IS 'The practitioner the login is.';
COMMENT ON COLUMN audit.reads.user_id IS 'At whom.';
COMMENT ON COLUMN audit.reads.tenant IS 'Whose person it is.';
COMMENT ON COLUMN audit.reads.what IS 'listed, opened, glass-broken (committed before anything can be seen); person, readings, records, alerts (what was then seen).';
COMMENT ON COLUMN audit.reads.metric IS 'The metric, of readings.';
COMMENT ON COLUMN audit.reads.measured_from IS 'From which time of measurement on.';
COMMENT ON COLUMN audit.reads.measured_until IS 'Until which time of measurement.';
COMMENT ON COLUMN audit.reads.purpose IS 'Why, in the practitioner''s words.';
COMMENT ON COLUMN audit.reads.row_count IS 'How many rows were seen.';
COMMENT ON COLUMN audit.reads.granted IS 'False for an attempt that was refused.';

CREATE FUNCTION audit.is_erased(person uuid)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM ops.erasures e WHERE e.user_id = person)
$$;
COMMENT ON FUNCTION audit.is_erased(uuid) IS 'Whether a person''s erasure was begun.';

CREATE FUNCTION audit.refuse_change()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'changes' THEN
    IF NEW.old_values IS NULL AND NEW.new_values IS NULL
       AND to_jsonb(NEW) - '{old_values,new_values}'::text[] = to_jsonb(OLD) - '{old_values,new_values}'::text[]
       AND audit.is_erased(NEW.user_id) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION audit.refuse_change() IS 'Refuses every change of an audit table, but for the values of an erased person, which may be emptied.';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.changes FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.reads FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.changes FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.reads FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
-- Also where replication's role would pass ordinary triggers by.
ALTER TABLE audit.changes ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit.changes ENABLE ALWAYS TRIGGER no_truncate;
ALTER TABLE audit.reads ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit.reads ENABLE ALWAYS TRIGGER no_truncate;

CREATE FUNCTION audit.forget(person uuid)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  forgotten bigint;
BEGIN
  UPDATE audit.changes SET old_values = NULL, new_values = NULL
  WHERE user_id = person AND num_nonnulls(old_values, new_values) > 0;
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END
$$;
COMMENT ON FUNCTION audit.forget(uuid) IS 'Empties the values in an erased person''s rows of audit.changes; who changed which table when stays. Returns how many.';

-- Runs with the owner's rights, so that nobody else needs any on the table it writes.
CREATE FUNCTION audit.note_change()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key_columns constant text[] := string_to_array(TG_ARGV[0], ' ');
  secret constant text[] := string_to_array(coalesce(TG_ARGV[1], ''), ' ');
  taken constant text := current_setting('role', true);
  old_row jsonb;
  new_row jsonb;
  whole jsonb;
  person uuid;
  owner_tenant text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    old_row := to_jsonb(OLD) - secret;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    new_row := to_jsonb(NEW) - secret;
  END IF;
  whole := coalesce(new_row, old_row);
  person := (whole ->> 'user_id')::uuid;
  owner_tenant := whole ->> 'tenant';
  IF owner_tenant IS NULL AND person IS NOT NULL THEN
    SELECT u.tenant INTO owner_tenant FROM health.users u WHERE u.user_id = person;
    IF NOT FOUND THEN
      -- Deleted together with the person.
      SELECT c.tenant INTO owner_tenant FROM audit.changes c
      WHERE c.user_id = person AND c.tenant IS NOT NULL LIMIT 1;
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key) INTO old_row, new_row
    FROM jsonb_each(old_row) o
    WHERE o.value IS DISTINCT FROM new_row -> o.key;
  END IF;
  INSERT INTO audit.changes (login, role, table_name, operation, key, user_id, tenant, old_values, new_values)
  VALUES (session_user, CASE WHEN taken IN ('none', '') THEN session_user ELSE taken END,
          TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, TG_OP,
          (SELECT jsonb_object_agg(k, whole -> k) FROM unnest(key_columns) k), person, owner_tenant, old_row, new_row);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit.note_change() IS 'Writes a change to audit.changes. Arguments: the key''s columns, and those that must not be written.';

DO $$
DECLARE
  audited record;
BEGIN
  -- A key stays when the values of an erased person go, so it must not tell who that was.
  FOR audited IN
    SELECT * FROM (VALUES
      ('health.users', 'user_id', ''),
      ('health.user_identifiers', 'user_id system', ''),
      ('health.emergency_contacts', 'user_id rank', ''),
      ('health.user_preferences', 'user_id', ''),
      ('health.practitioners', 'practitioner_id', ''),
      ('health.care_relationships', 'practitioner_id user_id valid_from', ''),
      ('health.accounts', 'login', ''),
      ('health.tenants', 'tenant', ''),
      ('health.devices', 'device_id', ''),
      ('health.device_identifiers', 'device_id system value', ''),
      ('health.device_assignments', 'device_id assigned_from', ''),
      ('health.consents', 'user_id scope metric valid_from', ''),
      ('health.thresholds', 'rule_id version', ''),
      ('health.electronic_health_records', 'record_id', 'details'),
      ('ops.retention_policies', 'data_class', '')
    ) AS t (name, key_columns, secret)
  LOOP
    EXECUTE format('CREATE TRIGGER audited AFTER INSERT OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION audit.note_change(%L, %L)',
                   audited.name, audited.key_columns, audited.secret);
    EXECUTE format('CREATE TRIGGER audited_update AFTER UPDATE ON %s FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION audit.note_change(%L, %L)',
                   audited.name, audited.key_columns, audited.secret);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audited', audited.name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audited_update', audited.name);
  END LOOP;
END
$$;

CREATE VIEW audit.broken_glass WITH (security_invoker = true) AS
SELECT read_at, login, practitioner_id, user_id, tenant, purpose AS reason, granted
FROM audit.reads
WHERE what = 'glass-broken';
COMMENT ON VIEW audit.broken_glass IS 'Whoever took a person into care in an emergency, and why.';
COMMENT ON COLUMN audit.broken_glass.read_at IS 'When.';
COMMENT ON COLUMN audit.broken_glass.login IS 'Who: the session''s login.';
COMMENT ON COLUMN audit.broken_glass.practitioner_id IS 'The practitioner the login is.';
COMMENT ON COLUMN audit.broken_glass.user_id IS 'The person.';
COMMENT ON COLUMN audit.broken_glass.tenant IS 'Whose person it is.';
COMMENT ON COLUMN audit.broken_glass.reason IS 'Why, in the practitioner''s words.';
COMMENT ON COLUMN audit.broken_glass.granted IS 'False for an attempt that was refused.';

CREATE FUNCTION audit.reads_of(person uuid)
RETURNS SETOF audit.reads
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.* FROM audit.reads r WHERE r.user_id = person ORDER BY r.read_at, r.read_id
$$;
COMMENT ON FUNCTION audit.reads_of(uuid) IS 'Who looked at a person, for auditors of the person''s tenant.';
