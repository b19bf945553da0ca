-- What analysts see: pseudonymised rows and rollups. A limited data set, not an anonymous one; the README says what is left
-- out and what risk stays.
--
-- Views run with the rights of their owner, so that analysts need none on schema health. Those that leave people out are
-- security barriers: without that, a condition of the analyst's own making could run before ours and tell of rows it
-- filters away. The operators that prune partitions and use keys are leakproof and still reach the tables.

CREATE TABLE health.person_pseudonyms (
  user_id uuid PRIMARY KEY,
  person uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON health.person_pseudonyms (person);
COMMENT ON TABLE health.person_pseudonyms IS 'The random name a person has in schema analytics. Records merged into one person share it.';
COMMENT ON COLUMN health.person_pseudonyms.user_id IS 'The person.';
COMMENT ON COLUMN health.person_pseudonyms.person IS 'The pseudonym: random, so that nobody can compute it.';
COMMENT ON COLUMN health.person_pseudonyms.created_at IS 'When it was made.';

CREATE TABLE health.device_pseudonyms (
  device_id uuid PRIMARY KEY,
  device uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE health.device_pseudonyms IS 'The random name a device has in schema analytics.';
COMMENT ON COLUMN health.device_pseudonyms.device_id IS 'The device.';
COMMENT ON COLUMN health.device_pseudonyms.device IS 'The pseudonym: random, so that nobody can compute it.';
COMMENT ON COLUMN health.device_pseudonyms.created_at IS 'When it was made.';

-- No policy: only the owner's views see a row.
ALTER TABLE health.person_pseudonyms ENABLE ROW LEVEL SECURITY;
ALTER TABLE health.device_pseudonyms ENABLE ROW LEVEL SECURITY;

-- Lanes write people and devices with rights that do not include pseudonyms.
CREATE FUNCTION health.follow_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM health.person_pseudonyms WHERE user_id = OLD.user_id;
    RETURN NULL;
  END IF;
  INSERT INTO health.person_pseudonyms (user_id) VALUES (NEW.user_id) ON CONFLICT (user_id) DO NOTHING;
  IF NEW.merged_into IS NOT NULL THEN
    INSERT INTO health.person_pseudonyms (user_id) VALUES (NEW.merged_into) ON CONFLICT (user_id) DO NOTHING;
    -- With it go the records that were merged into this one before.
    UPDATE health.person_pseudonyms
    SET person = (SELECT p.person FROM health.person_pseudonyms p WHERE p.user_id = NEW.merged_into)
    WHERE person = (SELECT p.person FROM health.person_pseudonyms p WHERE p.user_id = NEW.user_id);
  ELSIF TG_OP = 'UPDATE' AND OLD.merged_into IS NOT NULL THEN
    UPDATE health.person_pseudonyms SET person = gen_random_uuid() WHERE user_id = NEW.user_id;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.follow_person() IS 'Gives a person a pseudonym, and merged records the same one; takes it away with the person.';
CREATE TRIGGER pseudonym AFTER INSERT OR DELETE ON health.users
  FOR EACH ROW EXECUTE FUNCTION health.follow_person();
CREATE TRIGGER pseudonym_merged AFTER UPDATE OF merged_into ON health.users
  FOR EACH ROW WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into) EXECUTE FUNCTION health.follow_person();

CREATE FUNCTION health.follow_device() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM health.device_pseudonyms WHERE device_id = OLD.device_id;
  ELSE
    INSERT INTO health.device_pseudonyms (device_id) VALUES (NEW.device_id) ON CONFLICT (device_id) DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.follow_device() IS 'Gives a device a pseudonym; takes it away with the device.';
CREATE TRIGGER pseudonym AFTER INSERT OR DELETE ON health.devices
  FOR EACH ROW EXECUTE FUNCTION health.follow_device();

CREATE FUNCTION ops.add_missing_pseudonyms() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  people bigint;
  devices bigint;
BEGIN
  INSERT INTO health.person_pseudonyms (user_id)
  SELECT DISTINCT l.user_id FROM health.latest_metrics l
  WHERE NOT EXISTS (SELECT FROM health.person_pseudonyms p WHERE p.user_id = l.user_id)
  ON CONFLICT (user_id) DO NOTHING;
  GET DIAGNOSTICS people = ROW_COUNT;
  INSERT INTO health.device_pseudonyms (device_id)
  SELECT DISTINCT l.device_id FROM health.latest_metrics l
  WHERE l.device_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM health.device_pseudonyms p WHERE p.device_id = l.device_id)
  ON CONFLICT (device_id) DO NOTHING;
  GET DIAGNOSTICS devices = ROW_COUNT;
  RETURN people + devices;
END
$$;
COMMENT ON FUNCTION ops.add_missing_pseudonyms() IS 'Gives a pseudonym to people and devices that have readings but that the registry has not told of; returns how many.';

INSERT INTO health.person_pseudonyms (user_id) SELECT user_id FROM health.users;
INSERT INTO health.device_pseudonyms (device_id) SELECT device_id FROM health.devices;
SELECT ops.add_missing_pseudonyms();

CREATE INDEX analytics_denied ON health.consents (user_id) WHERE scope = 'analytics' AND decision = 'deny';

CREATE VIEW ops.withheld_from_analytics AS
SELECT DISTINCT record.user_id, t.metric_type
FROM health.consents c
JOIN health.person_pseudonyms denying ON denying.user_id = c.user_id
JOIN health.person_pseudonyms record ON record.person = denying.person
JOIN health.metric_types t ON c.metric IS NULL OR t.code = c.metric
WHERE c.scope = 'analytics' AND c.decision = 'deny'
  AND c.valid_from <= now() AND (c.valid_until IS NULL OR c.valid_until > now());
