-- Which rows of a table a role sees. Every table about people is under row-level security; who is not named here sees no
-- row. Not FORCEd: the owner migrates, maintains and lends its rights to the functions of schema care. Conditions are
-- subqueries without reference to the row, so that they are evaluated once per statement and the table's key is used.

DO $$
DECLARE
  about text;
BEGIN
  FOREACH about IN ARRAY ARRAY[
    'user_identifiers', 'emergency_contacts', 'user_preferences', 'care_relationships', 'accounts', 'device_assignments',
    'user_device_models', 'health_metrics', 'latest_metrics', 'metric_windows', 'alerts', 'alert_events', 'thresholds',
    'consents', 'electronic_health_records', 'recommendations', 'activity_log', 'users']
  LOOP
    EXECUTE format('ALTER TABLE health.%I ENABLE ROW LEVEL SECURITY', about);
    EXECUTE format('CREATE POLICY own ON health.%I FOR SELECT TO patient USING (user_id = ANY (ARRAY(SELECT health.my_user_ids())))', about);
  END LOOP;
  FOREACH about IN ARRAY ARRAY['users', 'latest_metrics', 'alerts', 'alert_events', 'recommendations', 'device_assignments'] LOOP
    EXECUTE format('CREATE POLICY in_care ON health.%I FOR SELECT TO provider, nurse USING (user_id = ANY (ARRAY(SELECT health.my_patients())))', about);
  END LOOP;
  FOREACH about IN ARRAY ARRAY['tenants', 'practitioners', 'devices', 'users', 'accounts'] LOOP
    EXECUTE format('ALTER TABLE health.%I ENABLE ROW LEVEL SECURITY', about);
    EXECUTE format('CREATE POLICY own_tenant ON health.%I TO admin USING (tenant = (SELECT health.my_office())) WITH CHECK (tenant = (SELECT health.my_office()))', about);
  END LOOP;
  -- The people and devices these speak of are themselves under the admin's policy.
  FOREACH about IN ARRAY ARRAY['user_identifiers', 'emergency_contacts', 'user_preferences', 'user_device_models', 'consents'] LOOP
    EXECUTE format('CREATE POLICY own_tenant ON health.%I TO admin USING (user_id IN (SELECT u.user_id FROM health.users u)) WITH CHECK (user_id IN (SELECT u.user_id FROM health.users u))', about);
  END LOOP;
  FOREACH about IN ARRAY ARRAY['device_identifiers', 'device_metrics'] LOOP
    EXECUTE format('ALTER TABLE health.%I ENABLE ROW LEVEL SECURITY', about);
    EXECUTE format('CREATE POLICY visible_device ON health.%I FOR SELECT TO admin, patient, provider, nurse USING (device_id IN (SELECT d.device_id FROM health.devices d))', about);
  END LOOP;
END
$$;

-- A relationship joins two of the admin's own tenant, an account a login to one of them.
CREATE POLICY own_tenant ON health.care_relationships TO admin
  USING (user_id IN (SELECT u.user_id FROM health.users u))
  WITH CHECK (user_id IN (SELECT u.user_id FROM health.users u)
              AND practitioner_id IN (SELECT p.practitioner_id FROM health.practitioners p));
CREATE POLICY own_people ON health.accounts AS RESTRICTIVE TO admin
  USING (true)
  WITH CHECK ((user_id IS NULL OR user_id IN (SELECT u.user_id FROM health.users u))
              AND (practitioner_id IS NULL OR practitioner_id IN (SELECT p.practitioner_id FROM health.practitioners p))
              AND login <> session_user);
CREATE POLICY own_tenant ON health.device_assignments FOR SELECT TO admin
  USING (user_id IN (SELECT u.user_id FROM health.users u));

CREATE POLICY caring_for_me ON health.practitioners FOR SELECT TO patient
  USING (practitioner_id = ANY (ARRAY(SELECT health.my_carers())));
CREATE POLICY oneself ON health.practitioners FOR SELECT TO provider, nurse
  USING (practitioner_id = (SELECT health.my_practitioner_id()));
CREATE POLICY worn ON health.devices FOR SELECT TO patient, provider, nurse
  USING (device_id IN (SELECT a.device_id FROM health.device_assignments a));
CREATE POLICY rules ON health.thresholds FOR SELECT TO provider, nurse
  USING (tenant = (SELECT health.my_tenant()) AND (user_id IS NULL OR user_id = ANY (ARRAY(SELECT health.my_patients()))));

ALTER TABLE health.record_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible_record ON health.record_codes FOR SELECT TO patient
  USING (record_id IN (SELECT r.record_id FROM health.electronic_health_records r));
