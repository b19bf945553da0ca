package io.healthtrack.sink.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesIT {

  private static final String REFUSED = "42501";
  private static final List<String> ABOUT_PEOPLE =
      List.of(
          "users",
          "user_identifiers",
          "emergency_contacts",
          "user_preferences",
          "care_relationships",
          "devices",
          "device_assignments",
          "health_metrics",
          "latest_metrics",
          "alerts",
          "electronic_health_records",
          "record_codes",
          "user_conditions",
          "consents",
          "recommendations",
          "activity_log");

  private static Clinic clinic;
  private static Login patient;
  private static Login provider;
  private static Login nurse;
  private static Login admin;
  private static Login clerk;
  private static Login analyst;
  private static Login auditor;

  @BeforeAll
  static void admit() {
    clinic = new Clinic();
    patient = clinic.patient(Clinic.ANN);
    provider = clinic.practitioner("provider", Clinic.DOCTOR);
    nurse = clinic.practitioner("nurse", Clinic.NURSE);
    admin = clinic.office("admin", "north");
    clerk = clinic.office("billing_clerk", "north");
    analyst = clinic.office("analyst", "north");
    auditor = clinic.office("auditor", "north");
  }

  @AfterAll
  static void close() {
    clinic.close();
  }

  @Test
  void patientsSeeAllOfThemselvesAndNobodyElse() {
    for (String table : ABOUT_PEOPLE) {
      String rows =
          switch (table) {
            case "health_metrics" -> "48";
            // What was logged by itself when the person and the device's wearer were put in, and
            // one more.
            case "activity_log" -> "3";
            default -> "1";
          };
      assertEquals(List.of(rows), patient.query("SELECT count(*) FROM health." + table), table);
    }
    assertEquals(
        List.of("Ann|Dahl"),
        patient.query(
            "SELECT u.given_name, p.family_name FROM health.users u, health.practitioners p"));
    assertEquals(
        List.of(),
        patient.query("SELECT * FROM health.users WHERE user_id = '%s'".formatted(Clinic.BOB)));
    assertEquals(REFUSED, patient.refusal("UPDATE health.users SET city = 'Rome'"));
    assertEquals(REFUSED, patient.refusal("SELECT * FROM care.person('%s')".formatted(Clinic.ANN)));
  }

  @Test
  void practitionersSeeThePeopleInTheirCareWithoutNames() {
    for (Login login : List.of(provider, nurse)) {
      String person = login.equals(provider) ? Clinic.ANN : Clinic.BOB;
      for (String table : List.of("users", "latest_metrics", "alerts", "recommendations")) {
        assertEquals(List.of(person), login.query("SELECT user_id FROM health." + table), table);
      }
      for (String identifying :
          List.of(
              "SELECT family_name FROM health.users",
              "SELECT * FROM health.users",
              "SELECT birth_date FROM health.users",
              "SELECT phone FROM health.users",
              "SELECT 1 FROM health.users ORDER BY email",
              "SELECT * FROM health.user_identifiers",
              "SELECT * FROM health.emergency_contacts",
              "SELECT serial_number FROM health.devices",
              "SELECT * FROM health.device_identifiers",
              "SELECT * FROM health.electronic_health_records",
              "SELECT * FROM health.user_conditions",
              "SELECT * FROM health.health_metrics",
              "SELECT * FROM health.metric_windows",
              "SELECT * FROM health.accounts",
              "SELECT * FROM analytics.readings",
              "SELECT * FROM audit.reads")) {
        assertEquals(REFUSED, login.refusal(identifying), identifying);
      }
    }
    assertEquals(
        List.of("B.B.|1960|…0002|b…@post.example|Bath"),
        nurse.query("SELECT initials, birth_year, phone, email, city FROM health.people_masked"));
    assertEquals(REFUSED, provider.refusal("SELECT * FROM health.people_masked"));
  }

  @Test
  void practitionersCannotTakePeopleIntoCareThemselves() {
    assertEquals(
        REFUSED,
        provider.refusal(
            "INSERT INTO health.care_relationships (practitioner_id, user_id) VALUES ('%s', '%s')"
                .formatted(Clinic.DOCTOR, Clinic.BOB)));
    for (String internal :
        List.of(
            "SELECT care.note('%s', 'opened', 'me', true)",
            "SELECT care.purpose_of('%s')",
            "SELECT health.same_person(ARRAY['%s'::uuid])",
            "SELECT health.set_contact('%s', '{}')",
            "SELECT audit.reads_of('%s')",
            "SELECT audit.forget('%s')",
            "SELECT * FROM care.who_looked_at_me() WHERE login = '%s'")) {
      assertEquals(REFUSED, provider.refusal(internal.formatted(Clinic.BOB)), internal);
    }
  }

  @Test
  void whateverAQueryDoesRowsOfOthersStayUnseen() throws SQLException {
    // A cheap function that tells what it was given would be called first, were it not for the
    // barrier; it can only live where temporary objects may.
    clinic
        .owner()
        .execute(
            """
        CREATE SCHEMA IF NOT EXISTS careless;
        CREATE OR REPLACE FUNCTION careless.tell(anything text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
          AS 'BEGIN RAISE NOTICE ''told %'', anything; RETURN true; END';
        GRANT USAGE ON SCHEMA careless TO nurse, patient;
        GRANT EXECUTE ON FUNCTION careless.tell(text) TO nurse, patient;
        """);
    assertEquals(
        List.of("told b…@post.example"),
        told(nurse, "SELECT count(*) FROM health.people_masked WHERE careless.tell(email)"));
    assertEquals(
        List.of("told Ann"),
        told(patient, "SELECT count(*) FROM health.users WHERE careless.tell(given_name)"));
    assertEquals(
        "none",
        patient.refusal(
            "SELECT 1 / (length(given_name) - 3) FROM health.users WHERE city = 'Bath'"));
    clinic.owner().execute("DROP SCHEMA careless CASCADE");
  }

  @Test
  void administratorsManageTheirTenantAndSeeNothingClinical() {
    assertEquals(
        List.of("Ann", "Bob"), admin.query("SELECT given_name FROM health.users ORDER BY 1"));
    admin.run(
        "SELECT health.set_contact('%s', '{\"city\": \"Aberdeen\", \"phone\": null}')"
            .formatted(Clinic.BOB),
        "SELECT health.set_contact('%s', '{\"city\": \"Bath\", \"phone\": \"+441632960002\"}')"
            .formatted(Clinic.BOB),
        "INSERT INTO health.practitioners (practitioner_id, tenant, profession, family_name)"
            + " VALUES ('00000000-0000-0000-0000-0000000000df', 'north', 'nurse', 'Frost')",
        "INSERT INTO health.care_relationships (practitioner_id, user_id)"
            + " VALUES ('00000000-0000-0000-0000-0000000000df', '%s')".formatted(Clinic.BOB),
        "UPDATE health.care_relationships SET valid_until = clock_timestamp() + interval '1 hour'"
            + " WHERE practitioner_id = '00000000-0000-0000-0000-0000000000df'",
        "INSERT INTO health.accounts (login, tenant, practitioner_id)"
            + " VALUES ('frost', 'north', '00000000-0000-0000-0000-0000000000df')",
        "UPDATE health.accounts SET disabled_at = now() WHERE login = 'frost'");
    for (String clinical :
        List.of(
            "health.health_metrics",
            "health.latest_metrics",
            "health.metric_windows",
            "health.alerts",
            "health.alert_events",
            "health.thresholds",
            "health.electronic_health_records",
            "health.user_conditions",
            "health.recommendations",
            "analytics.readings",
            "audit.changes",
            "audit.reads")) {
      assertEquals(REFUSED, admin.refusal("SELECT * FROM " + clinical), clinical);
    }
    for (String beyond :
        List.of(
            "UPDATE health.users SET tenant = 'south'",
            "UPDATE health.users SET birth_year = 1900",
            "DELETE FROM health.users",
            "DELETE FROM health.care_relationships",
            "UPDATE health.care_relationships SET emergency_reason = 'some long reason'",
            "INSERT INTO health.accounts (login, tenant) VALUES ('spy', 'south')",
            "INSERT INTO health.accounts (login, tenant, user_id) VALUES ('spy', 'north', '%s')"
                .formatted(Clinic.CYD),
            "UPDATE health.accounts SET practitioner_id = '%s' WHERE login = session_user"
                .formatted(Clinic.DOCTOR),
            "INSERT INTO health.care_relationships (practitioner_id, user_id) VALUES ('%s', '%s')"
                .formatted(Clinic.DOCTOR, Clinic.CYD),
            "INSERT INTO health.care_relationships (practitioner_id, user_id) VALUES ('%s', '%s')"
                .formatted(Clinic.SOUTHERN_DOCTOR, Clinic.ANN),
            "CREATE ROLE spy LOGIN",
            "GRANT provider TO " + admin.name())) {
      assertEquals(REFUSED, admin.refusal(beyond), beyond);
    }
    assertEquals(
        "P0002",
        admin.refusal(
            "SELECT health.set_contact('%s', '{\"city\": \"x\"}')".formatted(Clinic.CYD)));
  }

  @Test
  void clerksSeeMasksAndDevicesOfTheirTenant() {
    assertEquals(
        List.of("A.A.|1950|…0001|a…@post.example", "B.B.|1960|…0002|b…@post.example"),
        clerk.query(
            "SELECT initials, birth_year, phone, email FROM health.people_masked ORDER BY 1"));
    assertEquals(
        List.of("Band|" + Clinic.ANN, "Band|" + Clinic.BOB),
        clerk.query("SELECT model, user_id FROM health.devices_billed ORDER BY 2"));
    for (String table : ABOUT_PEOPLE) {
      assertEquals(REFUSED, clerk.refusal("SELECT * FROM health." + table), table);
    }
  }

  @Test
  void analystsSeeAnalyticsOnly() {
    assertEquals("none", analyst.refusal("SELECT * FROM analytics.readings LIMIT 1"));
    for (String table : ABOUT_PEOPLE) {
      assertEquals(REFUSED, analyst.refusal("SELECT * FROM health." + table), table);
    }
    for (String beyond :
        List.of(
            "SELECT family_name FROM health.users",
            "SELECT * FROM audit.changes",
            "SELECT * FROM ops.batches",
            "SELECT health.my_tenant()",
            "CREATE TABLE analytics.mine (a integer)",
            "CREATE VIEW analytics.mine AS SELECT 1 AS one")) {
      assertEquals(REFUSED, analyst.refusal(beyond), beyond);
    }
  }

  @Test
  void auditorsSeeTheirTenantsAuditAndNothingClinical() {
    assertEquals(
        List.of("north"),
        auditor.query("SELECT DISTINCT tenant FROM audit.changes WHERE user_id IS NOT NULL"));
    for (String table : ABOUT_PEOPLE) {
      assertEquals(REFUSED, auditor.refusal("SELECT * FROM health." + table), table);
    }
    assertEquals(REFUSED, auditor.refusal("SELECT * FROM analytics.readings"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin",
        "provider",
        "nurse",
        "billing_clerk",
        "analyst",
        "auditor",
        "patient",
        "healthtrack_sink",
        "healthtrack_gateway",
        "healthtrack_replay"
      })
  void nobodyTouchesTheAuditMakesTablesOrReachesTheServer(String role) {
    Login login = clinic.stranger(role);
    for (String attempt :
        List.of(
            "INSERT INTO audit.reads (login, user_id, what, purpose, granted)"
                + " VALUES ('x', gen_random_uuid(), 'person', 'x', true)",
            "UPDATE audit.changes SET login = 'x'",
            "DELETE FROM audit.changes",
            "DELETE FROM audit.reads",
            "TRUNCATE audit.changes",
            "ALTER TABLE audit.changes DISABLE TRIGGER ALL",
            "CREATE TABLE health.mine (a integer)",
            "CREATE TABLE public.mine (a integer)",
            "CREATE SCHEMA mine",
            "ALTER TABLE health.users DISABLE ROW LEVEL SECURITY",
            "CREATE POLICY mine ON health.users USING (true)",
            "SELECT pg_read_file('postgresql.conf')",
            "SELECT pg_ls_dir('.')",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "COPY (SELECT 1) TO 'healthtrack-must-not-be'",
            "SET SESSION AUTHORIZATION " + clinic.owner().config().user(),
            "SET ROLE " + clinic.owner().config().user(),
            "SET ROLE " + (role.equals("patient") ? "provider" : "patient"),
            "SET session_replication_role = replica",
            "ALTER ROLE " + role + " BYPASSRLS",
            "SELECT * FROM pg_authid",
            "SELECT * FROM pg_statistic",
            "SELECT * FROM health.health_metrics_before_2000",
            "CALL ops.ensure_partitions()")) {
      assertEquals(REFUSED, login.refusal(attempt), role + ": " + attempt);
    }
  }

  @Test
  void aReplayReadsWhatWasRefusedNotesItAndSeesNobody() {
    clinic
        .owner()
        .execute(
            """
            INSERT INTO ops.quarantined_readings
              (quarantine_id, user_id, tenant, reason, detail, stage, source_topic, source_partition,
               source_offset, received_at, quarantined_at, payload)
            VALUES (gen_random_uuid(), '%s', 'north', 'out-of-range', '', 'validation',
                    'readings.raw', 0, 1, now(), now(), '\\x00')
            """
                .formatted(Clinic.ANN));
    Login replay = clinic.stranger("healthtrack_replay");
    assertEquals(
        List.of("validation|0|" + Clinic.ANN),
        replay.query(
            "SELECT q.stage, q.replays, ops.people_named('hospital', 'H-Ann')"
                + " FROM ops.quarantine_states s JOIN ops.quarantined_readings q"
                + " USING (quarantine_id)"));
    replay.run("UPDATE ops.quarantined_readings SET replays = 1, replayed_at = now()");
    assertEquals(List.of("replayed"), replay.query("SELECT state FROM ops.quarantine_states"));
    for (String beyond :
        List.of(
            "UPDATE ops.quarantined_readings SET payload = NULL",
            "DELETE FROM ops.quarantined_readings",
            "SELECT detail FROM ops.quarantined_readings",
            "UPDATE ops.lane_offsets SET next_offset = 0",
            "SELECT * FROM health.user_identifiers",
            "SELECT * FROM health.health_metrics")) {
      assertEquals(REFUSED, replay.refusal(beyond), beyond);
    }
  }

  @Test
  void aRoleWithoutAnAccountSeesNobody() throws SQLException {
    for (Login stranger :
        List.of(
            clinic.stranger("patient"), clinic.stranger("provider"), clinic.stranger("nurse"))) {
      assertEquals(List.of("0"), stranger.query("SELECT count(*) FROM health.users"));
      assertEquals(List.of("0"), stranger.query("SELECT count(*) FROM health.alerts"));
    }
    // Nor does somebody who could be anyone: the session counts, not the role it takes.
    try (Connection session = clinic.owner().connect();
        Statement statement = session.createStatement()) {
      statement.execute("SET ROLE provider");
      assertEquals(
          List.of("0"), MigratedDatabase.rows(session, "SELECT count(*) FROM health.users"));
    }
  }

  @Test
  void aDisabledAccountSeesNobody() {
    Login leaver = clinic.patient(Clinic.BOB);
    assertEquals(List.of("1"), leaver.query("SELECT count(*) FROM health.users"));
    clinic
        .owner()
        .execute(
            "UPDATE health.accounts SET disabled_at = now() WHERE login = '%s'"
                .formatted(leaver.name()));
    assertEquals(List.of("0"), leaver.query("SELECT count(*) FROM health.users"));
    assertEquals(List.of(), leaver.query("SELECT * FROM care.who_looked_at_me()"));
  }

  @Test
  void refusalsDoNotQuoteWhatIsStored() {
    for (String breach :
        List.of(
            "UPDATE health.users SET email = 'nonsense' WHERE user_id = '%s'".formatted(Clinic.ANN),
            "SELECT health.set_contact('%s', '{\"phone\": \"nonsense\"}')".formatted(Clinic.ANN),
            "INSERT INTO health.emergency_contacts (user_id, rank, name, phone)"
                + " VALUES ('%s', 1, 'Secret', '+441632960055')".formatted(Clinic.ANN),
            "INSERT INTO health.accounts (login, tenant) VALUES ('%s', 'north')"
                .formatted(patient.name()))) {
      String words = admin.words(breach);
      assertTrue(words.contains("violates"), words);
      for (String value : List.of("Ashdown", "ann@", "nonsense", "Secret", "9600", "Detail")) {
        assertFalse(words.contains(value), words);
      }
    }
  }

  private static List<String> told(Login login, String sql) throws SQLException {
    try (Connection session = login.connect();
        Statement statement = session.createStatement()) {
      statement.execute(sql);
      List<String> words = new java.util.ArrayList<>();
      for (var warning = statement.getWarnings();
          warning != null;
          warning = warning.getNextWarning()) {
        words.add(warning.getMessage());
      }
      return words;
    }
  }
}