COMMENT ON VIEW ops.withheld_from_analytics IS 'Whose metrics are not in schema analytics now, because the person denies it; a denial goes for all records of the person.';
COMMENT ON COLUMN ops.withheld_from_analytics.user_id IS 'The person.';
COMMENT ON COLUMN ops.withheld_from_analytics.metric_type IS 'The metric; all of them where the person denies without naming one.';

-- Rollups. A day is a UTC day: a day on the person's own clock would reveal the zone.
CREATE TABLE health.daily_metrics (
  user_id uuid NOT NULL,
  sum double precision NOT NULL,
  m2 double precision NOT NULL,
  min double precision,
  max double precision,
  computed_at timestamptz NOT NULL,
  day date NOT NULL,
  readings integer NOT NULL,
  limited integer NOT NULL,
  metric_type smallint NOT NULL,
  histogram integer[] NOT NULL,
  PRIMARY KEY (metric_type, day, user_id),
  CONSTRAINT person FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED,
  CONSTRAINT metric FOREIGN KEY (metric_type) REFERENCES health.metric_types NOT ENFORCED
) PARTITION BY RANGE (day);
CREATE INDEX ON health.daily_metrics (user_id, metric_type, day);
INSERT INTO ops.partitioned_tables (table_name, daily) VALUES ('daily_metrics', false);
COMMENT ON TABLE health.daily_metrics IS 'Hours of a person and metric added up to UTC days, in the transaction that recomputes the hours.';
COMMENT ON COLUMN health.daily_metrics.user_id IS 'The person.';
COMMENT ON COLUMN health.daily_metrics.metric_type IS 'The metric.';
COMMENT ON COLUMN health.daily_metrics.day IS 'The day, UTC.';
COMMENT ON COLUMN health.daily_metrics.readings IS 'How many measurements.';
COMMENT ON COLUMN health.daily_metrics.limited IS 'How many more only gave a bound.';
COMMENT ON COLUMN health.daily_metrics.sum IS 'Their sum, in the canonical unit.';
COMMENT ON COLUMN health.daily_metrics.m2 IS 'Sum of squared distances from the mean.';
COMMENT ON COLUMN health.daily_metrics.min IS 'The lowest; absent where all are limited.';
COMMENT ON COLUMN health.daily_metrics.max IS 'The highest; absent where all are limited.';
COMMENT ON COLUMN health.daily_metrics.histogram IS 'Counts over the bins of the metric''s catalogue entry.';
COMMENT ON COLUMN health.daily_metrics.computed_at IS 'When it was computed.';

CREATE TABLE health.population_metrics (
  metric_type smallint NOT NULL REFERENCES health.metric_types,
  grain text NOT NULL CHECK (grain IN ('day', 'week')),
  starts date NOT NULL,
  people integer NOT NULL,
  readings bigint NOT NULL,
  mean double precision NOT NULL,
  p50 double precision NOT NULL,
  p95 double precision NOT NULL,
  histogram bigint[] NOT NULL,
  computed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (metric_type, grain, starts)
);
COMMENT ON TABLE health.population_metrics IS 'Days and ISO weeks over all people who do not deny analytics. Each person counts once, with one value: the mean of instant metrics, the total per day of amounts.';
COMMENT ON COLUMN health.population_metrics.metric_type IS 'The metric.';
COMMENT ON COLUMN health.population_metrics.grain IS 'day or week.';
COMMENT ON COLUMN health.population_metrics.starts IS 'The day, or the week''s Monday, UTC.';
COMMENT ON COLUMN health.population_metrics.people IS 'How many people have a value; under 11 nothing of the row leaves the database.';
COMMENT ON COLUMN health.population_metrics.readings IS 'How many measurements.';
COMMENT ON COLUMN health.population_metrics.mean IS 'Mean of the people''s values.';
COMMENT ON COLUMN health.population_metrics.p50 IS 'Median of the people''s values.';
COMMENT ON COLUMN health.population_metrics.p95 IS '95th percentile of the people''s values.';
COMMENT ON COLUMN health.population_metrics.histogram IS 'All measurements, counted over the metric''s bins.';
COMMENT ON COLUMN health.population_metrics.computed_at IS 'When it was computed.';

ALTER TABLE health.daily_metrics ENABLE ROW LEVEL SECURITY;
ALTER TABLE health.population_metrics ENABLE ROW LEVEL SECURITY;

CREATE TABLE ops.population_queue (
  metric_type smallint NOT NULL,
  day date NOT NULL,
  requests integer NOT NULL DEFAULT 1,
  queued_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (metric_type, day)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE ops.population_queue IS 'Days whose aggregates over all people are to be computed again.';
COMMENT ON COLUMN ops.population_queue.metric_type IS 'The metric.';
COMMENT ON COLUMN ops.population_queue.day IS 'The day.';
COMMENT ON COLUMN ops.population_queue.requests IS 'How often it was asked for since it was last done.';
COMMENT ON COLUMN ops.population_queue.queued_at IS 'When it was first asked for.';

CREATE TABLE ops.population_clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  consents_until timestamptz NOT NULL
);
COMMENT ON TABLE ops.population_clock IS 'How far time has been looked through for consents that begin or end by themselves.';
COMMENT ON COLUMN ops.population_clock.only_row IS 'There is one row.';
COMMENT ON COLUMN ops.population_clock.consents_until IS 'Consents that began or ended until then are followed.';
INSERT INTO ops.population_clock (consents_until) VALUES ('-infinity');

