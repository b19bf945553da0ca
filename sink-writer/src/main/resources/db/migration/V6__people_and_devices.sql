-- People, those who care for them, and the devices and models they wear. What the registry topics tell stays theirs to
-- change; contact data never travels through topics and is written here directly, through audited functions.

CREATE TABLE health.tenants (
  tenant text PRIMARY KEY,
  display text,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE health.tenants IS 'The organisations whose people and devices these are.';
COMMENT ON COLUMN health.tenants.tenant IS 'The name credentials and topics use.';
COMMENT ON COLUMN health.tenants.display IS 'The name for people.';
COMMENT ON COLUMN health.tenants.created_at IS 'When the first row of the tenant arrived.';
INSERT INTO health.tenants (tenant)
SELECT 'default' UNION SELECT tenant FROM health.users UNION SELECT tenant FROM health.devices;

-- Columns that the registry fills get no checks: it judges at the door, and what an older version let pass must not keep a
-- person out of the table.
ALTER TABLE health.users RENAME COLUMN sex TO gender;
ALTER TABLE health.users
  ADD COLUMN family_name text,
  ADD COLUMN given_name text,
  ADD COLUMN birth_date date,
  ADD COLUMN email text,
  ADD COLUMN phone text,
  ADD COLUMN address_line text,
  ADD COLUMN postal_code text,
  ADD COLUMN city text,
  ADD COLUMN region text,
  ADD COLUMN country text,
  ADD COLUMN locale text,
  ADD COLUMN signed_up_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN merged_into uuid REFERENCES health.users,
  ADD CONSTRAINT tenant FOREIGN KEY (tenant) REFERENCES health.tenants,
  ADD CONSTRAINT birth_date_plausible CHECK (birth_date >= '1880-01-01'),
  ADD CONSTRAINT email_shape CHECK (email ~ '^[^@\s]+@[^@\s]+$'),
  ADD CONSTRAINT phone_e164 CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
  ADD CONSTRAINT country_code CHECK (country ~ '^[A-Z]{2}$'),
  ADD CONSTRAINT merged_elsewhere CHECK (merged_into <> user_id);
UPDATE health.users SET signed_up_at = changed_at;
CREATE INDEX ON health.users (tenant);
CREATE INDEX ON health.users (merged_into) WHERE merged_into IS NOT NULL;
COMMENT ON TABLE health.users IS 'People: what the registry tells (tenant, zone, birth year, gender, version) and, beside it, contact data, which does not travel through topics.';
COMMENT ON COLUMN health.users.family_name IS 'Family name.';
COMMENT ON COLUMN health.users.given_name IS 'Given names, in order.';
COMMENT ON COLUMN health.users.birth_date IS 'Date of birth, where it is known to the day; goes before birth_year.';
COMMENT ON COLUMN health.users.gender IS 'As in FHIR administrative gender: male, female, other, unknown.';
COMMENT ON COLUMN health.users.email IS 'E-mail address.';
COMMENT ON COLUMN health.users.phone IS 'Telephone number as in E.164, such as +441632960123.';
COMMENT ON COLUMN health.users.address_line IS 'Street and number.';
COMMENT ON COLUMN health.users.postal_code IS 'Postal code.';
COMMENT ON COLUMN health.users.city IS 'Town.';
COMMENT ON COLUMN health.users.region IS 'State, province or county.';
COMMENT ON COLUMN health.users.country IS 'ISO 3166-1 alpha-2 code.';
COMMENT ON COLUMN health.users.locale IS 'BCP 47 language tag, such as en-GB.';
COMMENT ON COLUMN health.users.signed_up_at IS 'When the person was first registered.';
COMMENT ON COLUMN health.users.merged_into IS 'The record that stands for the person, when this one turned out to be a second record of the same person.';

ALTER TABLE health.user_identifiers
  ADD COLUMN valid_from timestamptz,
  ADD COLUMN valid_until timestamptz,
  ADD CONSTRAINT period CHECK (valid_from < valid_until);
COMMENT ON COLUMN health.user_identifiers.valid_from IS 'First instant of the name''s use; absent when it is not known.';
COMMENT ON COLUMN health.user_identifiers.valid_until IS 'First instant it was no longer in use; absent while it is.';

CREATE TABLE health.emergency_contacts (
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  rank smallint NOT NULL CHECK (rank > 0),
  name text NOT NULL,
  relationship text,
  phone text NOT NULL CONSTRAINT phone_e164 CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
  email text,
  PRIMARY KEY (user_id, rank)
);
COMMENT ON TABLE health.emergency_contacts IS 'Whom to call for a person, in order.';
COMMENT ON COLUMN health.emergency_contacts.user_id IS 'The person.';
COMMENT ON COLUMN health.emergency_contacts.rank IS '1 is called first.';
COMMENT ON COLUMN health.emergency_contacts.name IS 'The contact''s name.';
COMMENT ON COLUMN health.emergency_contacts.relationship IS 'What the contact is to the person, such as daughter.';
COMMENT ON COLUMN health.emergency_contacts.phone IS 'Telephone number as in E.164.';
COMMENT ON COLUMN health.emergency_contacts.email IS 'E-mail address.';

CREATE TABLE health.user_preferences (
  user_id uuid PRIMARY KEY REFERENCES health.users ON DELETE CASCADE,
  unit_system text NOT NULL DEFAULT 'metric' CHECK (unit_system IN ('metric', 'imperial')),
  glucose_unit text NOT NULL DEFAULT 'mg/dL' CHECK (glucose_unit IN ('mg/dL', 'mmol/L')),
  notify_by text[] NOT NULL DEFAULT '{}' CHECK (notify_by <@ ARRAY['email', 'sms', 'push']),
  quiet_from time,
  quiet_until time,
  weekly_summary boolean NOT NULL DEFAULT true,
  changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE health.user_preferences IS 'How a person wants to see and hear things. No row: the defaults.';
COMMENT ON COLUMN health.user_preferences.user_id IS 'The person.';
COMMENT ON COLUMN health.user_preferences.unit_system IS 'metric or imperial, for display only.';
COMMENT ON COLUMN health.user_preferences.glucose_unit IS 'mg/dL or mmol/L, for display only.';
COMMENT ON COLUMN health.user_preferences.notify_by IS 'Any of email, sms, push.';
COMMENT ON COLUMN health.user_preferences.quiet_from IS 'Start of the quiet hours on the person''s own clock; they never hold back a page.';
COMMENT ON COLUMN health.user_preferences.quiet_until IS 'End of the quiet hours.';
COMMENT ON COLUMN health.user_preferences.weekly_summary IS 'Whether the weekly summary is wanted.';
COMMENT ON COLUMN health.user_preferences.changed_at IS 'When this was last changed.';

CREATE TABLE health.practitioners (
  practitioner_id uuid PRIMARY KEY DEFAULT uuidv7(),
  tenant text NOT NULL REFERENCES health.tenants,
  profession text NOT NULL CHECK (profession IN ('provider', 'nurse')),
  family_name text NOT NULL,
  given_name text,
  active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE health.practitioners IS 'Those who care for people.';
COMMENT ON COLUMN health.practitioners.practitioner_id IS 'The practitioner.';
COMMENT ON COLUMN health.practitioners.tenant IS 'For whom the practitioner works.';
COMMENT ON COLUMN health.practitioners.profession IS 'provider or nurse.';
COMMENT ON COLUMN health.practitioners.family_name IS 'Family name.';
COMMENT ON COLUMN health.practitioners.given_name IS 'Given names.';
COMMENT ON COLUMN health.practitioners.active IS 'Whether the practitioner still works here; care ends with it.';

CREATE TABLE health.care_relationships (
  practitioner_id uuid NOT NULL REFERENCES health.practitioners,
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  valid_from timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz,
  PRIMARY KEY (practitioner_id, user_id, valid_from),
  CONSTRAINT period CHECK (valid_from < valid_until)
);
CREATE INDEX ON health.care_relationships (user_id);
COMMENT ON TABLE health.care_relationships IS 'Who cares for whom, since when. Half-open: from is in, until is out.';
COMMENT ON COLUMN health.care_relationships.practitioner_id IS 'Who cares.';
COMMENT ON COLUMN health.care_relationships.user_id IS 'For whom.';
COMMENT ON COLUMN health.care_relationships.valid_from IS 'First instant.';
COMMENT ON COLUMN health.care_relationships.valid_until IS 'First instant no longer; absent while it lasts.';

CREATE TABLE health.accounts (
  login text PRIMARY KEY,
  tenant text NOT NULL REFERENCES health.tenants,
  user_id uuid REFERENCES health.users ON DELETE CASCADE,
  practitioner_id uuid REFERENCES health.practitioners,
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,
  CONSTRAINT one_person CHECK (num_nonnulls(user_id, practitioner_id) <= 1)
);
CREATE INDEX ON health.accounts (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ON health.accounts (practitioner_id) WHERE practitioner_id IS NOT NULL;
COMMENT ON TABLE health.accounts IS 'Which person a database login is. The login is the session''s own, which nobody can pretend.';
COMMENT ON COLUMN health.accounts.login IS 'The name of the login role.';
COMMENT ON COLUMN health.accounts.tenant IS 'The tenant whose rows the login may see at most.';
COMMENT ON COLUMN health.accounts.user_id IS 'The person, for a patient''s login.';
COMMENT ON COLUMN health.accounts.practitioner_id IS 'The practitioner, for a provider''s or nurse''s login.';
COMMENT ON COLUMN health.accounts.created_at IS 'When the account was made.';
COMMENT ON COLUMN health.accounts.disabled_at IS 'From when on it sees nothing.';

CREATE TABLE health.device_models (
  model_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  brand text NOT NULL CHECK (brand = trim(brand) AND brand <> ''),
  model_name text NOT NULL CHECK (model_name = trim(model_name) AND model_name <> ''),
  device_type text NOT NULL,
  UNIQUE (brand, model_name, device_type)
);
COMMENT ON TABLE health.device_models IS 'The catalogue of wearables: what can be bought under one brand and name.';
COMMENT ON COLUMN health.device_models.model_id IS 'The model.';
COMMENT ON COLUMN health.device_models.brand IS 'Brand, without stray spaces.';
COMMENT ON COLUMN health.device_models.model_name IS 'Model name. Several brands sell a model of the same name.';
COMMENT ON COLUMN health.device_models.device_type IS 'Such as smartwatch or fitness-band.';

CREATE TABLE health.device_variants (
  variant_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model_id integer NOT NULL REFERENCES health.device_models ON DELETE CASCADE,
  colour text,
  strap_material text,
  display text,
  battery_days numeric(5, 1) CHECK (battery_days > 0),
  selling_price numeric(12, 2) CHECK (selling_price >= 0),
  original_price numeric(12, 2) CHECK (original_price >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  rating numeric(2, 1) CHECK (rating BETWEEN 0 AND 5),
  reviews integer CHECK (reviews >= 0),
  UNIQUE NULLS NOT DISTINCT (model_id, colour, strap_material, display, battery_days, selling_price, original_price, currency, rating, reviews)
);
COMMENT ON TABLE health.device_variants IS 'The variants of a model: one per offer in the catalogue, exact duplicates once.';
COMMENT ON COLUMN health.device_variants.variant_id IS 'The variant.';
COMMENT ON COLUMN health.device_variants.model_id IS 'Of which model.';
COMMENT ON COLUMN health.device_variants.colour IS 'Colour.';
COMMENT ON COLUMN health.device_variants.strap_material IS 'Material of the strap.';
COMMENT ON COLUMN health.device_variants.display IS 'Kind of display.';
COMMENT ON COLUMN health.device_variants.battery_days IS 'Average battery life in days.';
COMMENT ON COLUMN health.device_variants.selling_price IS 'Price asked, in the currency.';
COMMENT ON COLUMN health.device_variants.original_price IS 'Price before a discount, in the currency.';
COMMENT ON COLUMN health.device_variants.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN health.device_variants.rating IS 'Average rating out of five; absent when nobody rated.';
COMMENT ON COLUMN health.device_variants.reviews IS 'Number of reviews; absent when it is not known.';

ALTER TABLE health.devices
  ADD COLUMN serial_number text,
  ADD COLUMN model_id integer REFERENCES health.device_models ON DELETE SET NULL,
  ADD COLUMN registered_at timestamptz NOT NULL DEFAULT now(),
  ADD CONSTRAINT tenant FOREIGN KEY (tenant) REFERENCES health.tenants;
UPDATE health.devices SET registered_at = changed_at;
CREATE INDEX ON health.devices (model_id) WHERE model_id IS NOT NULL;
COMMENT ON COLUMN health.devices.serial_number IS 'The maker''s serial number.';
COMMENT ON COLUMN health.devices.model_id IS 'The catalogue''s model, where the model''s text names exactly one.';
COMMENT ON COLUMN health.devices.registered_at IS 'When the device was first registered.';

CREATE TABLE health.device_metrics (
  device_id uuid NOT NULL REFERENCES health.devices ON DELETE CASCADE,
  metric_type smallint NOT NULL REFERENCES health.metric_types,
  first_seen timestamptz NOT NULL,
  PRIMARY KEY (device_id, metric_type)
);
COMMENT ON TABLE health.device_metrics IS 'The metrics a device supports, as its readings show. Kept by maintenance.';
COMMENT ON COLUMN health.device_metrics.device_id IS 'The device.';
COMMENT ON COLUMN health.device_metrics.metric_type IS 'The metric.';
COMMENT ON COLUMN health.device_metrics.first_seen IS 'When maintenance first saw a reading of it.';

CREATE TABLE health.user_device_models (
  user_id uuid NOT NULL REFERENCES health.users ON DELETE CASCADE,
  model_id integer NOT NULL REFERENCES health.device_models ON DELETE CASCADE,
  source text NOT NULL CHECK (source IN ('assignment', 'record', 'declared')),
  since timestamptz,
  PRIMARY KEY (user_id, model_id)
);
CREATE INDEX ON health.user_device_models (model_id);
COMMENT ON TABLE health.user_device_models IS 'Which models a person uses or used: many to many.';
COMMENT ON COLUMN health.user_device_models.user_id IS 'The person.';
COMMENT ON COLUMN health.user_device_models.model_id IS 'The model.';
COMMENT ON COLUMN health.user_device_models.source IS 'How it is known: assignment of a registered device, a health record, or declared by the person.';
COMMENT ON COLUMN health.user_device_models.since IS 'Since when, where it is known.';

ALTER TABLE health.metric_types ADD COLUMN bins double precision[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN health.metric_types.bins IS 'Ascending edges of the histogram''s bins; values outside fall into the outer bins.';
