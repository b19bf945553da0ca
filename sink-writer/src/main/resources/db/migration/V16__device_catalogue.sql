-- The account of every import into the catalogue of wearables, and how devices find their model in it.

CREATE TABLE ops.catalogue_imports (
  import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  imported_at timestamptz NOT NULL DEFAULT now(),
  file_name text NOT NULL CHECK (file_name !~ '[/\\]'),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  currency text NOT NULL,
  row_count integer NOT NULL,
  models_added integer NOT NULL,
  variants_added integer NOT NULL,
  duplicates integer NOT NULL,
  already_there integer NOT NULL,
  rejected integer NOT NULL,
  rejections jsonb NOT NULL,
  CONSTRAINT every_row CHECK (row_count = variants_added + duplicates + already_there + rejected)
);
COMMENT ON TABLE ops.catalogue_imports IS 'One row per file imported into the catalogue of wearables; every row of the file is accounted for.';
COMMENT ON COLUMN ops.catalogue_imports.import_id IS 'Counts up.';
COMMENT ON COLUMN ops.catalogue_imports.imported_at IS 'When.';
COMMENT ON COLUMN ops.catalogue_imports.file_name IS 'The file''s name, without its folder.';
COMMENT ON COLUMN ops.catalogue_imports.sha256 IS 'SHA-256 of the file''s bytes.';
COMMENT ON COLUMN ops.catalogue_imports.currency IS 'The currency its prices were taken for, ISO 4217.';
COMMENT ON COLUMN ops.catalogue_imports.row_count IS 'Rows below the header.';
COMMENT ON COLUMN ops.catalogue_imports.models_added IS 'Models that were new.';
COMMENT ON COLUMN ops.catalogue_imports.variants_added IS 'Rows that became a new variant.';
COMMENT ON COLUMN ops.catalogue_imports.duplicates IS 'Rows that say the same as an earlier row of the file.';
COMMENT ON COLUMN ops.catalogue_imports.already_there IS 'Rows whose variant an earlier import brought.';
COMMENT ON COLUMN ops.catalogue_imports.rejected IS 'Rows that cannot be taken.';
COMMENT ON COLUMN ops.catalogue_imports.rejections IS 'For each of these its line, its column and the remedy.';

CREATE INDEX ON health.device_models (lower(brand || ' ' || model_name));
CREATE INDEX ON health.device_models (lower(model_name));

CREATE FUNCTION health.model_named(spoken text)
RETURNS integer
LANGUAGE sql STABLE AS $$
  WITH wanted AS (
    SELECT btrim(regexp_replace(spoken, '\s+', ' ', 'g')) AS name
  ), candidates AS (
    SELECT m.model_id,
           CASE WHEN m.brand || ' ' || m.model_name = w.name THEN 1
                WHEN lower(m.brand || ' ' || m.model_name) = lower(w.name) THEN 2
                WHEN m.model_name = w.name THEN 3 ELSE 4 END AS rank
    FROM wanted w
    JOIN health.device_models m
      ON lower(m.brand || ' ' || m.model_name) = lower(w.name) OR lower(m.model_name) = lower(w.name)
  )
  SELECT min(c.model_id) FROM candidates c
  WHERE c.rank = (SELECT min(rank) FROM candidates)
  HAVING count(*) = 1
$$;
COMMENT ON FUNCTION health.model_named(text) IS 'The one model of the catalogue that a text names: brand and model, else the model''s name alone, each first to the letter and then in any case. Nothing when it names none or several: seven names belong to more than one brand.';

CREATE FUNCTION ops.link_models()
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed bigint;
  total bigint := 0;
BEGIN
  WITH named AS MATERIALIZED (
    SELECT s.model, health.model_named(s.model) AS model_id
    FROM (SELECT DISTINCT d.model FROM health.devices d WHERE d.model IS NOT NULL) s
  )
  UPDATE health.devices d SET model_id = n.model_id
  FROM named n
  WHERE d.model = n.model AND d.model_id IS DISTINCT FROM n.model_id;
  GET DIAGNOSTICS changed = ROW_COUNT;
  total := total + changed;

  WITH worn AS MATERIALIZED (
    SELECT a.user_id, d.model_id, min(a.assigned_from) AS since
    FROM health.device_assignments a
    JOIN health.devices d ON d.device_id = a.device_id AND d.model_id IS NOT NULL
    JOIN health.users u ON u.user_id = a.user_id
    GROUP BY a.user_id, d.model_id
  ), gone AS (
    DELETE FROM health.user_device_models l
    WHERE l.source = 'assignment'
      AND NOT EXISTS (SELECT FROM worn w WHERE w.user_id = l.user_id AND w.model_id = l.model_id)
    RETURNING 1
  ), told AS (
    INSERT INTO health.user_device_models AS l (user_id, model_id, source, since)
    SELECT w.user_id, w.model_id, 'assignment', w.since FROM worn w
    ON CONFLICT (user_id, model_id) DO UPDATE SET since = excluded.since
      WHERE l.source = 'assignment' AND l.since IS DISTINCT FROM excluded.since
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM told) INTO changed;
  total := total + changed;

  INSERT INTO health.device_metrics (device_id, metric_type, first_seen)
  SELECT DISTINCT l.device_id, l.metric_type, now()
  FROM health.latest_metrics l
  JOIN health.devices d ON d.device_id = l.device_id
  JOIN health.metric_types m ON m.metric_type = l.metric_type
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN total + changed;
END
$$;
COMMENT ON FUNCTION ops.link_models() IS 'Brings devices'' models, people''s models and devices'' metrics up to date with what was told since; returns how many rows it changed.';
