-- People spread over several databases: what each is told of itself, and reports over all of them.

CREATE TABLE ops.shard (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  shard text NOT NULL CHECK (shard ~ '^[a-z][a-z0-9]{0,15}$'),
  partitions integer[] NOT NULL,
  partition_count integer NOT NULL,
  told_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT known CHECK (cardinality(partitions) > 0 AND partition_count >= cardinality(partitions))
);
COMMENT ON TABLE ops.shard IS 'Which shard this database is; no row where one database holds everybody. A sink whose settings say otherwise refuses to write.';
COMMENT ON COLUMN ops.shard.only_row IS 'There is one row.';
COMMENT ON COLUMN ops.shard.shard IS 'Its name in sink.shards.';
COMMENT ON COLUMN ops.shard.partitions IS 'The partitions of topics keyed by person whose people it holds.';
COMMENT ON COLUMN ops.shard.partition_count IS 'How many partitions these topics have in all.';
COMMENT ON COLUMN ops.shard.told_at IS 'When it was told.';

-- The default partitioner of Kafka: murmur2 over the key's 16 bytes, without the sign. Numbers stay below 2^32 here.
CREATE FUNCTION ops.partition_of(person uuid, partition_count integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key constant bytea := uuid_send(person);
  factor constant numeric := 1540483477;
  word constant numeric := 4294967296;
  -- 0x9747b28c, xor the length.
  hash bigint := 2538058380 # 16;
  part bigint;
BEGIN
  FOR i IN 0..3 LOOP
    part := get_byte(key, i * 4)::bigint + get_byte(key, i * 4 + 1)::bigint * 256
      + get_byte(key, i * 4 + 2)::bigint * 65536 + get_byte(key, i * 4 + 3)::bigint * 16777216;
    part := mod(part * factor, word)::bigint;
    part := mod((part # (part >> 24)) * factor, word)::bigint;
    hash := mod(hash * factor, word)::bigint # part;
  END LOOP;
  hash := mod((hash # (hash >> 13)) * factor, word)::bigint;
  hash := hash # (hash >> 15);
  RETURN ((hash & 2147483647) % partition_count)::integer;
END
$$;
COMMENT ON FUNCTION ops.partition_of(uuid, integer) IS 'The partition in which Kafka''s default partitioner puts the records of a person.';

CREATE FUNCTION ops.is_here(person uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT ops.partition_of(person, s.partition_count) = ANY (s.partitions) FROM ops.shard s), true)
$$;
COMMENT ON FUNCTION ops.is_here(uuid) IS 'Whether this database is the one that holds the person.';

CREATE TABLE ops.shard_links (
  shard text PRIMARY KEY CHECK (shard ~ '^[a-z][a-z0-9]{0,15}$'),
  linked_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.shard_links IS 'The other shards that the views of schema reporting read.';
COMMENT ON COLUMN ops.shard_links.shard IS 'Its name; foreign server, schema of foreign tables and user mapping have it in theirs.';
COMMENT ON COLUMN ops.shard_links.linked_at IS 'When it was linked.';

CREATE SCHEMA reporting;
COMMENT ON SCHEMA reporting IS 'What analysts query of all shards at once.';

-- The views below are the same with one shard and with many, so that questions and rights stay when shards come.
CREATE FUNCTION ops.make_reporting() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  here constant text := coalesce((SELECT s.shard FROM ops.shard s), 'local');
  wanted text;
  columns text;
  union_of_all text;
  sources text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['readings', 'people', 'devices', 'alerts', 'daily', 'weekly', 'monthly', 'trends'] LOOP
    columns := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                WHERE a.attrelid = format('analytics.%I', wanted)::regclass AND a.attnum > 0 AND NOT a.attisdropped);
    union_of_all := format('SELECT %L::text AS shard, %s FROM analytics.%I', here, columns, wanted)
      || coalesce((SELECT string_agg(format(' UNION ALL SELECT %L::text, %s FROM %I.%I', l.shard, columns, 'shard_' || l.shard, wanted), '' ORDER BY l.shard)
                   FROM ops.shard_links l), '');
    EXECUTE format('CREATE OR REPLACE VIEW reporting.%I AS %s', wanted, union_of_all);
  END LOOP;
  FOREACH wanted IN ARRAY ARRAY['population_daily', 'population_weekly'] LOOP
    columns := CASE wanted WHEN 'population_daily' THEN 'day' ELSE 'week' END;
    sources := format('SELECT metric, %s, people, readings, mean, suppressed, unit FROM ', columns);
    union_of_all := format('%s analytics.%I', sources, wanted)
      || coalesce((SELECT string_agg(format(' UNION ALL %s %I.%I', sources, 'shard_' || l.shard, wanted), '' ORDER BY l.shard)
                   FROM ops.shard_links l), '');
    EXECUTE format(
      'CREATE OR REPLACE VIEW reporting.%I AS SELECT metric, %s, sum(people) AS people, sum(readings)::bigint AS readings,'
      ' sum(mean * people) / sum(people) AS mean, count(*)::integer AS shards,'
      ' (count(*) FILTER (WHERE suppressed))::integer AS withheld, unit FROM (%s) s GROUP BY metric, %2$s, unit',
      wanted, columns, union_of_all);
  END LOOP;
  union_of_all := 'SELECT brand, people, suppressed FROM analytics.brands'
    || coalesce((SELECT string_agg(format(' UNION ALL SELECT brand, people, suppressed FROM %I.brands', 'shard_' || l.shard), '' ORDER BY l.shard)
                 FROM ops.shard_links l), '');
  EXECUTE format(
    'CREATE OR REPLACE VIEW reporting.brands AS SELECT brand, sum(people) AS people, count(*)::integer AS shards,'
    ' (count(*) FILTER (WHERE suppressed))::integer AS withheld FROM (%s) s GROUP BY brand', union_of_all);
END
$$;
COMMENT ON FUNCTION ops.make_reporting() IS 'Makes the views of schema reporting over this database and the linked shards. A migration that changes a view of schema analytics calls it afterwards.';

SELECT ops.make_reporting();

DO $$
DECLARE
  c record;
BEGIN
  FOR c IN
    SELECT r.relname, a.attname, coalesce(col_description(t.oid, o.attnum), '') AS comment
    FROM pg_class r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0
    LEFT JOIN pg_class t ON t.relname = r.relname AND t.relnamespace = 'analytics'::regnamespace
    LEFT JOIN pg_attribute o ON o.attrelid = t.oid AND o.attname = a.attname
    WHERE r.relnamespace = 'reporting'::regnamespace
  LOOP
    EXECUTE format('COMMENT ON COLUMN reporting.%I.%I IS %L', c.relname, c.attname,
      CASE c.attname
        WHEN 'shard' THEN 'The shard that holds the person.'
        WHEN 'shards' THEN 'How many shards have a row of it.'
        WHEN 'withheld' THEN 'In how many of them fewer than 11 people are behind it: these are not added up.'
        ELSE c.comment
      END);
  END LOOP;
END
$$;
COMMENT ON VIEW reporting.readings IS 'analytics.readings of all shards.';
COMMENT ON VIEW reporting.people IS 'analytics.people of all shards.';
COMMENT ON VIEW reporting.devices IS 'analytics.devices of all shards. Each shard knows every device, under a pseudonym of its own: join by shard and device.';
COMMENT ON VIEW reporting.alerts IS 'analytics.alerts of all shards.';
COMMENT ON VIEW reporting.daily IS 'analytics.daily of all shards.';
COMMENT ON VIEW reporting.weekly IS 'analytics.weekly of all shards.';
COMMENT ON VIEW reporting.monthly IS 'analytics.monthly of all shards.';
COMMENT ON VIEW reporting.trends IS 'analytics.trends of all shards.';
COMMENT ON VIEW reporting.population_daily IS 'analytics.population_daily added up over shards. Medians do not add up: percentiles come from the histograms of reporting.daily.';
COMMENT ON VIEW reporting.population_weekly IS 'analytics.population_weekly added up over shards.';
COMMENT ON VIEW reporting.brands IS 'analytics.brands added up over shards.';

CREATE PROCEDURE ops.unlink_shard(other text)
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM ops.shard_links l WHERE l.shard = other;
  PERFORM ops.make_reporting();
  EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', 'shard_' || other);
  -- Also where the extension is not there.
  IF EXISTS (SELECT FROM pg_foreign_server s WHERE s.srvname = 'shard_' || other) THEN
    EXECUTE format('DROP SERVER %I CASCADE', 'shard_' || other);
  END IF;
END
$$;
COMMENT ON PROCEDURE ops.unlink_shard(text) IS 'Takes a shard out of schema reporting.';

CREATE PROCEDURE ops.link_shard(other text, host text, port integer, database text, login text, password text, options jsonb DEFAULT '{"sslmode": "verify-full"}')
LANGUAGE plpgsql AS $$
DECLARE
  server constant text := 'shard_' || other;
  option record;
  beyond bigint;
  told text;
BEGIN
  IF other !~ '^[a-z][a-z0-9]{0,15}$' OR other = (SELECT s.shard FROM ops.shard s) THEN
    RAISE EXCEPTION 'no name of another shard' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA ops;
  CALL ops.unlink_shard(other);
  EXECUTE format('CREATE SERVER %I FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L)',
                 server, host, port::text, database);
  -- Asked for estimates, the other server plans with its own statistics; all of them are read at the same time.
  FOR option IN
    SELECT key, value FROM jsonb_each_text(
      '{"use_remote_estimate": "true", "async_capable": "true", "fetch_size": "10000", "connect_timeout": "5", "sslcertmode": "disable"}'
      || options)
  LOOP
    EXECUTE format('ALTER SERVER %I OPTIONS (ADD %I %L)', server, option.key, option.value);
  END LOOP;
  -- The views read with their owner's mapping; over there it is the login of an analyst.
  EXECUTE format('CREATE USER MAPPING FOR %I SERVER %I OPTIONS (user %L, password %L)',
                 (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = 'reporting.readings'::regclass),
                 server, login, password);
  EXECUTE format('CREATE SCHEMA %I', server);
  EXECUTE format('CREATE FOREIGN TABLE %I.visible (table_schema text) SERVER %1$I'
                 ' OPTIONS (schema_name ''information_schema'', table_name ''tables'')', server);
  EXECUTE format('SELECT count(*) FILTER (WHERE v.table_schema NOT IN (''analytics'', ''reporting'', ''pg_catalog'', ''information_schema''))'
                 ' FROM %I.visible v', server) INTO beyond;
  IF beyond > 0 THEN
    RAISE EXCEPTION 'the login for shard % may see % tables beyond schema analytics over there', other, beyond
      USING ERRCODE = 'insufficient_privilege', HINT = 'Make a login of its own there: CREATE ROLE x LOGIN PASSWORD ... IN ROLE analyst.';
  END IF;
  EXECUTE format('DROP FOREIGN TABLE %I.visible', server);
  EXECUTE format('CREATE FOREIGN TABLE %I.told (shard text) SERVER %1$I OPTIONS (schema_name ''analytics'', table_name ''shard'')', server);
  EXECUTE format('SELECT shard FROM %I.told', server) INTO told;
  IF told IS DISTINCT FROM other THEN
    RAISE EXCEPTION 'the database over there is not shard %, but %', other, coalesce(told, 'no shard')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format('DROP FOREIGN TABLE %I.told', server);
  EXECUTE format('IMPORT FOREIGN SCHEMA analytics LIMIT TO (readings, people, devices, alerts, daily, weekly, monthly, trends,'
                 ' population_daily, population_weekly, brands) FROM SERVER %I INTO %1$I', server);
  INSERT INTO ops.shard_links (shard) VALUES (other);
  PERFORM ops.make_reporting();
END
$$;
COMMENT ON PROCEDURE ops.link_shard(text, text, integer, text, text, text, jsonb) IS 'Adds another shard to schema reporting, through postgres_fdw and a login that is an analyst over there and nothing more. Called again after an upgrade or with another password, it makes the link anew.';

CREATE VIEW analytics.shard AS SELECT s.shard FROM ops.shard s;
COMMENT ON VIEW analytics.shard IS 'Which shard this database is, where there are several.';
COMMENT ON COLUMN analytics.shard.shard IS 'Its name.';

CREATE PROCEDURE ops.set_shard(name text, held integer[], count integer)
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ops.shard AS s (shard, partitions, partition_count)
  VALUES (name, ARRAY(SELECT DISTINCT u.p FROM unnest(held) AS u (p) ORDER BY 1), count)
  ON CONFLICT (only_row) DO UPDATE
    SET shard = excluded.shard, partitions = excluded.partitions, partition_count = excluded.partition_count, told_at = now();
  PERFORM ops.make_reporting();
END
$$;
COMMENT ON PROCEDURE ops.set_shard(text, integer[], integer) IS 'Tells this database which shard it is, when partitions have been moved; the README says how.';
