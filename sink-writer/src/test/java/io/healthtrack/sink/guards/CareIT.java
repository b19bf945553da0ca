package io.healthtrack.sink.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CareIT {

  private static final String READS =
      "SELECT what, granted, purpose, row_count FROM audit.reads WHERE user_id = '%s' ORDER BY read_id";

  private final Clinic clinic = new Clinic();
  private final Login doctor = clinic.practitioner("provider", Clinic.DOCTOR);

  @AfterEach
  void close() {
    clinic.close();
  }

  @Test
  void showsAPersonInCareOnceTheFileIsOpenAndLogsIt() throws SQLException {
    try (Connection session = doctor.connect();
        Statement statement = session.createStatement()) {
      statement.execute("CALL care.open('%s', 'ward round')".formatted(Clinic.ANN));
      assertEquals(
          List.of(
              "Ann|Ashdown|1950-02-03|ann@post.example|[{\"value\": \"H-Ann\", \"system\": \"hospital\"}]|1"),
          rows(
              session,
              "SELECT given_name, family_name, birth_date, email, identifiers,"
                  + " jsonb_array_length(emergency_contacts) FROM care.person('%s')"));
      assertEquals(
          List.of("23|61|/min"),
          rows(
              session,
              "SELECT count(*), min(value), min(unit) FROM care.readings('%s', 'heart-rate',"
                  + " now() - interval '1 day', now())"));
      assertEquals(
          List.of("Condition|[{\"code\": \"8867-4\", \"system\": \"http://loinc.org\"}]|k1|3"),
          rows(
              session,
              "SELECT record_type, codes, key_id, length(details) FROM care.records('%s')"));
      assertEquals(
          List.of("Fast pulse|141"),
          rows(session, "SELECT rule_name, most_extreme FROM care.alerts('%s')"));
      assertEquals(
          List.of("icd|I48"), rows(session, "SELECT condition FROM care.conditions('%s')"));
    }

    assertEquals(
        List.of(
            "opened|t|ward round|null",
            "person|t|ward round|1",
            "readings|t|ward round|23",
            "records|t|ward round|1",
            "alerts|t|ward round|1",
            "conditions|t|ward round|1"),
        clinic.owner().query(READS.formatted(Clinic.ANN)));
    assertEquals(
        List.of("%s|%s|north|heart-rate|t".formatted(doctor.name(), Clinic.DOCTOR)),
        clinic
            .owner()
            .query(
                "SELECT login, practitioner_id, tenant, metric,"
                    + " measured_until - measured_from = interval '1 day'"
                    + " FROM audit.reads WHERE what = 'readings'"));
  }

  @Test
  void refusesAPersonNotInCareAndLogsTheAttempt() {
    String open = "CALL care.open('%s', 'curiosity')".formatted(Clinic.BOB);
    assertEquals("42501", doctor.refusal(open));
    assertTrue(doctor.words(open).contains("not in your care"));
    for (String function :
        List.of(
            "person('%s')",
            "records('%s')",
            "conditions('%s')",
            "alerts('%s')",
            "readings('%s', 'heart-rate', '2000-01-01', now())")) {
      assertEquals("42501", doctor.refusal("SELECT * FROM care." + function.formatted(Clinic.BOB)));
    }

    assertEquals(
        List.of("opened|f|curiosity|null", "opened|f|curiosity|null"),
        clinic.owner().query(READS.formatted(Clinic.BOB)));
  }

  @Test
  void refusesBeforeTheFileIsOpenAndAfterItsHour() {
    String person = "SELECT * FROM care.person('%s')".formatted(Clinic.ANN);
    assertTrue(doctor.words(person).contains("CALL care.open"));

    clinic
        .owner()
        .execute(
            """
            INSERT INTO audit.reads (read_at, login, user_id, tenant, what, purpose, granted)
            VALUES (now() - interval '61 minutes', '%s', '%s', 'north', 'opened', 'long ago', true)
            """
                .formatted(doctor.name(), Clinic.ANN));
    assertEquals("42501", doctor.refusal(person));
  }

  @Test
  void letsNobodyReadAndRollTheLogBack() {
    String person = "SELECT * FROM care.person('%s')".formatted(Clinic.ANN);
    // A procedure that commits cannot run inside a transaction, and what is not committed opens
    // nothing.
    assertEquals(
        "2D000", doctor.refusal("BEGIN", "CALL care.open('%s', 'nosy')".formatted(Clinic.ANN)));
    assertEquals(
        "42501",
        doctor.refusal(
            "BEGIN", "SELECT care.note_opening('%s', 'nosy')".formatted(Clinic.ANN), person));
    assertEquals(
        "42501",
        doctor.refusal(
            "BEGIN",
            "SELECT care.note_broken_glass('%s', 'nosy as can be')".formatted(Clinic.BOB),
            "SELECT * FROM care.person('%s')".formatted(Clinic.BOB)));
    doctor.run("CALL care.open('%s', 'visit')".formatted(Clinic.ANN), "BEGIN", person, "ROLLBACK");

    assertEquals(List.of("opened|t|visit|null"), clinic.owner().query(READS.formatted(Clinic.ANN)));
  }

  @Test
  void refusesWhereNothingCanBeLogged() {
    doctor.run("CALL care.open('%s', 'visit')".formatted(Clinic.ANN));
    assertEquals(
        "25006",
        doctor.refusal("BEGIN READ ONLY", "SELECT * FROM care.person('%s')".formatted(Clinic.ANN)));
  }

  @Test
  void endsWithCareWithTheAccountAndWithThePractitioner() throws SQLException {
    String open = "CALL care.open('%s', 'visit')".formatted(Clinic.ANN);
    String person = "SELECT given_name FROM care.person('%s')".formatted(Clinic.ANN);
    String seen = "SELECT count(*) FROM health.alerts";
    for (String[] change :
        new String[][] {
          {"health.care_relationships", "valid_until = now()", "valid_until = NULL"},
          {"health.accounts", "disabled_at = now()", "disabled_at = NULL"},
          {"health.practitioners", "active = false", "active = true"}
        }) {
      try (Connection session = doctor.connect();
          Statement statement = session.createStatement()) {
        statement.execute(open);
        session.setAutoCommit(false);
        assertEquals(List.of("Ann"), rows(session, person.replace(Clinic.ANN, "%s")));
        assertEquals(List.of("1"), rows(session, seen));

        clinic.owner().execute("UPDATE %s SET %s".formatted(change[0], change[1]));

        // From the next statement on, in the same transaction too.
        assertEquals(List.of("0"), rows(session, seen));
      }
      assertEquals("42501", doctor.refusal(person));
      assertEquals("42501", doctor.refusal(open));
      clinic.owner().execute("UPDATE %s SET %s".formatted(change[0], change[2]));
    }
  }

  @Test
  void listsThePeopleInCareByNameOnceTheListIsOpen() {
    String list = "SELECT given_name, emergency, until FROM care.my_people()";
    assertEquals(List.of(), doctor.query(list));
    doctor.run("CALL care.open_list('start of shift')");

    assertEquals(List.of("Ann|f|null"), doctor.query(list));
    assertEquals(
        List.of("listed|t|start of shift|null"), clinic.owner().query(READS.formatted(Clinic.ANN)));
    assertEquals("42501", doctor.refusal("SELECT * FROM care.person('%s')".formatted(Clinic.ANN)));
  }

  @Test
  void breaksTheGlassForAnHourWithAReasonThatAuditorsSee() {
    String reason = "found unconscious in the hall";
    assertEquals(
        "22023", doctor.refusal("CALL care.break_glass('%s', 'because')".formatted(Clinic.BOB)));
    assertEquals(
        "42501", doctor.refusal("CALL care.break_glass('%s', '%s')".formatted(Clinic.CYD, reason)));
    doctor.run(
        "CALL care.break_glass('%s', '%s')".formatted(Clinic.BOB, reason),
        "SELECT * FROM care.person('%s')".formatted(Clinic.BOB));

    assertEquals(
        List.of("Bob|t|01:00:00"),
        doctor.query(
            "SELECT given_name, emergency, until - since FROM care.my_people() WHERE emergency"));
    assertEquals(
        List.of("%s|%s|t".formatted(Clinic.BOB, reason)),
        clinic
            .office("auditor", "north")
            .query("SELECT user_id, reason, granted FROM audit.broken_glass"));
    assertEquals(
        List.of("%s|f".formatted(Clinic.CYD)),
        clinic.office("auditor", "south").query("SELECT user_id, granted FROM audit.broken_glass"));
  }

  @Test
  void showsThePersonWhoLooked() {
    doctor.run(
        "CALL care.open('%s', 'check-up')".formatted(Clinic.ANN),
        "SELECT * FROM care.person('%s')".formatted(Clinic.ANN));
    Login nurse = clinic.practitioner("nurse", Clinic.NURSE);
    assertEquals("42501", nurse.refusal("CALL care.open('%s', 'gossip')".formatted(Clinic.ANN)));

    assertEquals(
        List.of("Dahl|opened|check-up|t", "Dahl|person|check-up|t", "Nygaard|opened|gossip|f"),
        clinic
            .patient(Clinic.ANN)
            .query("SELECT family_name, what, purpose, granted FROM care.who_looked_at_me()"));
    assertEquals(
        List.of(), clinic.patient(Clinic.BOB).query("SELECT * FROM care.who_looked_at_me()"));
  }

  @Test
  void followsAPersonWhoseRecordsWereMerged() {
    clinic
        .owner()
        .execute(
            "UPDATE health.users SET merged_into = '%s' WHERE user_id = '%s'"
                .formatted(Clinic.ANN, Clinic.BOB));
    doctor.run("CALL care.open('%s', 'visit')".formatted(Clinic.ANN));

    assertEquals(
        List.of("Ann", "Bob"),
        doctor.query("SELECT given_name FROM care.person('%s')".formatted(Clinic.ANN)));
    assertEquals(List.of("2"), doctor.query("SELECT count(*) FROM health.alerts"));
    assertEquals(
        List.of("96"),
        clinic.patient(Clinic.ANN).query("SELECT count(*) FROM health.health_metrics"));
  }

  @Test
  void readsOneSeriesThroughThePartitionsInQuestionOnly() throws SQLException {
    Login ann = clinic.patient(Clinic.ANN);
    try (Connection session = ann.connect()) {
      List<String> plan =
          rows(
              session,
              "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) SELECT"
                  + " metric_value FROM health.health_metrics WHERE metric_type = 1 AND measured_at"
                  + " >= date_trunc('day', now()) AND measured_at < date_trunc('day', now()) +"
                  + " interval '1 day'");
      String text = String.join("\n", plan);
      assertTrue(text.contains("InitPlan") && !text.contains("SubPlan"), text);
      assertTrue(text.contains("Index Cond: ((user_id = ANY"), text);
      assertTrue(text.contains("(metric_type = 1)"), text);
      assertFalse(text.contains("Seq Scan on health_metrics"), text);
      assertTrue(text.split("on health_metrics_", -1).length - 1 <= 2, text);
    }
  }

  private static List<String> rows(Connection session, String sql) throws SQLException {
    return MigratedDatabase.rows(session, sql.formatted(Clinic.ANN));
  }
}
