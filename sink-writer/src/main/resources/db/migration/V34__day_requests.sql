-- Days follow their hours in maintenance, a few seconds later: a running hour is told again every ten seconds, and each
-- time its day was added up inside the lane's batch. Now a batch leaves one row that says which days it touched, and many
-- such rows end in one computation of each day.

CREATE TABLE ops.day_requests (
  request_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queued_at timestamptz NOT NULL DEFAULT now(),
  user_ids uuid[] NOT NULL,
  metric_types smallint[] NOT NULL,
  days date[] NOT NULL,
  CONSTRAINT side_by_side CHECK (cardinality(user_ids) = cardinality(metric_types) AND cardinality(user_ids) = cardinality(days))
);
-- It is empty most of the time, and what was there is gone within seconds.
ALTER TABLE ops.day_requests SET (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
COMMENT ON TABLE ops.day_requests IS 'Days to be added up again, because an hour of theirs changed: a row for each batch of windows, written in its transaction.';
COMMENT ON COLUMN ops.day_requests.request_id IS 'Counts up.';
COMMENT ON COLUMN ops.day_requests.queued_at IS 'When it was asked for.';
COMMENT ON COLUMN ops.day_requests.user_ids IS 'Whose days; the arrays beside this one have the same order.';
COMMENT ON COLUMN ops.day_requests.metric_types IS 'Of which metric.';
COMMENT ON COLUMN ops.day_requests.days IS 'Which day, UTC.';

INSERT INTO ops.export_exclusions VALUES
  ('ops.day_requests', 'A work list: days that are about to be added up again. Readings, windows and days are in the export.');

COMMENT ON TABLE health.daily_metrics IS 'Hours of a person and metric added up to UTC days: in the transaction that recomputes the hours from the table, within seconds where the stream tells of them.';
