-- Where each lane stands, and what became of every record it took.

CREATE TABLE ops.lane_offsets (
  lane text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  next_offset bigint NOT NULL,
  epoch bigint NOT NULL,
  backend_pid integer,
  backend_start timestamptz,
  owner text NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (lane, topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE ops.lane_offsets IS 'The position of each lane in each partition, written in the transaction that wrote the rows below it.';
COMMENT ON COLUMN ops.lane_offsets.lane IS 'The lane: readings, alerts, registry, quarantine.';
COMMENT ON COLUMN ops.lane_offsets.topic IS 'Source topic.';
COMMENT ON COLUMN ops.lane_offsets.partition IS 'Source partition.';
COMMENT ON COLUMN ops.lane_offsets.next_offset IS 'The consumer''s position: every record below it is in the tables, none at or above it.';
COMMENT ON COLUMN ops.lane_offsets.epoch IS 'Raised by every new owner; an owner of a lower epoch can commit nothing.';
COMMENT ON COLUMN ops.lane_offsets.backend_pid IS 'The owner''s server process, which the next owner ends first.';
COMMENT ON COLUMN ops.lane_offsets.backend_start IS 'When that process started: process ids are used again.';
COMMENT ON COLUMN ops.lane_offsets.owner IS 'The sink that holds the lane.';
COMMENT ON COLUMN ops.lane_offsets.moved_at IS 'When the position moved last.';

CREATE TABLE ops.lane_tallies (
  lane text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  counted_to bigint NOT NULL,
  records_in bigint NOT NULL,
  inserted bigint NOT NULL,
  already_stored bigint NOT NULL,
  corrected bigint NOT NULL,
  quarantined bigint NOT NULL,
  PRIMARY KEY (lane, topic, partition),
  CONSTRAINT conservation CHECK (records_in = inserted + already_stored + corrected + quarantined)
) WITH (fillfactor = 50);
COMMENT ON TABLE ops.lane_tallies IS 'Cumulative counts per source partition, exact for all offsets below counted_to.';
COMMENT ON COLUMN ops.lane_tallies.lane IS 'The lane.';
COMMENT ON COLUMN ops.lane_tallies.topic IS 'Source topic.';
COMMENT ON COLUMN ops.lane_tallies.partition IS 'Source partition.';
COMMENT ON COLUMN ops.lane_tallies.counted_to IS 'Every offset below this is counted, none at or above it.';
COMMENT ON COLUMN ops.lane_tallies.records_in IS 'Records taken from the partition.';
COMMENT ON COLUMN ops.lane_tallies.inserted IS 'Records that became a new row.';
COMMENT ON COLUMN ops.lane_tallies.already_stored IS 'Records whose row was there already.';
COMMENT ON COLUMN ops.lane_tallies.corrected IS 'Records that replaced an older version of their row.';
COMMENT ON COLUMN ops.lane_tallies.quarantined IS 'Records refused, each a row of ops.quarantined_readings.';

CREATE TABLE ops.batches (
  batch_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lane text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  records integer NOT NULL,
  inserted integer NOT NULL,
  already_stored integer NOT NULL,
  corrected integer NOT NULL,
  quarantined integer NOT NULL,
  people integer NOT NULL,
  devices integer NOT NULL
);
COMMENT ON TABLE ops.batches IS 'One row per batch that carried records; triggers that follow the ingest sit here, never on the hot tables.';
COMMENT ON COLUMN ops.batches.batch_id IS 'Counts up.';
COMMENT ON COLUMN ops.batches.lane IS 'The lane that wrote it.';
COMMENT ON COLUMN ops.batches.written_at IS 'Start of the batch''s transaction.';
COMMENT ON COLUMN ops.batches.records IS 'Records in the batch.';
COMMENT ON COLUMN ops.batches.inserted IS 'Of these, new rows.';
COMMENT ON COLUMN ops.batches.already_stored IS 'Of these, rows that were there already.';
COMMENT ON COLUMN ops.batches.corrected IS 'Of these, new versions of rows.';
COMMENT ON COLUMN ops.batches.quarantined IS 'Of these, refused.';
COMMENT ON COLUMN ops.batches.people IS 'How many people the batch speaks of.';
COMMENT ON COLUMN ops.batches.devices IS 'How many devices the batch comes from.';

CREATE TABLE ops.quarantined_readings (
  quarantine_id uuid PRIMARY KEY,
  user_id uuid,
  tenant text NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  sqlstate text,
  stage text NOT NULL,
  reading_id uuid,
  metric text,
  source_topic text NOT NULL,
  source_partition integer NOT NULL,
  source_offset bigint NOT NULL,
  received_at timestamptz,
  quarantined_at timestamptz NOT NULL,
  relayed_at timestamptz,
  payload bytea
);
COMMENT ON TABLE ops.quarantined_readings IS 'Records refused for what they say, with the reason and the bytes as they arrived.';
COMMENT ON COLUMN ops.quarantined_readings.quarantine_id IS 'Name-based UUID over source topic, partition and offset.';
COMMENT ON COLUMN ops.quarantined_readings.user_id IS 'Key of the refused record; absent when it was none.';
COMMENT ON COLUMN ops.quarantined_readings.tenant IS 'Whose it is.';
COMMENT ON COLUMN ops.quarantined_readings.reason IS 'Stable code, such as out-of-range.';
COMMENT ON COLUMN ops.quarantined_readings.detail IS 'A sentence that names the field and the remedy, never the value.';
COMMENT ON COLUMN ops.quarantined_readings.sqlstate IS 'The database''s own code when it was the database that refused.';
COMMENT ON COLUMN ops.quarantined_readings.stage IS 'Who refused it: validation or sink.';
COMMENT ON COLUMN ops.quarantined_readings.reading_id IS 'The reading''s id, when the record could be read.';
COMMENT ON COLUMN ops.quarantined_readings.metric IS 'The reading''s metric code, when the record could be read.';
COMMENT ON COLUMN ops.quarantined_readings.source_topic IS 'Topic of the refused record.';
COMMENT ON COLUMN ops.quarantined_readings.source_partition IS 'Partition of the refused record.';
COMMENT ON COLUMN ops.quarantined_readings.source_offset IS 'Offset of the refused record.';
COMMENT ON COLUMN ops.quarantined_readings.received_at IS 'Timestamp of the refused record.';
COMMENT ON COLUMN ops.quarantined_readings.quarantined_at IS 'When it was refused.';
COMMENT ON COLUMN ops.quarantined_readings.relayed_at IS 'When a row the sink wrote was sent on to readings.quarantined.';
COMMENT ON COLUMN ops.quarantined_readings.payload IS 'The refused record''s value, byte for byte; absent where consent is missing.';
CREATE INDEX quarantined_to_relay ON ops.quarantined_readings (quarantined_at)
  WHERE stage = 'sink' AND relayed_at IS NULL;

CREATE TABLE ops.repair_queue (
  user_id uuid NOT NULL,
  metric_type smallint NOT NULL,
  window_start timestamptz NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, metric_type, window_start)
);
COMMENT ON TABLE ops.repair_queue IS 'Hours that an unproven reading really changed; their windows are to be recomputed from the table.';
COMMENT ON COLUMN ops.repair_queue.user_id IS 'Whose windows.';
COMMENT ON COLUMN ops.repair_queue.metric_type IS 'Of which metric.';
COMMENT ON COLUMN ops.repair_queue.window_start IS 'Start of the hour, UTC.';
COMMENT ON COLUMN ops.repair_queue.queued_at IS 'When it was first asked for.';
