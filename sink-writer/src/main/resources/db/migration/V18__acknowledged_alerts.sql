-- Who has taken an episode on.

ALTER TABLE health.alerts ADD COLUMN acknowledged_at timestamptz, ADD COLUMN acknowledged_by text;
COMMENT ON COLUMN health.alerts.acknowledged_at IS 'When somebody took the episode on; absent if nobody has since it last became worse.';
COMMENT ON COLUMN health.alerts.acknowledged_by IS 'The credential or the person that did.';
COMMENT ON COLUMN health.alerts.state IS 'The newest event: opened, escalated, de-escalated, no-data, resumed, acknowledged, resolved, corrected, withdrawn.';

ALTER TABLE health.alert_events ADD COLUMN acknowledged_by text;
COMMENT ON COLUMN health.alert_events.acknowledged_by IS 'Who acknowledged the episode, in the event that says so.';
COMMENT ON COLUMN health.alert_events.event IS 'opened, escalated, de-escalated, no-data, resumed, acknowledged, resolved, corrected, withdrawn.';
COMMENT ON COLUMN health.alert_events.received_at IS 'When that reading was received; when it was asked for, if a person caused the event.';