-- Whoever changes a day, also who erases a person, makes the aggregate over it stale.
CREATE FUNCTION health.queue_population() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ops.population_queue AS q (metric_type, day)
  SELECT DISTINCT c.metric_type, c.day FROM changed c ORDER BY 1, 2
  ON CONFLICT (metric_type, day) DO UPDATE SET requests = q.requests + 1;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.queue_population() IS 'Queues the changed days for their aggregates over all people.';
CREATE TRIGGER queue_population_inserted AFTER INSERT ON health.daily_metrics
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.queue_population();
CREATE TRIGGER queue_population_updated AFTER UPDATE ON health.daily_metrics
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.queue_population();
CREATE TRIGGER queue_population_deleted AFTER DELETE ON health.daily_metrics
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.queue_population();

CREATE FUNCTION health.queue_population_of(people uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ops.population_queue AS q (metric_type, day)
  SELECT DISTINCT d.metric_type, d.day
  FROM health.person_pseudonyms p
  JOIN health.person_pseudonyms record ON record.person = p.person
  JOIN health.daily_metrics d ON d.user_id = record.user_id
  WHERE p.user_id = ANY (people)
  ORDER BY 1, 2
  ON CONFLICT (metric_type, day) DO UPDATE SET requests = q.requests + 1
$$;
COMMENT ON FUNCTION health.queue_population_of(uuid[]) IS 'Queues every day these people have, for its aggregates over all people.';

CREATE FUNCTION health.follow_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.scope = 'analytics' THEN
    PERFORM health.queue_population_of(ARRAY[OLD.user_id]);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.scope = 'analytics' THEN
    PERFORM health.queue_population_of(ARRAY[NEW.user_id]);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION health.follow_consent() IS 'Takes a person out of the aggregates, or back in, when consent for analytics changes.';
CREATE TRIGGER follow_consent AFTER INSERT OR UPDATE OR DELETE ON health.consents
  FOR EACH ROW EXECUTE FUNCTION health.follow_consent();

CREATE FUNCTION analytics.add_counts(total bigint[], more integer[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN total IS NULL THEN more::bigint[] WHEN more IS NULL THEN total
    ELSE ARRAY(SELECT coalesce(u.a, 0) + coalesce(u.b, 0) FROM unnest(total, more) WITH ORDINALITY AS u (a, b, bin) ORDER BY u.bin)
  END
$$;
COMMENT ON FUNCTION analytics.add_counts(bigint[], integer[]) IS 'Adds the counts of one histogram to those of another.';
CREATE FUNCTION analytics.add_counts(total bigint[], more bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN total IS NULL THEN more WHEN more IS NULL THEN total
    ELSE ARRAY(SELECT coalesce(u.a, 0) + coalesce(u.b, 0) FROM unnest(total, more) WITH ORDINALITY AS u (a, b, bin) ORDER BY u.bin)
  END
$$;
COMMENT ON FUNCTION analytics.add_counts(bigint[], bigint[]) IS 'Adds the counts of one histogram to those of another.';
CREATE AGGREGATE analytics.sum_counts(integer[]) (
  sfunc = analytics.add_counts, stype = bigint[], combinefunc = analytics.add_counts, parallel = safe);
COMMENT ON AGGREGATE analytics.sum_counts(integer[]) IS 'Adds up histograms over the same bins.';
CREATE AGGREGATE analytics.sum_counts(bigint[]) (
  sfunc = analytics.add_counts, stype = bigint[], combinefunc = analytics.add_counts, parallel = safe);
COMMENT ON AGGREGATE analytics.sum_counts(bigint[]) IS 'Adds up histograms over the same bins.';

CREATE FUNCTION analytics.histogram_percentile(counts bigint[], edges double precision[], share double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT edges[b.bin] + (edges[b.bin + 1] - edges[b.bin]) * ((b.rank - (b.upto - b.count)) / b.count)
  FROM (
    SELECT u.bin, u.count, sum(u.count) OVER (ORDER BY u.bin)::double precision AS upto,
           share * sum(u.count) OVER ()::double precision AS rank
    FROM unnest(counts) WITH ORDINALITY AS u (count, bin)
  ) b
  WHERE b.count > 0 AND b.upto >= b.rank
  ORDER BY b.bin LIMIT 1
$$;
COMMENT ON FUNCTION analytics.histogram_percentile(bigint[], double precision[], double precision) IS 'Estimates the value at or below which a share of the values lies, as the sink''s aggregate does: the true one lies in the same bin, so the error is less than its width. Values beyond the outer edges count as within them.';

CREATE FUNCTION ops.refresh_population(how_many integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  stale record;
  done bigint := 0;
  before constant timestamptz := (SELECT c.consents_until FROM ops.population_clock c FOR UPDATE);
BEGIN
  PERFORM health.queue_population_of(ARRAY(
    SELECT DISTINCT c.user_id FROM health.consents c
    WHERE c.scope = 'analytics'
      AND (c.valid_from > before AND c.valid_from <= now() OR c.valid_until > before AND c.valid_until <= now())));
  UPDATE ops.population_clock SET consents_until = now();
  FOR stale IN
    -- Taken before it is computed: who changes a day meanwhile waits a moment and then asks anew.
    WITH taken AS (
      DELETE FROM ops.population_queue q
      WHERE (q.metric_type, q.day) IN (
        SELECT n.metric_type, n.day FROM ops.population_queue n ORDER BY n.queued_at, n.metric_type, n.day
        LIMIT how_many FOR UPDATE SKIP LOCKED)
      RETURNING q.metric_type, q.day
    )
    SELECT t.metric_type, 'day' AS grain, t.day AS since, t.day + 1 AS before FROM taken t
    UNION
    SELECT t.metric_type, 'week', date_trunc('week', t.day)::date, date_trunc('week', t.day)::date + 7 FROM taken t
    ORDER BY grain, metric_type, since
  LOOP
    PERFORM ops.compute_population(stale.metric_type, stale.grain, stale.since, stale.before);
    done := done + 1;
  END LOOP;
  RETURN done;
END
$$;
COMMENT ON FUNCTION ops.refresh_population(integer) IS 'Computes the aggregates over all people of some queued days, and of their weeks; returns how many.';

CREATE FUNCTION ops.compute_population(metric smallint, wanted_grain text, since date, before date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  amounts constant boolean := (SELECT t.kind IN ('cumulative', 'interval') FROM health.metric_types t WHERE t.metric_type = metric);
  counted bigint[];
BEGIN
  IF wanted_grain = 'day' THEN
    SELECT array_agg(b.count ORDER BY b.bin) INTO counted
    FROM (
      SELECT u.bin, sum(u.count)::bigint AS count
      FROM health.daily_metrics d, unnest(d.histogram) WITH ORDINALITY AS u (count, bin)
      WHERE d.metric_type = metric AND d.day = since
        AND NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = metric)
      GROUP BY u.bin
    ) b;
  ELSE
    -- A week is the sum of its days, which are computed before it.
    SELECT analytics.sum_counts(p.histogram) INTO counted
    FROM health.population_metrics p
    WHERE p.metric_type = metric AND p.grain = 'day' AND p.starts >= since AND p.starts < before;
  END IF;
  DELETE FROM health.population_metrics p WHERE p.metric_type = metric AND p.grain = wanted_grain AND p.starts = since;
  INSERT INTO health.population_metrics (metric_type, grain, starts, people, readings, mean, p50, p95, histogram)
  SELECT metric, wanted_grain, since, count(*), sum(v.readings), avg(v.value),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY v.value), percentile_cont(0.95) WITHIN GROUP (ORDER BY v.value), counted
  FROM (
    SELECT sum(d.readings) AS readings,
           sum(d.sum) / CASE WHEN amounts THEN count(DISTINCT d.day) ELSE sum(d.readings) END AS value
    FROM health.daily_metrics d
    JOIN health.person_pseudonyms p ON p.user_id = d.user_id
    WHERE d.metric_type = metric AND d.day >= since AND d.day < before AND d.readings > 0
      AND NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = metric)
    GROUP BY p.person
  ) v
  HAVING count(*) > 0;
END
$$;
COMMENT ON FUNCTION ops.compute_population(smallint, text, date, date) IS 'Computes one row of health.population_metrics.';

DROP VIEW analytics.readings;
CREATE VIEW analytics.readings WITH (security_barrier) AS
SELECT
  p.person,
  t.code AS metric,
  t.display AS metric_name,
  h.measured_at,
  h.end_at,
  h.metric_value AS value,
  h.comparator,
  t.unit,
  d.device,
  h.received_at,
  coalesce(h.sequence, 0) AS sequence,
  coalesce(h.status, 'final') AS status,
  h.statistic,
  coalesce(h.modality, 'sensed') AS modality
FROM health.health_metrics h
JOIN health.metric_types t ON t.metric_type = h.metric_type
JOIN health.person_pseudonyms p ON p.user_id = h.user_id
LEFT JOIN health.device_pseudonyms d ON d.device_id = h.device_id
WHERE h.status IS DISTINCT FROM 'entered-in-error'
  AND NOT EXISTS (SELECT FROM ops.withheld_from_analytics w
                  WHERE w.user_id = h.user_id AND w.metric_type = h.metric_type);
COMMENT ON VIEW analytics.readings IS 'Readings with metric names and units, without those entered in error and those of people who deny it. A reading''s own id is left out because it can be computed from what was measured.';
COMMENT ON COLUMN analytics.readings.person IS 'The person''s pseudonym.';
COMMENT ON COLUMN analytics.readings.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.readings.metric_name IS 'The metric''s name, for people.';
COMMENT ON COLUMN analytics.readings.measured_at IS 'The instant, or the start of the interval, it speaks of.';
COMMENT ON COLUMN analytics.readings.end_at IS 'End of the interval, for interval metrics.';
COMMENT ON COLUMN analytics.readings.value IS 'The value in the unit beside it.';
COMMENT ON COLUMN analytics.readings.comparator IS '<, <=, >=, >: the value is a bound. Absent: the value itself.';
COMMENT ON COLUMN analytics.readings.unit IS 'The metric''s UCUM unit.';
COMMENT ON COLUMN analytics.readings.device IS 'The device''s pseudonym; absent for self-reports and health records.';
COMMENT ON COLUMN analytics.readings.received_at IS 'When it was received.';
COMMENT ON COLUMN analytics.readings.sequence IS 'Tells apart readings of one device, metric, time and value.';
COMMENT ON COLUMN analytics.readings.status IS 'final or amended.';
COMMENT ON COLUMN analytics.readings.statistic IS 'minimum, maximum, average and the like, when a device computed it. Absent: a measurement.';
COMMENT ON COLUMN analytics.readings.modality IS 'sensed or self-reported.';

CREATE VIEW analytics.people WITH (security_barrier) AS
SELECT a.person, a.age, CASE WHEN a.age < 18 THEN '0-17' WHEN a.age < 30 THEN '18-29' WHEN a.age < 90 THEN format('%s0-%1$s9', a.age / 10)
                         WHEN a.age = 90 THEN '90+' END AS age_group, a.gender
FROM (
  SELECT p.person, u.gender,
         greatest(0, least(90, coalesce(extract(year FROM age(u.birth_date)),
                                        extract(year FROM now()) - u.birth_year)))::integer AS age
  FROM health.users u
  JOIN health.person_pseudonyms p ON p.user_id = u.user_id
  LEFT JOIN (SELECT user_id, count(*) AS metrics FROM ops.withheld_from_analytics GROUP BY user_id) w ON w.user_id = u.user_id
  WHERE u.merged_into IS NULL AND w.metrics IS DISTINCT FROM (SELECT count(*) FROM health.metric_types)
) a;
COMMENT ON VIEW analytics.people IS 'People, once each however many records were merged, without those who deny analytics altogether.';
COMMENT ON COLUMN analytics.people.person IS 'The pseudonym.';
COMMENT ON COLUMN analytics.people.age IS 'Age in years, from the date of birth where it is known and else from the year; 90 stands for 90 and over.';
COMMENT ON COLUMN analytics.people.age_group IS '0-17, 18-29, then decades, 90+.';
COMMENT ON COLUMN analytics.people.gender IS 'male, female, other or unknown.';

CREATE VIEW analytics.devices WITH (security_barrier) AS
SELECT p.device, m.brand,
       coalesce(m.model_name, CASE WHEN count(*) OVER (PARTITION BY d.model) >= 11 THEN d.model END) AS model,
       m.device_type,
       CASE WHEN count(*) OVER (PARTITION BY d.model, d.firmware) >= 11 THEN d.firmware END AS firmware
FROM health.devices d
JOIN health.device_pseudonyms p ON p.device_id = d.device_id
LEFT JOIN health.device_models m ON m.model_id = d.model_id;
COMMENT ON VIEW analytics.devices IS 'Devices without serial numbers and names in other systems. What was typed in freely is shown where at least 11 devices say the same.';
COMMENT ON COLUMN analytics.devices.device IS 'The pseudonym.';
COMMENT ON COLUMN analytics.devices.brand IS 'Brand, where the catalogue knows the model.';
COMMENT ON COLUMN analytics.devices.model IS 'Model: the catalogue''s name, or what at least 11 devices call theirs.';
COMMENT ON COLUMN analytics.devices.device_type IS 'Such as smartwatch.';
COMMENT ON COLUMN analytics.devices.firmware IS 'Firmware version, where at least 11 devices of the model have it.';

CREATE VIEW analytics.alerts WITH (security_barrier) AS
SELECT p.person, a.metric, a.severity, a.state, a.retrospective, a.opened_at, a.measured_at, a.evaluated_at,
       a.breaching_readings, a.most_extreme, a.limit_value, a.unit, d.device
FROM health.alerts a
JOIN health.metric_types t ON t.code = a.metric
JOIN health.person_pseudonyms p ON p.user_id = a.user_id
LEFT JOIN health.device_pseudonyms d ON d.device_id = a.device_id
WHERE NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = a.user_id AND w.metric_type = t.metric_type);
COMMENT ON VIEW analytics.alerts IS 'Episodes. Rules are left out: their names are free text, and a rule may be one person''s.';
COMMENT ON COLUMN analytics.alerts.person IS 'The person''s pseudonym.';
COMMENT ON COLUMN analytics.alerts.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.alerts.severity IS 'critical, warning or info.';
COMMENT ON COLUMN analytics.alerts.state IS 'The newest event.';
COMMENT ON COLUMN analytics.alerts.retrospective IS 'The data was old on arrival.';
COMMENT ON COLUMN analytics.alerts.opened_at IS 'When the reading that began the breach was measured.';
COMMENT ON COLUMN analytics.alerts.measured_at IS 'When the reading that caused the newest event was measured.';
COMMENT ON COLUMN analytics.alerts.evaluated_at IS 'When the rule was evaluated.';
COMMENT ON COLUMN analytics.alerts.breaching_readings IS 'How many readings breached.';
COMMENT ON COLUMN analytics.alerts.most_extreme IS 'The furthest value beyond the limit.';
COMMENT ON COLUMN analytics.alerts.limit_value IS 'The limit that was crossed.';
COMMENT ON COLUMN analytics.alerts.unit IS 'Unit of the limit and the values.';
COMMENT ON COLUMN analytics.alerts.device IS 'The device''s pseudonym.';

CREATE VIEW analytics.daily WITH (security_barrier) AS
SELECT p.person, t.code AS metric, d.day, d.readings, d.limited, d.sum,
       d.sum / nullif(d.readings, 0) AS mean, d.min, d.max,
       sqrt(d.m2 / nullif(d.readings, 0)) AS standard_deviation, t.unit, d.histogram
FROM health.daily_metrics d
JOIN health.metric_types t ON t.metric_type = d.metric_type
JOIN health.person_pseudonyms p ON p.user_id = d.user_id
WHERE NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = d.metric_type);
COMMENT ON VIEW analytics.daily IS 'Readings by person, metric and UTC day. A person whose records were merged may have a row for each record; weeks and months add them up.';
COMMENT ON COLUMN analytics.daily.person IS 'The person''s pseudonym.';
COMMENT ON COLUMN analytics.daily.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.daily.day IS 'The day, UTC.';
COMMENT ON COLUMN analytics.daily.readings IS 'How many measurements.';
COMMENT ON COLUMN analytics.daily.limited IS 'How many more only gave a bound.';
COMMENT ON COLUMN analytics.daily.sum IS 'Their sum.';
COMMENT ON COLUMN analytics.daily.mean IS 'Their mean.';
COMMENT ON COLUMN analytics.daily.min IS 'The lowest.';
COMMENT ON COLUMN analytics.daily.max IS 'The highest.';
COMMENT ON COLUMN analytics.daily.standard_deviation IS 'Their standard deviation.';
COMMENT ON COLUMN analytics.daily.unit IS 'The metric''s UCUM unit.';
COMMENT ON COLUMN analytics.daily.histogram IS 'Counts over the bins in analytics.metrics.';

CREATE VIEW analytics.metrics AS
SELECT code AS metric, display AS metric_name, unit, kind, loinc, low, high, bins FROM health.metric_types;
COMMENT ON VIEW analytics.metrics IS 'The metric catalogue.';
COMMENT ON COLUMN analytics.metrics.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.metrics.metric_name IS 'The metric''s name, for people.';
COMMENT ON COLUMN analytics.metrics.unit IS 'Its UCUM unit.';
COMMENT ON COLUMN analytics.metrics.kind IS 'instant, interval, cumulative or categorical.';
COMMENT ON COLUMN analytics.metrics.loinc IS 'LOINC codes, the one to emit first.';
COMMENT ON COLUMN analytics.metrics.low IS 'Lowest plausible value.';
COMMENT ON COLUMN analytics.metrics.high IS 'Highest plausible value.';
COMMENT ON COLUMN analytics.metrics.bins IS 'Edges of the bins that histograms count over.';

CREATE VIEW analytics.weekly WITH (security_barrier) AS
SELECT p.person, t.code AS metric, date_trunc('week', d.day)::date AS week,
       to_char(date_trunc('week', d.day), 'IYYY-"W"IW') AS iso_week,
       count(DISTINCT d.day)::integer AS days, sum(d.readings) AS readings, sum(d.limited) AS limited, sum(d.sum) AS sum,
       sum(d.sum) / nullif(sum(d.readings), 0) AS mean, min(d.min) AS min, max(d.max) AS max,
       sqrt(greatest(0, sum(d.m2 + d.sum * d.sum / nullif(d.readings, 0)) / nullif(sum(d.readings), 0)
                        - (sum(d.sum) / nullif(sum(d.readings), 0)) ^ 2)) AS standard_deviation,
       t.unit, analytics.sum_counts(d.histogram) AS histogram
FROM health.daily_metrics d
JOIN health.metric_types t ON t.metric_type = d.metric_type
JOIN health.person_pseudonyms p ON p.user_id = d.user_id
WHERE NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = d.metric_type)
GROUP BY p.person, t.code, t.unit, date_trunc('week', d.day);
COMMENT ON VIEW analytics.weekly IS 'Readings by person, metric and ISO week, added up from UTC days.';
COMMENT ON COLUMN analytics.weekly.person IS 'The person''s pseudonym.';
COMMENT ON COLUMN analytics.weekly.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.weekly.week IS 'Its first day, UTC.';
COMMENT ON COLUMN analytics.weekly.iso_week IS 'The week as in ISO 8601, such as 2026-W01.';
COMMENT ON COLUMN analytics.weekly.days IS 'On how many days something was measured.';
COMMENT ON COLUMN analytics.weekly.readings IS 'How many measurements.';
COMMENT ON COLUMN analytics.weekly.limited IS 'How many more only gave a bound.';
COMMENT ON COLUMN analytics.weekly.sum IS 'Their sum.';
COMMENT ON COLUMN analytics.weekly.mean IS 'Their mean.';
COMMENT ON COLUMN analytics.weekly.min IS 'The lowest.';
COMMENT ON COLUMN analytics.weekly.max IS 'The highest.';
COMMENT ON COLUMN analytics.weekly.standard_deviation IS 'Their standard deviation.';
COMMENT ON COLUMN analytics.weekly.unit IS 'The metric''s UCUM unit.';
COMMENT ON COLUMN analytics.weekly.histogram IS 'Counts over the bins in analytics.metrics.';

CREATE VIEW analytics.monthly WITH (security_barrier) AS
SELECT p.person, t.code AS metric, date_trunc('month', d.day)::date AS month,
       count(DISTINCT d.day)::integer AS days, sum(d.readings) AS readings, sum(d.limited) AS limited, sum(d.sum) AS sum,
       sum(d.sum) / nullif(sum(d.readings), 0) AS mean, min(d.min) AS min, max(d.max) AS max,
       sqrt(greatest(0, sum(d.m2 + d.sum * d.sum / nullif(d.readings, 0)) / nullif(sum(d.readings), 0)
                        - (sum(d.sum) / nullif(sum(d.readings), 0)) ^ 2)) AS standard_deviation,
       t.unit, analytics.sum_counts(d.histogram) AS histogram
FROM health.daily_metrics d
JOIN health.metric_types t ON t.metric_type = d.metric_type
JOIN health.person_pseudonyms p ON p.user_id = d.user_id
WHERE NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = d.metric_type)
GROUP BY p.person, t.code, t.unit, date_trunc('month', d.day);
COMMENT ON VIEW analytics.monthly IS 'Readings by person, metric and calendar month, added up from UTC days.';
COMMENT ON COLUMN analytics.monthly.person IS 'The person''s pseudonym.';
COMMENT ON COLUMN analytics.monthly.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.monthly.month IS 'Its first day, UTC.';
COMMENT ON COLUMN analytics.monthly.days IS 'On how many days something was measured.';
COMMENT ON COLUMN analytics.monthly.readings IS 'How many measurements.';
COMMENT ON COLUMN analytics.monthly.limited IS 'How many more only gave a bound.';
COMMENT ON COLUMN analytics.monthly.sum IS 'Their sum.';
COMMENT ON COLUMN analytics.monthly.mean IS 'Their mean.';
COMMENT ON COLUMN analytics.monthly.min IS 'The lowest.';
COMMENT ON COLUMN analytics.monthly.max IS 'The highest.';
COMMENT ON COLUMN analytics.monthly.standard_deviation IS 'Their standard deviation.';
COMMENT ON COLUMN analytics.monthly.unit IS 'The metric''s UCUM unit.';
COMMENT ON COLUMN analytics.monthly.histogram IS 'Counts over the bins in analytics.metrics.';

