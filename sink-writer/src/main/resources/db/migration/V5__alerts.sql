-- Episodes and their events.

CREATE TABLE health.alerts (
  alert_id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  tenant text NOT NULL,
  rule_id uuid NOT NULL,
  rule_version integer NOT NULL,
  rule_name text NOT NULL,
  metric text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL,
  revision integer NOT NULL,
  retrospective boolean NOT NULL,
  opened_at timestamptz NOT NULL,
  measured_at timestamptz NOT NULL,
  evaluated_at timestamptz NOT NULL,
  breaching_readings bigint NOT NULL,
  most_extreme double precision NOT NULL,
  limit_value double precision NOT NULL,
  unit text NOT NULL,
  device_id uuid,
  CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED
);
CREATE INDEX ON health.alerts (user_id, opened_at);
COMMENT ON TABLE health.alerts IS 'Episodes, each as its newest event left it.';
COMMENT ON COLUMN health.alerts.alert_id IS 'The episode.';
COMMENT ON COLUMN health.alerts.user_id IS 'Whom it is about.';
COMMENT ON COLUMN health.alerts.tenant IS 'Whose it is.';
COMMENT ON COLUMN health.alerts.rule_id IS 'The rule that fired.';
COMMENT ON COLUMN health.alerts.rule_version IS 'Its version in force.';
COMMENT ON COLUMN health.alerts.rule_name IS 'Its name, for people.';
COMMENT ON COLUMN health.alerts.metric IS 'Metric code.';
COMMENT ON COLUMN health.alerts.severity IS 'critical, warning or info, after the newest event.';
COMMENT ON COLUMN health.alerts.state IS 'The newest event: opened, escalated, de-escalated, no-data, resumed, resolved, corrected, withdrawn.';
COMMENT ON COLUMN health.alerts.revision IS 'Number of the newest event.';
COMMENT ON COLUMN health.alerts.retrospective IS 'The data was old on arrival.';
COMMENT ON COLUMN health.alerts.opened_at IS 'measured_at of the reading that began the breach.';
COMMENT ON COLUMN health.alerts.measured_at IS 'measured_at of the reading that caused the newest event.';
COMMENT ON COLUMN health.alerts.evaluated_at IS 'When the rule was evaluated.';
COMMENT ON COLUMN health.alerts.breaching_readings IS 'Evidence: how many readings breached.';
COMMENT ON COLUMN health.alerts.most_extreme IS 'Evidence: the furthest value beyond the limit.';
COMMENT ON COLUMN health.alerts.limit_value IS 'The limit that was crossed.';
COMMENT ON COLUMN health.alerts.unit IS 'Unit of the limit and the values.';
COMMENT ON COLUMN health.alerts.device_id IS 'The device of the reading.';

CREATE TABLE health.alert_events (
  event_id uuid PRIMARY KEY,
  alert_id uuid NOT NULL,
  user_id uuid NOT NULL,
  revision integer NOT NULL,
  event text NOT NULL,
  severity text NOT NULL,
  previous_severity text,
  page boolean NOT NULL,
  retrospective boolean NOT NULL,
  measured_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  evaluated_at timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  metric_value double precision NOT NULL,
  comparator text,
  reading_id uuid
);
CREATE INDEX ON health.alert_events (alert_id, revision);
COMMENT ON TABLE health.alert_events IS 'Every event in the life of an episode, once, whichever topics carried it.';
COMMENT ON COLUMN health.alert_events.event_id IS 'Name-based UUID over episode and revision.';
COMMENT ON COLUMN health.alert_events.alert_id IS 'The episode.';
COMMENT ON COLUMN health.alert_events.user_id IS 'Whom it is about.';
COMMENT ON COLUMN health.alert_events.revision IS 'Counts the events of an episode from 1.';
COMMENT ON COLUMN health.alert_events.event IS 'opened, escalated, de-escalated, no-data, resumed, resolved, corrected, withdrawn.';
COMMENT ON COLUMN health.alert_events.severity IS 'The severity after this event.';
COMMENT ON COLUMN health.alert_events.previous_severity IS 'The severity before, when it changed.';
COMMENT ON COLUMN health.alert_events.page IS 'Whether someone is to be woken.';
COMMENT ON COLUMN health.alert_events.retrospective IS 'The data was old on arrival.';
COMMENT ON COLUMN health.alert_events.measured_at IS 'measured_at of the reading that caused this event.';
COMMENT ON COLUMN health.alert_events.received_at IS 'When that reading was received.';
COMMENT ON COLUMN health.alert_events.evaluated_at IS 'When the rule was evaluated.';
COMMENT ON COLUMN health.alert_events.valid_until IS 'After this the event must page nobody.';
COMMENT ON COLUMN health.alert_events.metric_value IS 'The reading''s value.';
COMMENT ON COLUMN health.alert_events.comparator IS 'The reading''s comparator.';
COMMENT ON COLUMN health.alert_events.reading_id IS 'The reading that caused this event.';
