-- Until when an episode is silenced, and how often it called again.

-- A second repetition has state and severity of the first, and wakes somebody all the same: whoever listens hears of
-- every new event.
DROP TRIGGER notify_changed_alert ON health.alerts;

ALTER TABLE health.alerts ADD COLUMN silenced_until timestamptz, ADD COLUMN repetitions integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN health.alerts.silenced_until IS 'Until then the episode pages nobody unless it becomes worse; absent if nobody silenced it, or if it became worse since.';
COMMENT ON COLUMN health.alerts.repetitions IS 'How often the episode called again because nobody took it on.';
COMMENT ON COLUMN health.alerts.state IS 'The newest event: opened, escalated, de-escalated, no-data, resumed, repeated, acknowledged, silenced, resolved, corrected, withdrawn.';
COMMENT ON COLUMN health.alerts.limit_value IS 'The limit that was crossed; of an absence the seconds that nothing may be silent for.';
COMMENT ON COLUMN health.alerts.unit IS 'Unit of the limit and of what was held against it: the metric''s, that per minute of a rate, 1 of deviations and counts, s of an absence.';

ALTER TABLE health.alert_events ADD COLUMN silenced_until timestamptz;
COMMENT ON COLUMN health.alert_events.silenced_until IS 'Until when the episode was silenced after this event; absent if it was not.';
COMMENT ON COLUMN health.alert_events.event IS 'opened, escalated, de-escalated, no-data, resumed, repeated, acknowledged, silenced, resolved, corrected, withdrawn.';
COMMENT ON COLUMN health.alert_events.acknowledged_by IS 'Who acknowledged or silenced the episode, in the event that says so.';
COMMENT ON COLUMN health.alert_events.metric_value IS 'What was held against the limit: for a rule of kind limit the reading''s value. Where nothing was, such as in no-data, the episode''s most extreme value.';
COMMENT ON COLUMN health.alert_events.reading_id IS 'The reading that caused this event; absent where a person or the clock did.';

UPDATE health.alerts a SET repetitions = e.times
FROM (SELECT alert_id, count(*) AS times FROM health.alert_events WHERE event = 'repeated' GROUP BY alert_id) e
WHERE e.alert_id = a.alert_id;

CREATE TRIGGER notify_changed_alert AFTER UPDATE ON health.alerts
  FOR EACH ROW WHEN (OLD.revision <> NEW.revision) EXECUTE FUNCTION health.notify_alert();

CREATE OR REPLACE VIEW analytics.alerts WITH (security_barrier) AS
SELECT p.person, a.metric, a.severity, a.state, a.retrospective, a.opened_at, a.measured_at, a.evaluated_at,
       a.breaching_readings, a.most_extreme, a.limit_value, a.unit, d.device, a.rule_kind, a.silenced_until, a.repetitions
FROM health.alerts a
JOIN health.metric_types t ON t.code = a.metric
JOIN health.person_pseudonyms p ON p.user_id = a.user_id
LEFT JOIN health.device_pseudonyms d ON d.device_id = a.device_id
WHERE NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = a.user_id AND w.metric_type = t.metric_type);
COMMENT ON COLUMN analytics.alerts.rule_kind IS 'What the rule holds against its limits: without it the values of a rate or a baseline mean nothing.';
COMMENT ON COLUMN analytics.alerts.silenced_until IS 'Until when somebody silenced the episode.';
COMMENT ON COLUMN analytics.alerts.repetitions IS 'How often it called again because nobody took it on.';
COMMENT ON COLUMN analytics.alerts.unit IS 'Unit of the limit and of what was held against it.';
