package io.healthtrack.sink.guards;

import io.healthtrack.sink.MigratedDatabase;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two tenants: in the north Ann and Bob, a doctor who cares for Ann and a nurse who cares for Bob;
 * in the south Cyd and her doctor. Logins are made as they are asked for and dropped at the end.
 */
final class Clinic implements AutoCloseable {

  static final String ANN = "00000000-0000-0000-0000-00000000000a";
  static final String BOB = "00000000-0000-0000-0000-00000000000b";
  static final String CYD = "00000000-0000-0000-0000-00000000000c";
  static final String DOCTOR = "00000000-0000-0000-0000-0000000000d0";
  static final String NURSE = "00000000-0000-0000-0000-0000000000d1";
  static final String SOUTHERN_DOCTOR = "00000000-0000-0000-0000-0000000000d2";

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String SEED =
      """
      INSERT INTO health.tenants (tenant) VALUES ('north'), ('south');
      INSERT INTO health.users (user_id, tenant, time_zone, birth_year, gender, version, changed_at,
        given_name, family_name, birth_date, email, phone, city)
      VALUES
        ('%1$s', 'north', 'Europe/Oslo', 1950, 'female', 1, now(), 'Ann', 'Ashdown', '1950-02-03',
         'ann@post.example', '+441632960001', 'Ayr'),
        ('%2$s', 'north', 'Europe/Oslo', 1960, 'male', 1, now(), 'Bob', 'Birchall', '1960-02-03',
         'bob@post.example', '+441632960002', 'Bath'),
        ('%3$s', 'south', 'Europe/Rome', 1970, 'female', 1, now(), 'Cyd', 'Cole', '1970-02-03',
         'cyd@post.example', '+441632960003', 'Cork');
      INSERT INTO health.user_identifiers (user_id, system, value)
      SELECT user_id, 'hospital', 'H-' || given_name FROM health.users;
      INSERT INTO health.emergency_contacts (user_id, rank, name, phone)
      SELECT user_id, 1, 'Kin of ' || given_name, '+441632960009' FROM health.users;
      INSERT INTO health.user_preferences (user_id) SELECT user_id FROM health.users;
      INSERT INTO health.practitioners (practitioner_id, tenant, profession, family_name) VALUES
        ('%4$s', 'north', 'provider', 'Dahl'), ('%5$s', 'north', 'nurse', 'Nygaard'),
        ('%6$s', 'south', 'provider', 'Sole');
      INSERT INTO health.care_relationships (practitioner_id, user_id, valid_from) VALUES
        ('%4$s', '%1$s', '2026-01-01'), ('%5$s', '%2$s', '2026-01-01'), ('%6$s', '%3$s', '2026-01-01');
      INSERT INTO health.devices (device_id, tenant, model, serial_number, version, changed_at)
      SELECT md5(user_id::text)::uuid, tenant, 'Band', 'S-' || given_name, 1, now() FROM health.users;
      INSERT INTO health.device_assignments (device_id, user_id, assigned_from)
      SELECT md5(user_id::text)::uuid, user_id, '2026-01-01' FROM health.users;
      INSERT INTO health.health_metrics (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type)
      SELECT u.user_id, gen_random_uuid(), md5(user_id::text)::uuid, now() - n * interval '1 hour', 60 + n, now(), t.metric_type
      FROM health.users u, health.metric_types t, generate_series(1, 48) n WHERE t.code = 'heart-rate';
      INSERT INTO health.latest_metrics (user_id, metric_type, measured_at, metric_value, received_at, metric_id)
      SELECT DISTINCT ON (user_id, metric_type) user_id, metric_type, measured_at, metric_value, received_at, metric_id
      FROM health.health_metrics ORDER BY user_id, metric_type, measured_at DESC;
      INSERT INTO health.alerts
      SELECT gen_random_uuid(), user_id, tenant, gen_random_uuid(), 1, 'Fast pulse', 'heart-rate', 'warning', 'opened', 1,
             false, now(), now(), now(), 3, 141, 120, '/min', NULL FROM health.users;
      INSERT INTO health.electronic_health_records (record_id, user_id, tenant, record_type, recorded_at, key_id, details)
      SELECT gen_random_uuid(), user_id, tenant, 'Condition', now(), 'k1', '\\xc0ffee' FROM health.users;
      INSERT INTO health.record_codes SELECT record_id, 'http://loinc.org', '8867-4' FROM health.electronic_health_records;
      INSERT INTO health.user_conditions SELECT user_id, 'icd|I48', '2026-01-01' FROM health.users;
      INSERT INTO health.consents (user_id, scope, valid_from, decision)
      SELECT user_id, 'research', '2026-01-01', 'deny' FROM health.users;
      INSERT INTO health.recommendations (user_id, kind, for_day, advice, evidence, generated_by)
      SELECT user_id, 'move-more', '2026-11-01', 'Take a walk.', '{}', 'test 1' FROM health.users;
      INSERT INTO health.activity_log (activity_id, occurred_at, user_id, kind, actor)
      SELECT gen_random_uuid(), now(), user_id, 'data-sync', 'sink' FROM health.users;
      """
          .formatted(ANN, BOB, CYD, DOCTOR, NURSE, SOUTHERN_DOCTOR);

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final List<String> logins = new ArrayList<>();

  Clinic() {
    database.execute(SEED);
  }

  /** The database, as its owner. */
  MigratedDatabase owner() {
    return database;
  }

  Login patient(String person) {
    return account("patient", "'north', '%s', NULL".formatted(person));
  }

  Login practitioner(String role, String practitioner) {
    return account(
        role,
        "(SELECT tenant FROM health.practitioners WHERE practitioner_id = '%1$s'), NULL, '%1$s'"
            .formatted(practitioner));
  }

  Login office(String role, String tenant) {
    return account(role, "'%s', NULL, NULL".formatted(tenant));
  }

  /** A login in these roles that is nobody. */
  Login stranger(String roles) {
    String name = "ht_test_%d_%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
    byte[] secret = new byte[16];
    RANDOM.nextBytes(secret);
    String password = HexFormat.of().formatHex(secret);
    database.execute(
        "CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE %s".formatted(name, password, roles));
    logins.add(name);
    return new Login(name, password, database);
  }

  private Login account(String role, String columns) {
    Login login = stranger(role);
    database.execute(
        "INSERT INTO health.accounts (login, tenant, user_id, practitioner_id) VALUES ('%s', %s)"
            .formatted(login.name(), columns));
    return login;
  }

  @Override
  public void close() {
    logins.forEach(login -> database.execute("DROP ROLE " + login));
  }
}
