-- What people look at. Views run with the rights of whoever asks, so row security decides what each may see. Whatever is
-- about one person reads only that person's part of the hot table: functions take the person and the days and turn them
-- into instants first, so that only the partitions in question are touched; the views beside them ask for recent days.

CREATE FUNCTION health.person_of(record_id uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT u.merged_into FROM health.users u WHERE u.user_id = record_id), record_id)
$$;
COMMENT ON FUNCTION health.person_of(uuid) IS 'The record that stands for the person: itself, unless it was merged into another.';

CREATE FUNCTION health.merge_users(duplicate uuid, survivor uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  gone health.users;
  kept health.users;
BEGIN
  SELECT * INTO gone FROM health.users WHERE user_id = duplicate FOR UPDATE;
  SELECT * INTO kept FROM health.users WHERE user_id = survivor FOR UPDATE;
  IF gone.user_id IS NULL OR kept.user_id IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = 'both records must exist';
  ELSIF duplicate = survivor THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a record cannot be merged into itself';
  ELSIF gone.merged_into IS NOT NULL AND gone.merged_into <> survivor THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the duplicate is merged into another record already: unmerge it first';
  ELSIF gone.tenant <> kept.tenant THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the records belong to different tenants';
  ELSIF kept.merged_into IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the surviving record is itself merged into another: merge into that one',
      HINT = 'health.person_of tells which';
  END IF;
  -- One step is always enough to find the person: whoever pointed at the duplicate points at the survivor now.
  UPDATE health.users SET merged_into = survivor WHERE user_id = duplicate OR merged_into = duplicate;
END
$$;
COMMENT ON FUNCTION health.merge_users(uuid, uuid) IS 'Says that two records are one person. Nothing is moved: readings keep the id they came with, and the person is found through health.person_of.';

CREATE FUNCTION health.unmerge_user(duplicate uuid) RETURNS void
LANGUAGE sql AS $$
  UPDATE health.users SET merged_into = NULL WHERE user_id = duplicate
$$;
COMMENT ON FUNCTION health.unmerge_user(uuid) IS 'Lets a record stand for itself again. Records that were merged into it before it was merged itself stay with the survivor.';

CREATE VIEW health.person_identifiers WITH (security_invoker = true) AS
SELECT coalesce(u.merged_into, u.user_id) AS person_id, i.user_id, i.system, i.value, i.valid_from, i.valid_until
FROM health.user_identifiers i
JOIN health.users u USING (user_id);
COMMENT ON VIEW health.person_identifiers IS 'The names of a person in other systems, over all records of the person.';
COMMENT ON COLUMN health.person_identifiers.person_id IS 'The record that stands for the person.';
COMMENT ON COLUMN health.person_identifiers.user_id IS 'The record that bears the name.';
COMMENT ON COLUMN health.person_identifiers.system IS 'The system that gave the name.';
COMMENT ON COLUMN health.person_identifiers.value IS 'The name in that system.';
COMMENT ON COLUMN health.person_identifiers.valid_from IS 'First instant of its use; absent when it is not known.';
COMMENT ON COLUMN health.person_identifiers.valid_until IS 'First instant no longer in use; absent while it is.';

CREATE FUNCTION health.zone_or_utc(zone text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM now() AT TIME ZONE zone;
  RETURN coalesce(zone, 'UTC');
EXCEPTION WHEN invalid_parameter_value THEN
  -- One person's misspelt zone must not end everybody's report.
  RETURN 'UTC';
END
$$;
COMMENT ON FUNCTION health.zone_or_utc(text) IS 'The time zone, or UTC when it is absent or unknown here.';

CREATE FUNCTION health.zone_of(person uuid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT health.zone_or_utc((SELECT u.time_zone FROM health.users u WHERE u.user_id = person))
$$;
COMMENT ON FUNCTION health.zone_of(uuid) IS 'The time zone of a person''s days.';

CREATE VIEW health.user_vitals WITH (security_invoker = true) AS
SELECT l.user_id, t.code AS metric, t.display AS metric_name, l.metric_value AS value, l.comparator, t.unit,
       l.measured_at, l.received_at, now() - l.measured_at AS age, now() - l.measured_at > t.max_gap AS silent,
       l.device_id
FROM health.latest_metrics l
JOIN health.metric_types t USING (metric_type);
COMMENT ON VIEW health.user_vitals IS 'The most recent value of each metric of each person: real-time monitoring.';
COMMENT ON COLUMN health.user_vitals.user_id IS 'The person.';
COMMENT ON COLUMN health.user_vitals.metric IS 'Metric code.';
COMMENT ON COLUMN health.user_vitals.metric_name IS 'The metric''s name, for people.';
COMMENT ON COLUMN health.user_vitals.value IS 'The value, in the unit beside it.';
COMMENT ON COLUMN health.user_vitals.comparator IS '< or > when the sensor could only say that it is beyond its range.';
COMMENT ON COLUMN health.user_vitals.unit IS 'Canonical UCUM unit.';
COMMENT ON COLUMN health.user_vitals.measured_at IS 'When it was measured.';
COMMENT ON COLUMN health.user_vitals.received_at IS 'When the gateway received it.';
COMMENT ON COLUMN health.user_vitals.age IS 'How long ago it was measured.';
COMMENT ON COLUMN health.user_vitals.silent IS 'Whether that is longer than the metric may be silent: then the value says nothing about now.';
COMMENT ON COLUMN health.user_vitals.device_id IS 'The device.';

CREATE FUNCTION health.daily_activity_of(person uuid, from_day date, until_day date)
RETURNS TABLE (day date, metric text, value double precision, readings bigint)
LANGUAGE plpgsql STABLE ROWS 50 AS $$
DECLARE
  zone constant text := health.zone_of(person);
  from_time constant timestamptz := from_day::timestamp AT TIME ZONE zone;
  until_time constant timestamptz := until_day::timestamp AT TIME ZONE zone;
BEGIN
  RETURN QUERY
  WITH by_source AS (
    SELECT (h.measured_at AT TIME ZONE zone)::date AS on_day, t.code, t.kind, h.device_id, h.source,
           sum(h.metric_value) AS total, avg(h.metric_value) AS mean, count(*) AS number
    FROM health.metric_types t
    JOIN health.health_metrics h
      ON h.metric_type = t.metric_type AND h.user_id = person
         AND h.measured_at >= from_time AND h.measured_at < until_time
    WHERE t.code IN ('steps', 'distance', 'energy', 'light-activity-minutes', 'moderate-activity-minutes',
                     'vigorous-activity-minutes', 'sleep-duration', 'resting-heart-rate')
      AND h.status IS DISTINCT FROM 'entered-in-error' AND h.statistic IS NULL AND h.comparator IS NULL
    GROUP BY 1, 2, 3, 4, 5)
  SELECT DISTINCT ON (b.on_day, b.code) b.on_day, b.code,
         CASE WHEN b.kind = 'instant' THEN b.mean ELSE b.total END, b.number
  FROM by_source b
  -- A phone and a watch count the same steps, and so do a device and an export of it in another format: one of them for
  -- each day. Two files of one device in one format are added up.
  ORDER BY b.on_day, b.code, b.total DESC, b.device_id, b.source;
END
$$;
COMMENT ON FUNCTION health.daily_activity_of(uuid, date, date) IS 'Steps, distance, energy, minutes of activity and sleep (sums) and resting heart rate (mean) of a person''s local days, until_day out. Where several sources count the same, the one that counts most on that day.';

CREATE FUNCTION health.weekly_activity_of(person uuid, from_day date, until_day date)
RETURNS TABLE (week_start date, days_with_data bigint, steps double precision, distance_m double precision,
               energy_kcal double precision, light_minutes double precision, moderate_minutes double precision,
               vigorous_minutes double precision, sleep_minutes double precision, resting_heart_rate double precision)
LANGUAGE sql STABLE ROWS 5 AS $$
  SELECT date_trunc('week', d.day)::date, count(DISTINCT d.day),
         sum(d.value) FILTER (WHERE d.metric = 'steps'),
         sum(d.value) FILTER (WHERE d.metric = 'distance'),
         sum(d.value) FILTER (WHERE d.metric = 'energy'),
         sum(d.value) FILTER (WHERE d.metric = 'light-activity-minutes'),
         sum(d.value) FILTER (WHERE d.metric = 'moderate-activity-minutes'),
         sum(d.value) FILTER (WHERE d.metric = 'vigorous-activity-minutes'),
         sum(d.value) FILTER (WHERE d.metric = 'sleep-duration'),
         avg(d.value) FILTER (WHERE d.metric = 'resting-heart-rate')
  FROM health.daily_activity_of(person, date_trunc('week', from_day)::date,
                                (date_trunc('week', until_day - 1) + interval '1 week')::date) d
  GROUP BY 1
$$;
COMMENT ON FUNCTION health.weekly_activity_of(uuid, date, date) IS 'The weeks (Monday to Sunday, in the person''s own time zone) that hold the days from from_day until before until_day.';

CREATE VIEW health.weekly_activity WITH (security_invoker = true) AS
SELECT u.user_id, w.*
FROM health.users u
CROSS JOIN LATERAL health.weekly_activity_of(u.user_id, current_date - 28, current_date + 2) w;
COMMENT ON VIEW health.weekly_activity IS 'Activity of each person in each of the last weeks, in the person''s own time zone. For other weeks: health.weekly_activity_of.';
COMMENT ON COLUMN health.weekly_activity.user_id IS 'The person.';
COMMENT ON COLUMN health.weekly_activity.week_start IS 'Monday of the week.';
COMMENT ON COLUMN health.weekly_activity.days_with_data IS 'How many of its days have any of these metrics.';
COMMENT ON COLUMN health.weekly_activity.steps IS 'Steps.';
COMMENT ON COLUMN health.weekly_activity.distance_m IS 'Distance, metres.';
COMMENT ON COLUMN health.weekly_activity.energy_kcal IS 'Energy, kilocalories.';
COMMENT ON COLUMN health.weekly_activity.light_minutes IS 'Minutes of light activity.';
COMMENT ON COLUMN health.weekly_activity.moderate_minutes IS 'Minutes of moderate activity.';
COMMENT ON COLUMN health.weekly_activity.vigorous_minutes IS 'Minutes of vigorous activity.';
COMMENT ON COLUMN health.weekly_activity.sleep_minutes IS 'Minutes of sleep; a night belongs to the day on which it began.';
COMMENT ON COLUMN health.weekly_activity.resting_heart_rate IS 'Mean of the days'' resting heart rates, per minute.';

-- The metric that tells best whether the device is worn: of those measured again and again, the one that may be silent
-- for the shortest time.
CREATE FUNCTION health.wear_metric_of(person uuid) RETURNS smallint
LANGUAGE sql STABLE AS $$
  SELECT l.metric_type
  FROM health.latest_metrics l JOIN health.metric_types t USING (metric_type)
  WHERE l.user_id = person AND t.kind = 'instant' AND t.max_gap <= interval '1 hour'
  ORDER BY t.max_gap, l.metric_type LIMIT 1
$$;
COMMENT ON FUNCTION health.wear_metric_of(uuid) IS 'The metric by which wear time is told; absent when the person has none that is measured continuously.';

CREATE FUNCTION health.gaps_of(person uuid, since timestamptz)
RETURNS TABLE (device_id uuid, gap_from timestamptz, gap_until timestamptz)
LANGUAGE plpgsql STABLE ROWS 20 AS $$
DECLARE
  metric constant smallint := health.wear_metric_of(person);
  longest constant interval := (SELECT t.max_gap FROM health.metric_types t WHERE t.metric_type = metric);
BEGIN
  RETURN QUERY
  SELECT g.device, g.at, g.next
  FROM (SELECT h.device_id AS device, h.measured_at AS at,
               -- A silence that lasts has lasted until now.
               lead(h.measured_at, 1, now()) OVER (PARTITION BY h.device_id ORDER BY h.measured_at) AS next
        FROM health.health_metrics h
        WHERE h.user_id = person AND h.metric_type = metric AND h.measured_at >= since
          AND h.status IS DISTINCT FROM 'entered-in-error') g
  WHERE g.next - g.at > longest;
END
$$;
COMMENT ON FUNCTION health.gaps_of(uuid, timestamptz) IS 'Silences of a person''s devices that were longer than the metric may be silent, from a reading after since; one that lasts ends now.';

CREATE FUNCTION health.wear_time_of(person uuid, from_day date, until_day date)
RETURNS TABLE (day date, worn_minutes double precision, completeness double precision)
LANGUAGE plpgsql STABLE ROWS 10 AS $$
DECLARE
  zone constant text := health.zone_of(person);
  from_time constant timestamptz := from_day::timestamp AT TIME ZONE zone;
  until_time constant timestamptz := until_day::timestamp AT TIME ZONE zone;
  metric constant smallint := health.wear_metric_of(person);
  longest constant interval := (SELECT t.max_gap FROM health.metric_types t WHERE t.metric_type = metric);
BEGIN
  RETURN QUERY
  WITH steps AS (
    SELECT h.measured_at AS at, lead(h.measured_at) OVER (ORDER BY h.measured_at) AS next
    FROM health.health_metrics h
    WHERE h.user_id = person AND h.metric_type = metric
      AND h.measured_at >= from_time AND h.measured_at < until_time
      AND h.status IS DISTINCT FROM 'entered-in-error'),
  days AS (
    SELECT d::date AS on_day, d AT TIME ZONE zone AS begins, (d + interval '1 day') AT TIME ZONE zone AS ends
    FROM generate_series(from_day::timestamp, until_day::timestamp - interval '1 day', interval '1 day') d)
  SELECT y.on_day, extract(epoch FROM w.worn)::double precision / 60,
         (extract(epoch FROM w.worn) / extract(epoch FROM y.ends - y.begins))::double precision
  FROM days y
  CROSS JOIN LATERAL (
    SELECT sum(least(s.next, y.ends) - greatest(s.at, y.begins)) AS worn
    FROM steps s
    WHERE s.next - s.at <= longest AND s.at < y.ends AND s.next > y.begins) w
  WHERE w.worn IS NOT NULL;
END
$$;
COMMENT ON FUNCTION health.wear_time_of(uuid, date, date) IS 'How long devices were worn on a person''s local days, until_day out: the time between readings that are no further apart than the metric may be silent. A day may have 23 or 25 hours.';

CREATE VIEW health.wear_time WITH (security_invoker = true) AS
SELECT u.user_id, w.*
FROM health.users u
CROSS JOIN LATERAL health.wear_time_of(u.user_id, current_date - 7, current_date + 2) w;
COMMENT ON VIEW health.wear_time IS 'Wear time and completeness of each person and local day of the last week. For other days: health.wear_time_of.';
COMMENT ON COLUMN health.wear_time.user_id IS 'The person.';
COMMENT ON COLUMN health.wear_time.day IS 'The day, on the person''s own calendar.';
COMMENT ON COLUMN health.wear_time.worn_minutes IS 'Minutes with readings no further apart than the metric may be silent.';
COMMENT ON COLUMN health.wear_time.completeness IS 'The same as a share of the day.';

CREATE VIEW health.recommendations_with_outcomes WITH (security_invoker = true) AS
SELECT r.recommendation_id, r.user_id, r.kind, r.for_day, r.advice, r.evidence, r.generated_by, r.created_at,
       r.valid_until, o.shown_at, o.outcome, o.outcome_at
FROM health.recommendations r
LEFT JOIN LATERAL (
  SELECT min(x.occurred_at) FILTER (WHERE x.outcome = 'shown') AS shown_at,
         (array_agg(x.outcome ORDER BY x.occurred_at DESC) FILTER (WHERE x.outcome <> 'shown'))[1] AS outcome,
         max(x.occurred_at) FILTER (WHERE x.outcome <> 'shown') AS outcome_at
  FROM health.recommendation_outcomes x
  WHERE x.recommendation_id = r.recommendation_id) o ON true;
COMMENT ON VIEW health.recommendations_with_outcomes IS 'Recommendations and what became of them.';
COMMENT ON COLUMN health.recommendations_with_outcomes.recommendation_id IS 'The recommendation.';
COMMENT ON COLUMN health.recommendations_with_outcomes.user_id IS 'For whom.';
COMMENT ON COLUMN health.recommendations_with_outcomes.kind IS 'Stable code.';
COMMENT ON COLUMN health.recommendations_with_outcomes.for_day IS 'The last day of the evidence.';
COMMENT ON COLUMN health.recommendations_with_outcomes.advice IS 'The sentence shown.';
COMMENT ON COLUMN health.recommendations_with_outcomes.evidence IS 'The numbers it rests on.';
COMMENT ON COLUMN health.recommendations_with_outcomes.generated_by IS 'Which rule, in which version.';
COMMENT ON COLUMN health.recommendations_with_outcomes.created_at IS 'When it was made.';
COMMENT ON COLUMN health.recommendations_with_outcomes.valid_until IS 'After this it should not be shown.';
COMMENT ON COLUMN health.recommendations_with_outcomes.shown_at IS 'When it was first shown.';
COMMENT ON COLUMN health.recommendations_with_outcomes.outcome IS 'The newest of accepted, declined, completed.';
COMMENT ON COLUMN health.recommendations_with_outcomes.outcome_at IS 'When that was.';

CREATE VIEW health.users_without_device WITH (security_invoker = true) AS
SELECT u.user_id, u.tenant, u.signed_up_at,
       (SELECT max(a.assigned_until) FROM health.device_assignments a JOIN health.users r USING (user_id)
        WHERE r.user_id = u.user_id OR r.merged_into = u.user_id) AS last_device_until
FROM health.users u
WHERE u.merged_into IS NULL
  AND NOT EXISTS (
    SELECT FROM health.device_assignments a JOIN health.users r USING (user_id)
    WHERE (r.user_id = u.user_id OR r.merged_into = u.user_id)
      AND a.assigned_from <= now() AND (a.assigned_until IS NULL OR a.assigned_until > now()));
COMMENT ON VIEW health.users_without_device IS 'People who wear no device now.';
COMMENT ON COLUMN health.users_without_device.user_id IS 'The person.';
COMMENT ON COLUMN health.users_without_device.tenant IS 'Whose person this is.';
COMMENT ON COLUMN health.users_without_device.signed_up_at IS 'When the person was first registered.';
COMMENT ON COLUMN health.users_without_device.last_device_until IS 'Until when the last one was worn; absent when there never was one.';

CREATE VIEW health.users_per_brand WITH (security_invoker = true) AS
SELECT coalesce(m.brand, 'unknown') AS brand, count(DISTINCT p.person_id) AS people
FROM (
  SELECT coalesce(u.merged_into, u.user_id) AS person_id, x.model_id
  FROM health.users u
  JOIN (SELECT d.user_id, d.model_id FROM health.user_device_models d
        UNION
        SELECT a.user_id, d.model_id
        FROM health.device_assignments a JOIN health.devices d USING (device_id)) x USING (user_id)) p
LEFT JOIN health.device_models m USING (model_id)
GROUP BY 1;
COMMENT ON VIEW health.users_per_brand IS 'How many people use or used a device of each brand; somebody with two brands counts in both.';
COMMENT ON COLUMN health.users_per_brand.brand IS 'The brand; unknown where the device names no model of the catalogue.';
COMMENT ON COLUMN health.users_per_brand.people IS 'How many people, each record of one person once.';

CREATE VIEW health.users_by_age_group WITH (security_invoker = true) AS
SELECT CASE WHEN a.age IS NULL THEN 'unknown'
            WHEN a.age >= 90 THEN '90+'
            ELSE format('%s-%s', a.age / 10 * 10, a.age / 10 * 10 + 9) END AS age_group,
       count(*) AS people
FROM (SELECT CASE WHEN u.birth_date IS NOT NULL THEN extract(year FROM age(u.birth_date))::integer
                  ELSE extract(year FROM now())::integer - u.birth_year END AS age
      FROM health.users u WHERE u.merged_into IS NULL) a
GROUP BY 1;
COMMENT ON VIEW health.users_by_age_group IS 'How many people there are of each age, in decades.';
COMMENT ON COLUMN health.users_by_age_group.age_group IS 'Such as 40-49, 90+ or unknown. Where only the year of birth is known, the age reached in this year.';
COMMENT ON COLUMN health.users_by_age_group.people IS 'How many people.';

CREATE VIEW health.device_health WITH (security_invoker = true) AS
SELECT d.device_id, d.tenant, d.model, d.firmware, w.user_id AS worn_by, l.last_seen, l.battery_percent, l.signal_dbm,
       g.gaps, g.longest_gap
FROM health.devices d
LEFT JOIN health.device_assignments w
  ON w.device_id = d.device_id AND w.assigned_from <= now() AND (w.assigned_until IS NULL OR w.assigned_until > now())
LEFT JOIN LATERAL (
  SELECT max(x.measured_at) AS last_seen,
         max(x.metric_value) FILTER (WHERE t.code = 'device-battery') AS battery_percent,
         max(x.metric_value) FILTER (WHERE t.code = 'device-signal') AS signal_dbm
  FROM health.latest_metrics x JOIN health.metric_types t USING (metric_type)
  WHERE x.user_id = w.user_id AND x.device_id = d.device_id) l ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS gaps, max(x.gap_until - x.gap_from) AS longest_gap
  FROM health.gaps_of(w.user_id, now() - interval '7 days') x
  WHERE x.device_id = d.device_id) g ON w.user_id IS NOT NULL;
COMMENT ON VIEW health.device_health IS 'How devices are doing: last seen, battery, signal, and silences of the last seven days.';
COMMENT ON COLUMN health.device_health.device_id IS 'The device.';
COMMENT ON COLUMN health.device_health.tenant IS 'Whose device this is.';
COMMENT ON COLUMN health.device_health.model IS 'Maker and model.';
COMMENT ON COLUMN health.device_health.firmware IS 'Firmware version.';
COMMENT ON COLUMN health.device_health.worn_by IS 'Who wears it now; absent when nobody does, and then nothing more is told.';
COMMENT ON COLUMN health.device_health.last_seen IS 'When it last measured something that is still its wearer''s newest value.';
COMMENT ON COLUMN health.device_health.battery_percent IS 'Its last word about its battery.';
COMMENT ON COLUMN health.device_health.signal_dbm IS 'Its last word about its signal.';
COMMENT ON COLUMN health.device_health.gaps IS 'How often it was silent for longer than it may be.';
COMMENT ON COLUMN health.device_health.longest_gap IS 'The longest such silence.';

CREATE VIEW health.top_alert_offenders WITH (security_invoker = true) AS
SELECT a.user_id, a.rule_id, a.rule_name, a.metric, count(*) AS episodes,
       count(*) FILTER (WHERE p.paged) AS paged,
       count(*)::double precision / sum(count(*)) OVER () AS share,
       max(a.opened_at) AS last_opened
FROM health.alerts a
CROSS JOIN LATERAL (
  SELECT coalesce(bool_or(e.page), false) AS paged FROM health.alert_events e WHERE e.alert_id = a.alert_id) p
WHERE a.opened_at >= now() - interval '30 days' AND a.state <> 'withdrawn'
GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW health.top_alert_offenders IS 'Who and which rule cause most episodes, last 30 days: the few whose limits want a look before everybody stops listening.';
COMMENT ON COLUMN health.top_alert_offenders.user_id IS 'The person.';
COMMENT ON COLUMN health.top_alert_offenders.rule_id IS 'The rule.';
COMMENT ON COLUMN health.top_alert_offenders.rule_name IS 'Its name, for people.';
COMMENT ON COLUMN health.top_alert_offenders.metric IS 'Metric code.';
COMMENT ON COLUMN health.top_alert_offenders.episodes IS 'Episodes opened, without withdrawn ones.';
COMMENT ON COLUMN health.top_alert_offenders.paged IS 'How many of them woke somebody.';
COMMENT ON COLUMN health.top_alert_offenders.share IS 'Their share of all episodes that the asker may see.';
COMMENT ON COLUMN health.top_alert_offenders.last_opened IS 'When the last one opened, by the reading''s own time.';

CREATE TABLE health.recommendation_runs (
  user_id uuid PRIMARY KEY REFERENCES health.users ON DELETE CASCADE,
  for_day date NOT NULL
);
COMMENT ON TABLE health.recommendation_runs IS 'Up to which day recommendations were considered for a person.';
COMMENT ON COLUMN health.recommendation_runs.user_id IS 'The person.';
COMMENT ON COLUMN health.recommendation_runs.for_day IS 'The last local day considered.';
-- Bookkeeping of maintenance: nobody else's business.
ALTER TABLE health.recommendation_runs ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION health.recommendations_for(person uuid, today date)
RETURNS TABLE (kind text, advice text, evidence jsonb)
LANGUAGE plpgsql STABLE ROWS 3 AS $$
DECLARE
  steps_recent double precision;
  steps_before double precision;
  step_days integer;
  heart_recent double precision;
  heart_before double precision;
  worn double precision;
  first_seen timestamptz;
BEGIN
  SELECT avg(value) FILTER (WHERE metric = 'steps' AND day >= today - 7),
         CASE WHEN count(*) FILTER (WHERE metric = 'steps' AND day < today - 7) >= 7
              THEN avg(value) FILTER (WHERE metric = 'steps' AND day < today - 7) END,
         count(*) FILTER (WHERE metric = 'steps' AND day >= today - 7),
         CASE WHEN count(*) FILTER (WHERE metric = 'resting-heart-rate' AND day >= today - 7) >= 3
              THEN avg(value) FILTER (WHERE metric = 'resting-heart-rate' AND day >= today - 7) END,
         CASE WHEN count(*) FILTER (WHERE metric = 'resting-heart-rate' AND day < today - 7) >= 7
              THEN avg(value) FILTER (WHERE metric = 'resting-heart-rate' AND day < today - 7) END
  INTO steps_recent, steps_before, step_days, heart_recent, heart_before
  FROM health.daily_activity_of(person, today - 28, today);
  SELECT min(a.measured_from) INTO first_seen FROM health.activity_log a
  WHERE a.user_id = person AND a.kind = 'data-sync';

  IF first_seen > now() - interval '8 days' THEN
    kind := 'getting-started';
    advice := 'Your first readings have arrived. Wear your device day and night for a week: after that we can tell what is usual for you.';
    evidence := jsonb_build_object('first_reading_at', first_seen);
    RETURN NEXT;
    RETURN;
  END IF;
  IF step_days >= 4 AND (steps_recent < 5000 OR steps_recent < 0.7 * steps_before) THEN
    kind := 'move-more';
    advice := CASE WHEN steps_recent < 0.7 * steps_before
      THEN 'You walked less in the last week than you usually do. A short walk each day brings you back.'
      ELSE 'A little more walking does a lot of good: ten minutes after a meal are a fine beginning.' END;
    evidence := jsonb_build_object('mean_steps_7_days', round(steps_recent), 'mean_steps_before', round(steps_before), 'days', step_days);
    RETURN NEXT;
  ELSIF step_days >= 4 AND steps_recent >= 7000 AND steps_recent >= 1.1 * steps_before THEN
    kind := 'keep-going';
    advice := 'You walked more in the last week than in the weeks before. Keep going.';
    evidence := jsonb_build_object('mean_steps_7_days', round(steps_recent), 'mean_steps_before', round(steps_before), 'days', step_days);
    RETURN NEXT;
  END IF;
  IF heart_recent > heart_before + 7 THEN
    kind := 'resting-heart-rate-up';
    advice := 'Your resting heart rate has been higher in the last week than is usual for you. Rest and enough to drink often help; if it stays, or you feel unwell, talk to a clinician.';
    evidence := jsonb_build_object('mean_7_days', round(heart_recent), 'mean_before', round(heart_before));
    RETURN NEXT;
  END IF;
  -- Days without any reading have no row, and count as not worn.
  SELECT coalesce(sum(w.completeness), 0) / 7 INTO worn FROM health.wear_time_of(person, today - 7, today) w;
  IF worn < 0.5 AND health.wear_metric_of(person) IS NOT NULL THEN
    kind := 'wear-more';
    advice := 'Your device was worn less than half of the last week. The more it is worn, the better we can tell what is usual for you.';
    evidence := jsonb_build_object('completeness_7_days', round(worn::numeric, 2));
    RETURN NEXT;
  END IF;
END
$$;
COMMENT ON FUNCTION health.recommendations_for(uuid, date) IS 'What can be said to a person on a day, from the 28 days before it: the rules, each with the numbers it rests on. Not a diagnosis.';

CREATE FUNCTION health.generate_recommendations(people integer DEFAULT 100) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  due record;
  made bigint := 0;
  added bigint;
BEGIN
  -- A person is due once on each local day, as soon as there are readings.
  FOR due IN
    SELECT u.user_id, z.today
    FROM health.users u
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE health.zone_or_utc(u.time_zone))::date AS today) z
    LEFT JOIN health.recommendation_runs r ON r.user_id = u.user_id
    WHERE u.merged_into IS NULL AND (r.for_day IS NULL OR r.for_day < z.today)
      AND EXISTS (SELECT FROM health.latest_metrics l WHERE l.user_id = u.user_id)
      AND NOT EXISTS (
        -- Whoever denies any of it, in any record, is left alone: advice draws on several metrics.
        SELECT FROM health.consents c JOIN health.users r ON r.user_id = c.user_id
        WHERE (r.user_id = u.user_id OR r.merged_into = u.user_id)
          AND c.scope = 'treatment' AND c.decision = 'deny'
          AND c.valid_from <= now() AND (c.valid_until IS NULL OR c.valid_until > now()))
    LIMIT people
  LOOP
    INSERT INTO health.recommendations (user_id, kind, for_day, advice, evidence, generated_by, valid_until)
    SELECT due.user_id, n.kind, due.today, n.advice, n.evidence, 'healthtrack/' || n.kind || '/1', now() + interval '7 days'
    FROM health.recommendations_for(due.user_id, due.today) n
    WHERE NOT EXISTS (
      SELECT FROM health.recommendations r
      WHERE r.user_id = due.user_id AND r.kind = n.kind AND r.for_day > due.today - 7)
    ON CONFLICT (user_id, kind, for_day) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    made := made + added;
    INSERT INTO health.recommendation_runs VALUES (due.user_id, due.today)
    ON CONFLICT (user_id) DO UPDATE SET for_day = excluded.for_day;
  END LOOP;
  RETURN made;
END
$$;
COMMENT ON FUNCTION health.generate_recommendations(integer) IS 'Considers so many people who are due, and gives how many recommendations were made. Nobody hears the same within seven days, nor anything who denied consent to treatment.';
