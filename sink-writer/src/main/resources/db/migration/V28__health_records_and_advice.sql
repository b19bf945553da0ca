-- Lanes for health records and for activity, and advice on its way to whoever shows it. The tables are those of V7.

COMMENT ON COLUMN ops.lane_offsets.lane IS 'The lane: readings, windows, alerts, registry, thresholds, ehr, activity, quarantine.';
COMMENT ON COLUMN ops.quarantined_readings.stage IS 'Who refused it: validation, ehr or sink.';
COMMENT ON COLUMN ops.quarantined_readings.relayed_at IS 'When a row the sink wrote was sent on to readings.quarantined, or ehr.quarantined if it is a health record.';
COMMENT ON COLUMN health.electronic_health_records.status IS 'The resource''s status. entered-in-error: it was withdrawn, and has no codes.';
COMMENT ON COLUMN health.electronic_health_records.version IS 'Counts the record''s changes; the highest told is kept.';
COMMENT ON COLUMN health.electronic_health_records.changed_at IS 'When this version was received.';
COMMENT ON COLUMN health.activity_log.kind IS 'data-sync, profile-changed, registered, device-assigned: logged here. login and whatever else topic activity tells.';

ALTER TABLE health.recommendations
  ADD COLUMN relayed_at timestamptz,
  ADD COLUMN withheld_at timestamptz;
COMMENT ON COLUMN health.recommendations.relayed_at IS 'When it was sent to topic recommendations; absent while it waits.';
COMMENT ON COLUMN health.recommendations.withheld_at IS 'When it was decided not to send it: the person denies treatment in whole or in part, or it is too old to be shown.';
-- What was made before there was a topic has been shown in other ways, or is too old.
UPDATE health.recommendations SET withheld_at = now();
CREATE INDEX recommendations_to_relay ON health.recommendations (created_at)
  WHERE relayed_at IS NULL AND withheld_at IS NULL;

-- Decided when it is about to be sent: who denied it since it was made is left alone, in any record of the person.
CREATE FUNCTION ops.withhold_recommendations() RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  WITH withheld AS (
    UPDATE health.recommendations n SET withheld_at = now()
    WHERE n.relayed_at IS NULL AND n.withheld_at IS NULL
      AND (n.valid_until <= now() OR EXISTS (
        SELECT FROM health.users u
        JOIN health.users r ON r.user_id = coalesce(u.merged_into, u.user_id)
                            OR r.merged_into = coalesce(u.merged_into, u.user_id)
        JOIN health.consents c ON c.user_id = r.user_id
        WHERE u.user_id = n.user_id AND c.scope = 'treatment' AND c.decision = 'deny'
          AND c.valid_from <= now() AND (c.valid_until IS NULL OR c.valid_until > now())))
    RETURNING 1)
  SELECT count(*) FROM withheld
$$;
COMMENT ON FUNCTION ops.withhold_recommendations() IS 'Takes out of what waits to be sent the advice to people who deny treatment in whole or in part, and what is too old to be shown; returns how much.';