CREATE VIEW analytics.population_daily AS
SELECT t.code AS metric, p.starts AS day,
       CASE WHEN p.people >= 11 THEN p.people END AS people,
       CASE WHEN p.people >= 11 THEN p.readings END AS readings,
       CASE WHEN p.people >= 11 THEN p.mean END AS mean,
       CASE WHEN p.people >= 11 THEN p.p50 END AS p50,
       CASE WHEN p.people >= 11 THEN p.p95 END AS p95,
       p.people < 11 AS suppressed, t.unit
FROM health.population_metrics p
JOIN health.metric_types t ON t.metric_type = p.metric_type
WHERE p.grain = 'day';
COMMENT ON VIEW analytics.population_daily IS 'All people by metric and UTC day. Each person counts once: with the mean of instant metrics, with the total per day of amounts.';
COMMENT ON COLUMN analytics.population_daily.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.population_daily.day IS 'The day, UTC.';
COMMENT ON COLUMN analytics.population_daily.people IS 'How many people; absent under 11.';
COMMENT ON COLUMN analytics.population_daily.readings IS 'How many measurements; absent under 11 people.';
COMMENT ON COLUMN analytics.population_daily.mean IS 'Mean of the people''s values; absent under 11 people.';
COMMENT ON COLUMN analytics.population_daily.p50 IS 'Median of the people''s values; absent under 11 people.';
COMMENT ON COLUMN analytics.population_daily.p95 IS '95th percentile of the people''s values; absent under 11 people.';
COMMENT ON COLUMN analytics.population_daily.suppressed IS 'Whether the numbers are left out because fewer than 11 people are behind them.';
COMMENT ON COLUMN analytics.population_daily.unit IS 'The metric''s UCUM unit.';

