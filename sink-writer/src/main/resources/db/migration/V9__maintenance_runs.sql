-- What maintenance did.

CREATE TABLE ops.maintenance_runs (
  run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task text NOT NULL,
  started_at timestamptz NOT NULL,
  took interval NOT NULL,
  done bigint NOT NULL,
  trouble text
);
CREATE INDEX ON ops.maintenance_runs (task, started_at);
COMMENT ON TABLE ops.maintenance_runs IS 'Turns of maintenance tasks that did something, or could not.';
COMMENT ON COLUMN ops.maintenance_runs.run_id IS 'Counts up.';
COMMENT ON COLUMN ops.maintenance_runs.task IS 'The task.';
COMMENT ON COLUMN ops.maintenance_runs.started_at IS 'When its turn began.';
COMMENT ON COLUMN ops.maintenance_runs.took IS 'How long it took.';
COMMENT ON COLUMN ops.maintenance_runs.done IS 'How many things it did.';
COMMENT ON COLUMN ops.maintenance_runs.trouble IS 'SQLSTATE or kind of the failure; absent when it went well.';