ALTER TABLE health.recommendation_outcomes ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible_recommendation ON health.recommendation_outcomes FOR SELECT TO patient, provider, nurse
  USING (recommendation_id IN (SELECT r.recommendation_id FROM health.recommendations r));

ALTER TABLE audit.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.reads ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit.changes FOR SELECT TO auditor
  USING (tenant = (SELECT health.my_office()) OR (tenant IS NULL AND user_id IS NULL AND (SELECT health.my_office()) IS NOT NULL));
CREATE POLICY own_tenant ON audit.reads FOR SELECT TO auditor USING (tenant = (SELECT health.my_office()));

-- Masks. These views lend their owner's rights, and restrict rows themselves; the barrier keeps a caller's functions from
-- seeing rows before they are restricted.
CREATE VIEW health.people_masked WITH (security_barrier = true) AS
SELECT
  user_id,
  tenant,
  nullif(concat(left(given_name, 1) || '.', left(family_name, 1) || '.'), '') AS initials,
  coalesce(extract(year FROM birth_date)::smallint, birth_year) AS birth_year,
  '…' || right(phone, 4) AS phone,
  left(email, 1) || '…@' || split_part(email, '@', 2) AS email,
  city
FROM health.users
WHERE merged_into IS NULL
  AND (tenant = (SELECT health.my_office()) OR user_id = ANY (ARRAY(SELECT health.my_patients())));
COMMENT ON VIEW health.people_masked IS 'People with masked names and contact data: those of the tenant for an office''s account, those in care for a practitioner''s.';
COMMENT ON COLUMN health.people_masked.user_id IS 'The person.';
COMMENT ON COLUMN health.people_masked.tenant IS 'Whose person this is.';
COMMENT ON COLUMN health.people_masked.initials IS 'Initials of given and family name.';
COMMENT ON COLUMN health.people_masked.birth_year IS 'Year of birth.';
COMMENT ON COLUMN health.people_masked.phone IS 'The last four digits of the telephone number.';
COMMENT ON COLUMN health.people_masked.email IS 'First letter and domain of the e-mail address.';
COMMENT ON COLUMN health.people_masked.city IS 'Town.';

CREATE VIEW health.devices_billed WITH (security_barrier = true) AS
SELECT d.tenant, d.device_id, coalesce(m.brand || ' ' || m.model_name, d.model) AS model, d.registered_at,
       a.user_id, a.assigned_from, a.assigned_until
FROM health.devices d
LEFT JOIN health.device_models m ON m.model_id = d.model_id
LEFT JOIN health.device_assignments a ON a.device_id = d.device_id
WHERE d.tenant = (SELECT health.my_office());
COMMENT ON VIEW health.devices_billed IS 'What is billed: the devices of the tenant and who wore them when, without serial numbers; for an office''s account.';
COMMENT ON COLUMN health.devices_billed.tenant IS 'Whose device this is.';
COMMENT ON COLUMN health.devices_billed.device_id IS 'The device.';
COMMENT ON COLUMN health.devices_billed.model IS 'Brand and model.';
COMMENT ON COLUMN health.devices_billed.registered_at IS 'When the device was first registered.';
COMMENT ON COLUMN health.devices_billed.user_id IS 'The wearer; absent when nobody wore it.';
COMMENT ON COLUMN health.devices_billed.assigned_from IS 'First instant.';
COMMENT ON COLUMN health.devices_billed.assigned_until IS 'First instant no longer; absent while it lasts.';

-- With the caller's own rights: an admin's, under the policies above, and audited like every other update.
CREATE FUNCTION health.set_contact(person uuid, contact jsonb)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unknown text;
BEGIN
  SELECT min(k) INTO unknown FROM jsonb_object_keys(contact) k
  WHERE k NOT IN ('family_name', 'given_name', 'birth_date', 'email', 'phone', 'address_line', 'postal_code', 'city', 'region', 'country', 'locale');
  IF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'there is no contact field of that name'
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Fields: family_name, given_name, birth_date, email, phone, address_line, postal_code, city, region, country, locale.';
  END IF;
  UPDATE health.users u SET
    family_name = n.family_name, given_name = n.given_name, birth_date = n.birth_date, email = n.email, phone = n.phone,
    address_line = n.address_line, postal_code = n.postal_code, city = n.city, region = n.region, country = n.country, locale = n.locale
  FROM health.users o CROSS JOIN LATERAL jsonb_populate_record(o, contact) n
  WHERE u.user_id = person AND o.user_id = person;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such person in your tenant' USING ERRCODE = 'no_data_found';
  END IF;
END
$$;
COMMENT ON FUNCTION health.set_contact(uuid, jsonb) IS 'Changes the contact fields that are given and leaves the others; null empties one.';