CREATE VIEW analytics.population_weekly AS
SELECT t.code AS metric, p.starts AS week,
       CASE WHEN p.people >= 11 THEN p.people END AS people,
       CASE WHEN p.people >= 11 THEN p.readings END AS readings,
       CASE WHEN p.people >= 11 THEN p.mean END AS mean,
       CASE WHEN p.people >= 11 THEN p.p50 END AS p50,
       CASE WHEN p.people >= 11 THEN p.p95 END AS p95,
       p.people < 11 AS suppressed, t.unit
FROM health.population_metrics p
JOIN health.metric_types t ON t.metric_type = p.metric_type
WHERE p.grain = 'week';
COMMENT ON VIEW analytics.population_weekly IS 'All people by metric and ISO week. Each person counts once: with the mean of instant metrics, with the total per day of amounts.';
COMMENT ON COLUMN analytics.population_weekly.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.population_weekly.week IS 'The week, by its Monday, UTC.';
COMMENT ON COLUMN analytics.population_weekly.people IS 'How many people; absent under 11.';
COMMENT ON COLUMN analytics.population_weekly.readings IS 'How many measurements; absent under 11 people.';
COMMENT ON COLUMN analytics.population_weekly.mean IS 'Mean of the people''s values; absent under 11 people.';
COMMENT ON COLUMN analytics.population_weekly.p50 IS 'Median of the people''s values; absent under 11 people.';
COMMENT ON COLUMN analytics.population_weekly.p95 IS '95th percentile of the people''s values; absent under 11 people.';
COMMENT ON COLUMN analytics.population_weekly.suppressed IS 'Whether the numbers are left out because fewer than 11 people are behind them.';
COMMENT ON COLUMN analytics.population_weekly.unit IS 'The metric''s UCUM unit.';

