-- Windows, rules, activity, consents, and the base tables of health records and recommendations, whose clinical detail
-- gets a lane of its own later.

CREATE TABLE health.metric_windows (
  user_id uuid NOT NULL,
  window_start timestamptz NOT NULL,
  sum double precision NOT NULL,
  min double precision NOT NULL,
  max double precision NOT NULL,
  m2 double precision NOT NULL,
  first_value double precision NOT NULL,
  last_value double precision NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  metric_type smallint NOT NULL,
  window_minutes smallint NOT NULL CHECK (window_minutes IN (1, 5, 60)),
  readings integer NOT NULL CHECK (readings > 0),
  limited integer NOT NULL,
  revision integer NOT NULL,
  origin text NOT NULL CHECK (origin IN ('stream', 'table')),
  computed_at timestamptz NOT NULL,
  histogram integer[],
  PRIMARY KEY (user_id, metric_type, window_minutes, window_start),
  CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED,
  CONSTRAINT metric FOREIGN KEY (metric_type) REFERENCES health.metric_types NOT ENFORCED
) PARTITION BY RANGE (window_start);
COMMENT ON TABLE health.metric_windows IS 'Readings of a person and metric, aggregated over 1, 5 and 60 minutes, UTC.';
COMMENT ON COLUMN health.metric_windows.user_id IS 'The person.';
COMMENT ON COLUMN health.metric_windows.metric_type IS 'The metric.';
COMMENT ON COLUMN health.metric_windows.window_minutes IS 'Length: 1, 5 or 60.';
COMMENT ON COLUMN health.metric_windows.window_start IS 'Start of the window; its end is out.';
COMMENT ON COLUMN health.metric_windows.readings IS 'How many measurements.';
COMMENT ON COLUMN health.metric_windows.limited IS 'How many more only say that they are beyond what the sensor can tell, such as < 40: counted here, not in the numbers.';
COMMENT ON COLUMN health.metric_windows.sum IS 'Their sum, in the canonical unit.';
COMMENT ON COLUMN health.metric_windows.min IS 'The lowest.';
COMMENT ON COLUMN health.metric_windows.max IS 'The highest.';
COMMENT ON COLUMN health.metric_windows.m2 IS 'Sum of squared distances from the mean: m2 / readings is the variance.';
COMMENT ON COLUMN health.metric_windows.first_value IS 'The earliest value.';
COMMENT ON COLUMN health.metric_windows.last_value IS 'The latest value.';
COMMENT ON COLUMN health.metric_windows.first_at IS 'When the earliest was measured.';
COMMENT ON COLUMN health.metric_windows.last_at IS 'When the latest was measured.';
COMMENT ON COLUMN health.metric_windows.histogram IS 'Counts over the bins of the metric''s catalogue entry; hours only.';
COMMENT ON COLUMN health.metric_windows.revision IS 'Counts up with every newer word about the window.';
COMMENT ON COLUMN health.metric_windows.origin IS 'stream while the topology owns the window, table once it is computed from the readings stored.';
COMMENT ON COLUMN health.metric_windows.computed_at IS 'When it was computed.';

CREATE TABLE health.thresholds (
  rule_id uuid NOT NULL,
  version integer NOT NULL,
  tenant text NOT NULL REFERENCES health.tenants,
  name text NOT NULL,
  metric text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'warning', 'info')),
  above double precision,
  below double precision,
  hysteresis double precision NOT NULL,
  dwell interval NOT NULL,
  resolve interval NOT NULL,
  enabled boolean NOT NULL,
  user_id uuid,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (rule_id, version),
  CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED
);
CREATE INDEX ON health.thresholds (user_id) WHERE user_id IS NOT NULL;
COMMENT ON TABLE health.thresholds IS 'Threshold rules, every version with the interval of arrival times it is in force for.';
COMMENT ON COLUMN health.thresholds.rule_id IS 'The rule.';
COMMENT ON COLUMN health.thresholds.version IS 'Counts the rule''s versions from 1.';
COMMENT ON COLUMN health.thresholds.tenant IS 'Whose rule it is.';
COMMENT ON COLUMN health.thresholds.name IS 'For people.';
COMMENT ON COLUMN health.thresholds.metric IS 'Metric code.';
COMMENT ON COLUMN health.thresholds.severity IS 'critical, warning or info.';
COMMENT ON COLUMN health.thresholds.above IS 'Breaches above this, in the canonical unit.';
COMMENT ON COLUMN health.thresholds.below IS 'Breaches below this, in the canonical unit.';
COMMENT ON COLUMN health.thresholds.hysteresis IS 'How far back inside the limit ends the breach.';
COMMENT ON COLUMN health.thresholds.dwell IS 'How long a breach must last before the episode opens.';
COMMENT ON COLUMN health.thresholds.resolve IS 'How long the value must be back before the episode resolves.';
COMMENT ON COLUMN health.thresholds.enabled IS 'A disabled version fires nothing.';
COMMENT ON COLUMN health.thresholds.user_id IS 'Only for this person; absent: for everyone of the tenant.';
COMMENT ON COLUMN health.thresholds.valid_from IS 'In force from this time of arrival on.';
COMMENT ON COLUMN health.thresholds.valid_until IS 'First time of arrival no longer; absent while in force.';
COMMENT ON COLUMN health.thresholds.changed_at IS 'When the registry took the rule''s last change.';

