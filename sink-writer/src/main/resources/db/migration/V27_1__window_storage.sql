-- A window of a running hour is written every ten seconds, and no index knows what changes in it. With room in its page
-- for all that lie there, a new version needs no new index entries and takes the place of an old one as soon as nobody
-- reads that any more: packed full, the same rows end up in three times the space (WindowsBench in sink-writer).

UPDATE ops.partitioned_tables SET fillfactor = 50 WHERE table_name = 'metric_windows';

DO $$
DECLARE
  recent record;
BEGIN
  FOR recent IN
    SELECT b.partition_name FROM ops.partition_bounds('metric_windows') b WHERE b.until_day > current_date - 35
  LOOP
    -- What is written already stays as it is.
    EXECUTE format('ALTER TABLE health.%I SET (fillfactor = 50)', recent.partition_name);
  END LOOP;
END
$$;