CREATE FUNCTION analytics.percentiles(wanted_metric text, since date, until date, grain text DEFAULT 'day')
RETURNS TABLE (starts date, people integer, readings bigint, p05 double precision, p25 double precision, p50 double precision,
               p75 double precision, p95 double precision, suppressed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.starts, s.people, s.readings,
         analytics.histogram_percentile(s.histogram, t.bins, 0.05), analytics.histogram_percentile(s.histogram, t.bins, 0.25),
         analytics.histogram_percentile(s.histogram, t.bins, 0.5), analytics.histogram_percentile(s.histogram, t.bins, 0.75),
         analytics.histogram_percentile(s.histogram, t.bins, 0.95), p.people < 11
  FROM health.population_metrics p
  JOIN health.metric_types t ON t.metric_type = p.metric_type
  LEFT JOIN LATERAL (SELECT p.people, p.readings, p.histogram WHERE p.people >= 11) s ON true
  WHERE t.code = wanted_metric AND p.grain = percentiles.grain AND p.starts >= since AND p.starts <= until
  ORDER BY p.starts
$$;
COMMENT ON FUNCTION analytics.percentiles(text, date, date, text) IS 'Percentiles of all measurements of a metric by day or week (grain), from histograms: each off by less than the width of its bin (analytics.metrics). Rows of fewer than 11 people are empty and say so.';

CREATE VIEW analytics.trends WITH (security_barrier) AS
SELECT p.person, t.code AS metric, count(DISTINCT d.day)::integer AS days, min(d.day) AS first_day, max(d.day) AS last_day,
       regr_slope(CASE WHEN t.kind IN ('cumulative', 'interval') THEN d.sum ELSE d.sum / d.readings END,
                  (d.day - date '2000-01-01')::double precision) AS slope_per_day, t.unit
FROM health.daily_metrics d
JOIN health.metric_types t ON t.metric_type = d.metric_type
JOIN health.person_pseudonyms p ON p.user_id = d.user_id
WHERE d.day >= (now() AT TIME ZONE 'UTC')::date - 28 AND d.day < (now() AT TIME ZONE 'UTC')::date AND d.readings > 0
  AND NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = d.metric_type)
