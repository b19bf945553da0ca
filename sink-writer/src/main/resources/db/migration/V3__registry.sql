-- People and devices, as the registry topics tell them.

CREATE TABLE health.users (
  user_id uuid PRIMARY KEY,
  tenant text NOT NULL,
  time_zone text,
  birth_year smallint,
  sex text,
  version integer NOT NULL,
  changed_at timestamptz NOT NULL
);
COMMENT ON TABLE health.users IS 'People. Contact data does not travel through topics.';
COMMENT ON COLUMN health.users.user_id IS 'The person.';
COMMENT ON COLUMN health.users.tenant IS 'Whose person this is; every row about the person belongs to the same tenant.';
COMMENT ON COLUMN health.users.time_zone IS 'IANA zone of the person''s home.';
COMMENT ON COLUMN health.users.birth_year IS 'Year of birth.';
COMMENT ON COLUMN health.users.sex IS 'As in FHIR administrative gender: male, female, other, unknown.';
COMMENT ON COLUMN health.users.version IS 'Counts the registry''s changes.';
COMMENT ON COLUMN health.users.changed_at IS 'When the registry took the last change.';

CREATE TABLE health.user_identifiers (
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  system text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (user_id, system, value)
);
CREATE INDEX ON health.user_identifiers (system, value);
COMMENT ON TABLE health.user_identifiers IS 'A person''s names in other systems.';
COMMENT ON COLUMN health.user_identifiers.user_id IS 'The person.';
COMMENT ON COLUMN health.user_identifiers.system IS 'The system that gave the name, such as fitbit.';
COMMENT ON COLUMN health.user_identifiers.value IS 'The name in that system.';

CREATE TABLE health.devices (
  device_id uuid PRIMARY KEY,
  tenant text NOT NULL,
  model text,
  firmware text,
  version integer NOT NULL,
  changed_at timestamptz NOT NULL
);
COMMENT ON TABLE health.devices IS 'Devices that measure.';
COMMENT ON COLUMN health.devices.device_id IS 'The device.';
COMMENT ON COLUMN health.devices.tenant IS 'Whose device this is.';
COMMENT ON COLUMN health.devices.model IS 'Maker and model, for people.';
COMMENT ON COLUMN health.devices.firmware IS 'Firmware version.';
COMMENT ON COLUMN health.devices.version IS 'Counts the registry''s changes.';
COMMENT ON COLUMN health.devices.changed_at IS 'When the registry took the last change.';

CREATE TABLE health.device_identifiers (
  device_id uuid NOT NULL REFERENCES health.devices ON DELETE CASCADE,
  system text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (device_id, system, value)
);
CREATE INDEX ON health.device_identifiers (system, value);
COMMENT ON TABLE health.device_identifiers IS 'A device''s names in other systems.';
COMMENT ON COLUMN health.device_identifiers.device_id IS 'The device.';
COMMENT ON COLUMN health.device_identifiers.system IS 'The system that gave the name.';
COMMENT ON COLUMN health.device_identifiers.value IS 'The name in that system.';

CREATE TABLE health.device_assignments (
  device_id uuid NOT NULL REFERENCES health.devices ON DELETE CASCADE,
  user_id uuid NOT NULL,
  assigned_from timestamptz NOT NULL,
  assigned_until timestamptz,
  PRIMARY KEY (device_id, assigned_from),
  CONSTRAINT wearer FOREIGN KEY (user_id) REFERENCES health.users NOT ENFORCED
);
CREATE INDEX ON health.device_assignments (user_id);
COMMENT ON TABLE health.device_assignments IS 'Who wore a device when. Half-open: from is in, until is out.';
COMMENT ON COLUMN health.device_assignments.device_id IS 'The device.';
COMMENT ON COLUMN health.device_assignments.user_id IS 'The wearer.';
COMMENT ON COLUMN health.device_assignments.assigned_from IS 'First instant.';
COMMENT ON COLUMN health.device_assignments.assigned_until IS 'First instant no longer; absent while it lasts.';
