-- Quarantine can be replayed: the same bytes are sent again, and a new refusal takes the place of the old one.

ALTER TABLE ops.quarantined_readings
  ADD COLUMN replays integer NOT NULL DEFAULT 0,
  ADD COLUMN replayed_at timestamptz,
  ADD COLUMN refused_replay integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN ops.quarantined_readings.replays IS 'How often the record was sent again and acknowledged by the broker.';
COMMENT ON COLUMN ops.quarantined_readings.replayed_at IS 'When it was sent again last.';
COMMENT ON COLUMN ops.quarantined_readings.refused_replay IS 'Which replay was the last to be refused again; 0 when none was. Reason, detail and time are those of that refusal.';
COMMENT ON COLUMN ops.quarantined_readings.quarantine_id IS 'Name-based UUID over source topic, partition and offset of the first refusal; replays keep it.';

-- Replays are counted and not dated against each other: two machines' clocks need not agree.
CREATE VIEW ops.quarantine_states AS
SELECT q.quarantine_id, q.user_id, q.tenant, q.metric, q.reason, q.stage, q.received_at, q.quarantined_at,
       q.replays, q.replayed_at,
       CASE WHEN q.replays = 0 THEN 'open'
            WHEN q.refused_replay >= q.replays THEN 'refused-again'
            ELSE 'replayed' END AS state,
       CASE WHEN q.payload IS NULL THEN 'not-kept'
            WHEN q.user_id IS NULL OR q.user_id = '00000000-0000-0000-0000-000000000000' THEN 'nobody'
            WHEN q.source_topic NOT IN ('readings.raw', 'readings.valid') THEN 'no-reading'
            WHEN q.reason = 'wrong-key' THEN 'wrong-key'
            WHEN q.reason = 'assignment-withdrawn' THEN 'nobody-wore-it' END AS obstacle
FROM ops.quarantined_readings q;
COMMENT ON VIEW ops.quarantine_states IS 'What became of each refused record: no bytes, no values.';
COMMENT ON COLUMN ops.quarantine_states.quarantine_id IS 'The row of ops.quarantined_readings.';
COMMENT ON COLUMN ops.quarantine_states.user_id IS 'Key of the refused record.';
COMMENT ON COLUMN ops.quarantine_states.tenant IS 'Whose it is.';
COMMENT ON COLUMN ops.quarantine_states.metric IS 'The reading''s metric code, when the record could be read.';
COMMENT ON COLUMN ops.quarantine_states.reason IS 'Why it was refused last.';
COMMENT ON COLUMN ops.quarantine_states.stage IS 'Who refused it last: validation or sink.';
COMMENT ON COLUMN ops.quarantine_states.received_at IS 'When the record arrived.';
COMMENT ON COLUMN ops.quarantine_states.quarantined_at IS 'When it was refused last.';
COMMENT ON COLUMN ops.quarantine_states.replays IS 'How often it was sent again.';
COMMENT ON COLUMN ops.quarantine_states.replayed_at IS 'When it was sent again last.';
COMMENT ON COLUMN ops.quarantine_states.state IS 'open: never sent again. refused-again: the last replay was refused. replayed: sent again and not refused since, so it is stored, or was already, or is on its way.';
COMMENT ON COLUMN ops.quarantine_states.obstacle IS 'Why it cannot be sent again; empty when it can. not-kept: no bytes were kept. nobody: the record had no person. no-reading: its bytes are no reading. wrong-key: bytes and key will always differ. nobody-wore-it: whose it is must be found anew, by sending it through the gateway.';