GROUP BY p.person, t.code, t.unit
HAVING count(DISTINCT d.day) >= 7;
COMMENT ON VIEW analytics.trends IS 'Where a person''s days are heading: the least-squares line through the last 28 whole UTC days, where there are at least 7. Instant metrics by the day''s mean, amounts by its total.';
COMMENT ON COLUMN analytics.trends.person IS 'The person''s pseudonym.';
COMMENT ON COLUMN analytics.trends.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.trends.days IS 'How many days have a value.';
COMMENT ON COLUMN analytics.trends.first_day IS 'The first of them.';
COMMENT ON COLUMN analytics.trends.last_day IS 'The last of them.';
COMMENT ON COLUMN analytics.trends.slope_per_day IS 'By how much the value rises each day.';
COMMENT ON COLUMN analytics.trends.unit IS 'The metric''s UCUM unit.';

CREATE VIEW analytics.population_trends AS
SELECT s.metric,
       CASE WHEN s.people >= 11 THEN s.people END AS people,
       CASE WHEN s.people >= 11 THEN s.slopes[1] END AS p25_slope,
       CASE WHEN s.people >= 11 THEN s.slopes[2] END AS median_slope,
       CASE WHEN s.people >= 11 THEN s.slopes[3] END AS p75_slope,
       s.people < 11 AS suppressed, s.unit