CREATE TABLE health.consents (
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  scope text NOT NULL CHECK (scope IN ('treatment', 'alerting', 'analytics', 'research')),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  decision text NOT NULL CHECK (decision IN ('permit', 'deny')),
  metric text,
  changed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT period CHECK (valid_from < valid_until),
  UNIQUE NULLS NOT DISTINCT (user_id, scope, metric, valid_from)
);
COMMENT ON TABLE health.consents IS 'What a person permits or denies, since when. No row means permitted.';
COMMENT ON COLUMN health.consents.user_id IS 'The person.';
COMMENT ON COLUMN health.consents.scope IS 'treatment, alerting, analytics or research.';
COMMENT ON COLUMN health.consents.valid_from IS 'First instant.';
COMMENT ON COLUMN health.consents.valid_until IS 'First instant no longer; absent while it lasts.';
COMMENT ON COLUMN health.consents.decision IS 'permit or deny.';
COMMENT ON COLUMN health.consents.metric IS 'Only for this metric; absent: for all.';
COMMENT ON COLUMN health.consents.changed_at IS 'When this was last changed.';

CREATE TABLE health.electronic_health_records (
  record_id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  tenant text NOT NULL REFERENCES health.tenants,
  record_type text NOT NULL,
  recorded_at timestamptz NOT NULL,
  status text,
  source text,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now(),
  key_id text NOT NULL,
  details bytea NOT NULL,
  CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED
);
CREATE INDEX ON health.electronic_health_records (user_id, recorded_at);
COMMENT ON TABLE health.electronic_health_records IS 'Records of hospitals and practices. What is free text is ciphertext; codes are beside it, so that records can be found.';
COMMENT ON COLUMN health.electronic_health_records.record_id IS 'The record.';
COMMENT ON COLUMN health.electronic_health_records.user_id IS 'Whom it is about.';
COMMENT ON COLUMN health.electronic_health_records.tenant IS 'Whose it is.';
COMMENT ON COLUMN health.electronic_health_records.record_type IS 'FHIR resource type, such as Condition.';
COMMENT ON COLUMN health.electronic_health_records.recorded_at IS 'The clinically relevant time, or when it was recorded.';
COMMENT ON COLUMN health.electronic_health_records.status IS 'The resource''s status.';
COMMENT ON COLUMN health.electronic_health_records.source IS 'The system that sent it.';
COMMENT ON COLUMN health.electronic_health_records.version IS 'Counts the record''s changes.';
COMMENT ON COLUMN health.electronic_health_records.changed_at IS 'When it was last changed.';
COMMENT ON COLUMN health.electronic_health_records.key_id IS 'The key that opens details.';
COMMENT ON COLUMN health.electronic_health_records.details IS 'The record as ciphertext, encrypted before it reached the database.';

CREATE TABLE health.record_codes (
  record_id uuid NOT NULL REFERENCES health.electronic_health_records ON DELETE CASCADE,
  system text NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (record_id, system, code)
);
CREATE INDEX ON health.record_codes (system, code);
COMMENT ON TABLE health.record_codes IS 'What a record is about, in codes.';
COMMENT ON COLUMN health.record_codes.record_id IS 'The record.';
COMMENT ON COLUMN health.record_codes.system IS 'Code system, as its URI.';
COMMENT ON COLUMN health.record_codes.code IS 'The code.';

