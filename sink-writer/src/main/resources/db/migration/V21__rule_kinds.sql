-- What number a rule watches, for whom, and what an alert rests on.

ALTER TABLE health.thresholds
  ADD COLUMN kind text NOT NULL DEFAULT 'limit',
  ADD COLUMN window_length interval,
  ADD COLUMN statistic text,
  ADD COLUMN baseline_days integer,
  ADD COLUMN absent_for interval,
  ADD COLUMN match text,
  ADD COLUMN conditions jsonb,
  ADD COLUMN min_age integer,
  ADD COLUMN max_age integer,
  ADD COLUMN condition text,
  ADD COLUMN escalate_above double precision,
  ADD COLUMN escalate_below double precision,
  ADD COLUMN escalate_to text,
  ADD COLUMN cooldown interval NOT NULL DEFAULT '0',
  ADD COLUMN repeat_every interval;
COMMENT ON COLUMN health.thresholds.kind IS 'What is held against the limits: limit (the value), rate, aggregate, baseline, absence or composite.';
COMMENT ON COLUMN health.thresholds.window_length IS 'rate and aggregate: the stretch of series time looked at; composite: how old the other values may be.';
COMMENT ON COLUMN health.thresholds.statistic IS 'aggregate: mean, minimum, maximum, sum, count or range.';
COMMENT ON COLUMN health.thresholds.baseline_days IS 'baseline: how many days make the person''s own baseline; the limits count standard deviations.';
COMMENT ON COLUMN health.thresholds.absent_for IS 'absence: how long nothing may arrive.';
COMMENT ON COLUMN health.thresholds.match IS 'composite: all or any of the conditions.';
COMMENT ON COLUMN health.thresholds.conditions IS 'composite: metric, above and below of each other metric.';
COMMENT ON COLUMN health.thresholds.min_age IS 'Only for people of at least this age in years.';
COMMENT ON COLUMN health.thresholds.max_age IS 'Only for people of at most this age in years.';
COMMENT ON COLUMN health.thresholds.condition IS 'Only for people with this health condition, system|code.';
COMMENT ON COLUMN health.thresholds.escalate_above IS 'Beyond this the episode has the severity escalate_to.';
COMMENT ON COLUMN health.thresholds.escalate_below IS 'Beyond this the episode has the severity escalate_to.';
COMMENT ON COLUMN health.thresholds.escalate_to IS 'The worse severity, critical or warning.';
COMMENT ON COLUMN health.thresholds.cooldown IS 'For how long after an episode a new one pages nobody, unless it is worse.';
COMMENT ON COLUMN health.thresholds.repeat_every IS 'How often an open critical episode pages again until somebody acknowledges it; absent: never.';
COMMENT ON COLUMN health.thresholds.above IS 'Breaches above this, in the unit of the kind: the metric''s, that per minute, or standard deviations.';
COMMENT ON COLUMN health.thresholds.below IS 'Breaches below this, in the same unit.';

ALTER TABLE health.alerts ADD COLUMN rule_kind text NOT NULL DEFAULT 'limit';
COMMENT ON COLUMN health.alerts.rule_kind IS 'What the rule holds against its limits.';

ALTER TABLE health.alert_events ADD COLUMN evidence jsonb;
COMMENT ON COLUMN health.alert_events.evidence IS 'The numbers the event rests on, the one held against the limit first: name, value, unit, measured_at.';
COMMENT ON COLUMN health.alert_events.metric_value IS 'What was held against the limit: for a rule of kind limit the reading''s value.';