FROM (
  SELECT r.metric, r.unit, count(*)::integer AS people,
         percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY r.slope_per_day) AS slopes
  FROM analytics.trends r
  GROUP BY r.metric, r.unit
) s;
COMMENT ON VIEW analytics.population_trends IS 'Quartiles of the people''s trends.';
COMMENT ON COLUMN analytics.population_trends.metric IS 'Metric code.';
COMMENT ON COLUMN analytics.population_trends.people IS 'How many people; absent under 11.';
COMMENT ON COLUMN analytics.population_trends.p25_slope IS 'A quarter of the people have a lower slope per day; absent under 11 people.';
COMMENT ON COLUMN analytics.population_trends.median_slope IS 'Half of the people have a lower slope per day; absent under 11 people.';
COMMENT ON COLUMN analytics.population_trends.p75_slope IS 'Three quarters of the people have a lower slope per day; absent under 11 people.';
COMMENT ON COLUMN analytics.population_trends.suppressed IS 'Whether the numbers are left out because fewer than 11 people are behind them.';
COMMENT ON COLUMN analytics.population_trends.unit IS 'The metric''s UCUM unit.';

CREATE FUNCTION analytics.population_by(wanted_metric text, since date, until date)
RETURNS TABLE (age_group text, gender text, people integer, mean double precision, p50 double precision, p95 double precision,
               suppressed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.age_group, g.gender,
         CASE WHEN g.people >= 11 THEN g.people END, CASE WHEN g.people >= 11 THEN g.mean END,
         CASE WHEN g.people >= 11 THEN g.shares[1] END, CASE WHEN g.people >= 11 THEN g.shares[2] END, g.people < 11
  FROM (
    SELECT who.age_group, who.gender, count(*)::integer AS people, avg(v.value) AS mean,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY v.value) AS shares
    FROM (
      SELECT p.person, sum(d.sum) / CASE WHEN t.kind IN ('cumulative', 'interval') THEN count(DISTINCT d.day)
                                         ELSE sum(d.readings) END AS value
      FROM health.daily_metrics d
      JOIN health.metric_types t ON t.metric_type = d.metric_type
      JOIN health.person_pseudonyms p ON p.user_id = d.user_id
      WHERE t.code = wanted_metric AND d.day >= since AND d.day <= until AND d.readings > 0
        AND NOT EXISTS (SELECT FROM ops.withheld_from_analytics w WHERE w.user_id = d.user_id AND w.metric_type = d.metric_type)
      GROUP BY p.person, t.kind
    ) v
    LEFT JOIN analytics.people who ON who.person = v.person
    GROUP BY who.age_group, who.gender
  ) g
  ORDER BY 1, 2
$$;
COMMENT ON FUNCTION analytics.population_by(text, date, date) IS 'A metric by age group and gender over some days. Each person counts once: with the mean of instant metrics, with the total per day of amounts. Groups of fewer than 11 people are empty and say so.';

CREATE VIEW analytics.brands AS
SELECT b.brand, CASE WHEN b.people >= 11 THEN b.people END AS people, b.people < 11 AS suppressed
FROM (
  SELECT m.brand, count(DISTINCT p.person)::integer AS people
  FROM (
    SELECT a.user_id, d.model_id
    FROM health.device_assignments a
    JOIN health.devices d ON d.device_id = a.device_id
    WHERE a.assigned_from <= now() AND (a.assigned_until IS NULL OR a.assigned_until > now())
    UNION
    SELECT x.user_id, x.model_id FROM health.user_device_models x
  ) uses
  JOIN health.device_models m ON m.model_id = uses.model_id
  JOIN health.person_pseudonyms p ON p.user_id = uses.user_id
  WHERE p.person IN (SELECT w.person FROM analytics.people w)
  GROUP BY m.brand
) b;
COMMENT ON VIEW analytics.brands IS 'How many people use a brand, as assigned or declared.';
COMMENT ON COLUMN analytics.brands.brand IS 'The brand.';
COMMENT ON COLUMN analytics.brands.people IS 'How many people; absent under 11.';
COMMENT ON COLUMN analytics.brands.suppressed IS 'Whether the number is left out because fewer than 11 people are behind it.';