CREATE TABLE health.recommendations (
  recommendation_id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  kind text NOT NULL,
  for_day date NOT NULL,
  advice text NOT NULL,
  evidence jsonb NOT NULL,
  generated_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz,
  UNIQUE (user_id, kind, for_day)
);
COMMENT ON TABLE health.recommendations IS 'Advice to a person, with what it rests on. Not a diagnosis.';
COMMENT ON COLUMN health.recommendations.recommendation_id IS 'The recommendation.';
COMMENT ON COLUMN health.recommendations.user_id IS 'For whom.';
COMMENT ON COLUMN health.recommendations.kind IS 'Stable code, such as move-more.';
COMMENT ON COLUMN health.recommendations.for_day IS 'The last day of the evidence, on the person''s own calendar; one recommendation of a kind for each day at most.';
COMMENT ON COLUMN health.recommendations.advice IS 'The sentence shown.';
COMMENT ON COLUMN health.recommendations.evidence IS 'The numbers it rests on.';
COMMENT ON COLUMN health.recommendations.generated_by IS 'Which rule, in which version.';
COMMENT ON COLUMN health.recommendations.created_at IS 'When it was made.';
COMMENT ON COLUMN health.recommendations.valid_until IS 'After this it should not be shown.';

CREATE TABLE health.recommendation_outcomes (
  recommendation_id uuid NOT NULL REFERENCES health.recommendations ON DELETE CASCADE,
  occurred_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('shown', 'accepted', 'declined', 'completed')),
  PRIMARY KEY (recommendation_id, outcome)
);
COMMENT ON TABLE health.recommendation_outcomes IS 'What became of a recommendation.';
COMMENT ON COLUMN health.recommendation_outcomes.recommendation_id IS 'The recommendation.';
COMMENT ON COLUMN health.recommendation_outcomes.occurred_at IS 'When.';
COMMENT ON COLUMN health.recommendation_outcomes.outcome IS 'shown, accepted, declined or completed.';

CREATE TABLE health.activity_log (
  activity_id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  user_id uuid,
  device_id uuid,
  tenant text,
  kind text NOT NULL,
  actor text NOT NULL,
  readings integer,
  measured_from timestamptz,
  measured_until timestamptz,
  PRIMARY KEY (activity_id, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX ON health.activity_log (user_id, occurred_at);
COMMENT ON TABLE health.activity_log IS 'What happened around a person: data syncs of devices, changes of the profile, logins.';
COMMENT ON COLUMN health.activity_log.activity_id IS 'Name-based where the same happening may be told twice.';
COMMENT ON COLUMN health.activity_log.occurred_at IS 'When.';
COMMENT ON COLUMN health.activity_log.user_id IS 'The person.';
COMMENT ON COLUMN health.activity_log.device_id IS 'The device, of a data sync.';
COMMENT ON COLUMN health.activity_log.tenant IS 'Whose it is, where it is known.';
COMMENT ON COLUMN health.activity_log.kind IS 'data-sync, profile-changed, registered, login and the like.';
COMMENT ON COLUMN health.activity_log.actor IS 'Who did it: a service, or a login.';
COMMENT ON COLUMN health.activity_log.readings IS 'How many readings a data sync brought.';
COMMENT ON COLUMN health.activity_log.measured_from IS 'The earliest time of measurement in a data sync.';
COMMENT ON COLUMN health.activity_log.measured_until IS 'The latest time of measurement in a data sync.';

CREATE TABLE ops.row_movements (
  movement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('archived', 'dropped', 'restored', 'erased')),
  row_count bigint NOT NULL CHECK (row_count >= 0),
  moved_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.row_movements IS 'Rows that left or came back to a table otherwise than through its lane, so that nothing vanishes between two counts: rows = inserted - archived - dropped - erased + restored.';
COMMENT ON COLUMN ops.row_movements.movement_id IS 'Counts up.';
COMMENT ON COLUMN ops.row_movements.table_name IS 'The table, without schema, such as health_metrics.';
COMMENT ON COLUMN ops.row_movements.kind IS 'archived, dropped, restored or erased.';
COMMENT ON COLUMN ops.row_movements.row_count IS 'How many rows, counted in the same transaction.';
COMMENT ON COLUMN ops.row_movements.moved_at IS 'When.';
