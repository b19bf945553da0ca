-- Health conditions of people, which rules ask for. They are diagnoses: who may not see health records does not see them,
-- practitioners see them like records, through an open file, and analysts not at all.

CREATE TABLE health.user_conditions (
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  condition text NOT NULL,
  known_since timestamptz NOT NULL,
  PRIMARY KEY (user_id, condition)
);
CREATE INDEX ON health.user_conditions (condition);
COMMENT ON TABLE health.user_conditions IS 'Health conditions of people that rules may ask for, as the registry knows them.';
COMMENT ON COLUMN health.user_conditions.user_id IS 'The person.';
COMMENT ON COLUMN health.user_conditions.condition IS 'The condition, system|code, as rules name it.';
COMMENT ON COLUMN health.user_conditions.known_since IS 'When the registry was told; since when the person has it is in the health records.';

ALTER TABLE health.user_conditions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON health.user_conditions FOR SELECT TO patient USING (user_id = ANY (ARRAY(SELECT health.my_user_ids())));

-- The audit says whose conditions changed and when, not which: auditors see nothing clinical.
CREATE TRIGGER audited AFTER INSERT OR DELETE ON health.user_conditions
  FOR EACH ROW EXECUTE FUNCTION audit.note_change('user_id', 'condition');
CREATE TRIGGER audited_update AFTER UPDATE ON health.user_conditions
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION audit.note_change('user_id', 'condition');
ALTER TABLE health.user_conditions ENABLE ALWAYS TRIGGER audited;
ALTER TABLE health.user_conditions ENABLE ALWAYS TRIGGER audited_update;

ALTER TABLE audit.reads DROP CONSTRAINT reads_what_check;
ALTER TABLE audit.reads ADD CONSTRAINT reads_what_check
  CHECK (what IN ('listed', 'opened', 'glass-broken', 'person', 'readings', 'records', 'alerts', 'conditions'));
COMMENT ON COLUMN audit.reads.what IS 'listed, opened, glass-broken (committed before anything can be seen); person, readings, records, alerts, conditions (what was then seen).';

CREATE FUNCTION care.conditions(person uuid)
RETURNS TABLE (condition text, known_since timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  declared constant text := care.purpose_of(person);
  seen bigint;
BEGIN
  -- Of somebody with several records each condition once.
  RETURN QUERY
    SELECT c.condition, min(c.known_since)
    FROM health.user_conditions c
    WHERE c.user_id = ANY (ARRAY(SELECT health.same_person(ARRAY[person])))
    GROUP BY c.condition
    ORDER BY c.condition;
  GET DIAGNOSTICS seen = ROW_COUNT;
  PERFORM care.note(person, 'conditions', declared, true, seen);
END
$$;
COMMENT ON FUNCTION care.conditions(uuid) IS 'A person''s health conditions, as rules ask for them; the file must be open.';
