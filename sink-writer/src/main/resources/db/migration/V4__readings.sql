-- The hot table. No triggers and no enforced foreign keys, which were measured to cost a third of the rate or more, and
-- nothing else that works row by row. Columns are ordered so that nothing is padded; what is ordinary is null, and nulls are free.

CREATE TABLE health.metric_types (
  metric_type smallint PRIMARY KEY,
  code text NOT NULL UNIQUE,
  display text NOT NULL,
  unit text NOT NULL,
  kind text NOT NULL,
  loinc text[] NOT NULL,
  low double precision,
  high double precision,
  max_gap interval
);
COMMENT ON TABLE health.metric_types IS 'The metric catalogue, written from the catalogue file at every start.';
COMMENT ON COLUMN health.metric_types.metric_type IS 'Small id, for rows.';
COMMENT ON COLUMN health.metric_types.code IS 'The code, for people and topics.';
COMMENT ON COLUMN health.metric_types.display IS 'The name, for people.';
COMMENT ON COLUMN health.metric_types.unit IS 'Canonical UCUM unit: every value of the metric is in it.';
COMMENT ON COLUMN health.metric_types.kind IS 'instant, interval, cumulative or categorical.';
COMMENT ON COLUMN health.metric_types.loinc IS 'LOINC codes, the one to emit first. Loinc is a registered trademark of Regenstrief Institute, Inc.';
COMMENT ON COLUMN health.metric_types.low IS 'Lowest plausible value.';
COMMENT ON COLUMN health.metric_types.high IS 'Highest plausible value.';
COMMENT ON COLUMN health.metric_types.max_gap IS 'A longer silence is a state of its own.';

CREATE TABLE health.health_metrics (
  user_id uuid NOT NULL,
  metric_id uuid NOT NULL,
  device_id uuid,
  measured_at timestamptz NOT NULL,
  metric_value double precision NOT NULL,
  received_at timestamptz NOT NULL,
  metric_type smallint NOT NULL,
  offset_minutes smallint,
  comparator text,
  status text,
  statistic text,
  modality text,
  source text,
  end_at timestamptz,
  sequence bigint,
  group_id uuid,
  sent_value double precision,
  sent_unit text,
  PRIMARY KEY (user_id, metric_type, measured_at, metric_id),
  CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED,
  CONSTRAINT device FOREIGN KEY (device_id) REFERENCES health.devices NOT ENFORCED,
  CONSTRAINT metric FOREIGN KEY (metric_type) REFERENCES health.metric_types NOT ENFORCED
) PARTITION BY RANGE (measured_at);
COMMENT ON TABLE health.health_metrics IS 'Every valid reading once. Partitions are made ahead by maintenance.';
COMMENT ON COLUMN health.health_metrics.user_id IS 'Whom it was measured on.';
COMMENT ON COLUMN health.health_metrics.metric_id IS 'The reading''s id: name-based, so the same reading always has the same.';
COMMENT ON COLUMN health.health_metrics.device_id IS 'The device; absent for self-reports and health records.';
COMMENT ON COLUMN health.health_metrics.measured_at IS 'The instant, or the start of the interval, it speaks of.';
COMMENT ON COLUMN health.health_metrics.metric_value IS 'The value in the metric''s canonical unit.';
COMMENT ON COLUMN health.health_metrics.received_at IS 'When the gateway received it.';
COMMENT ON COLUMN health.health_metrics.metric_type IS 'The metric.';
COMMENT ON COLUMN health.health_metrics.offset_minutes IS 'The wearer''s local clock, minutes east of UTC, when known.';
COMMENT ON COLUMN health.health_metrics.comparator IS '<, <=, >=, >: the value is a bound. Absent: the value itself.';
COMMENT ON COLUMN health.health_metrics.status IS 'amended or entered-in-error. Absent: final.';
COMMENT ON COLUMN health.health_metrics.statistic IS 'minimum, maximum, average and the like, when a device computed it. Absent: a measurement.';
COMMENT ON COLUMN health.health_metrics.modality IS 'self-reported. Absent: sensed.';
COMMENT ON COLUMN health.health_metrics.source IS 'The format or interface that brought it.';
COMMENT ON COLUMN health.health_metrics.end_at IS 'End of the interval, for interval metrics.';
COMMENT ON COLUMN health.health_metrics.sequence IS 'Tells apart readings of one device, metric, time and value. Absent: 0.';
COMMENT ON COLUMN health.health_metrics.group_id IS 'Pairs readings taken together, such as the two blood pressures.';
COMMENT ON COLUMN health.health_metrics.sent_value IS 'The value as sent, where it was converted.';
COMMENT ON COLUMN health.health_metrics.sent_unit IS 'The unit as sent, where it was converted.';

CREATE TABLE health.latest_metrics (
  user_id uuid NOT NULL,
  metric_type smallint NOT NULL,
  measured_at timestamptz NOT NULL,
  metric_value double precision NOT NULL,
  received_at timestamptz NOT NULL,
  metric_id uuid NOT NULL,
  device_id uuid,
  comparator text,
  PRIMARY KEY (user_id, metric_type)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE health.latest_metrics IS 'The newest reading of each person and metric, by the time it was measured.';
COMMENT ON COLUMN health.latest_metrics.user_id IS 'The person.';
COMMENT ON COLUMN health.latest_metrics.metric_type IS 'The metric.';
COMMENT ON COLUMN health.latest_metrics.measured_at IS 'When it was measured.';
COMMENT ON COLUMN health.latest_metrics.metric_value IS 'The value in the metric''s canonical unit.';
COMMENT ON COLUMN health.latest_metrics.received_at IS 'When the gateway received it.';
COMMENT ON COLUMN health.latest_metrics.metric_id IS 'The reading.';
COMMENT ON COLUMN health.latest_metrics.device_id IS 'The device.';
COMMENT ON COLUMN health.latest_metrics.comparator IS 'As in health_metrics.';

CREATE VIEW analytics.readings AS
SELECT
  h.user_id,
  t.code AS metric,
  t.display AS metric_name,
  h.measured_at,
  h.end_at,
  h.metric_value AS value,
  h.comparator,
  t.unit,
  h.device_id,
  h.metric_id AS reading_id,
  h.received_at,
  h.offset_minutes,
  coalesce(h.sequence, 0) AS sequence,
  coalesce(h.status, 'final') AS status,
  h.statistic,
  coalesce(h.modality, 'sensed') AS modality,
  h.group_id,
  h.source
FROM health.health_metrics h
JOIN health.metric_types t ON t.metric_type = h.metric_type
WHERE h.status IS DISTINCT FROM 'entered-in-error';
COMMENT ON VIEW analytics.readings IS 'Readings with metric names and units, without those entered in error.';
