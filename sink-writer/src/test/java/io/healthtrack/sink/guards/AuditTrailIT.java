package io.healthtrack.sink.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTrailIT {

  private static final String LAST =
      "SELECT table_name, operation, user_id, tenant, old_values, new_values FROM audit.changes"
          + " ORDER BY change_id DESC LIMIT 1";

  private final Clinic clinic = new Clinic();

  @AfterEach
  void close() {
    clinic.close();
  }

  @Test
  void keepsWhatAnUpdateChangedAndWhoDidIt() {
    Login admin = clinic.office("admin", "north");
    admin.run(
        "SELECT health.set_contact('%s', '{\"city\": \"Perth\", \"given_name\": \"Ann\"}')"
            .formatted(Clinic.ANN));

    assertEquals(
        List.of(
            "health.users|UPDATE|%s|north|{\"city\": \"Ayr\"}|{\"city\": \"Perth\"}"
                .formatted(Clinic.ANN)),
        clinic.owner().query(LAST));
    assertEquals(
        List.of("%1$s|%1$s|{\"user_id\": \"%2$s\"}".formatted(admin.name(), Clinic.ANN)),
        clinic
            .owner()
            .query("SELECT login, role, key FROM audit.changes ORDER BY change_id DESC LIMIT 1"));
  }

  @Test
  void tellsALanesRoleFromTheLoginThatTookIt() {
    clinic
        .owner()
        .execute(
            "SET ROLE healthtrack_sink; UPDATE health.users SET version = 2, time_zone ="
                + " 'Europe/Paris' WHERE user_id = '%s'".formatted(Clinic.ANN));

    assertEquals(
        List.of(
            clinic.owner().config().user()
                + "|healthtrack_sink|{\"version\": 2, \"time_zone\": \"Europe/Paris\"}"),
        clinic
            .owner()
            .query(
                "SELECT login, role, new_values FROM audit.changes ORDER BY change_id DESC LIMIT"
                    + " 1"));
  }

  @Test
  void coversEveryTableItPromises() {
    String count =
        "SELECT count(*) FROM audit.changes WHERE table_name = '%s' AND operation = '%s'";
    for (String change :
        List.of(
            "health.users|city = 'x'",
            "health.user_identifiers|valid_from = '2020-01-01'",
            "health.emergency_contacts|name = 'x'",
            "health.user_preferences|weekly_summary = false",
            "health.practitioners|given_name = 'x'",
            "health.care_relationships|valid_until = 'infinity'",
            "health.tenants|display = 'x'",
            "health.devices|firmware = 'x'",
            "health.device_assignments|assigned_until = 'infinity'",
            "health.consents|decision = 'permit'",
            "health.electronic_health_records|status = 'x'",
            "ops.retention_policies|reason = 'x'")) {
      String table = change.substring(0, change.indexOf('|'));
      String update =
          "UPDATE %s SET %s".formatted(table, change.substring(change.indexOf('|') + 1));
      clinic.owner().execute(update);
      String rows = clinic.owner().query("SELECT count(*) FROM " + table).getFirst();
      assertEquals(List.of(rows), clinic.owner().query(count.formatted(table, "UPDATE")), table);
      clinic.owner().execute(update);
      assertEquals(
          List.of(rows), clinic.owner().query(count.formatted(table, "UPDATE")), "no change");
    }
    clinic
        .owner()
        .execute(
            """
            INSERT INTO health.thresholds (rule_id, version, tenant, name, metric, severity, hysteresis, dwell, resolve,
              enabled, valid_from, changed_at)
            VALUES (gen_random_uuid(), 1, 'north', 'r', 'heart-rate', 'info', 0, '0', '0', true, now(), now());
            INSERT INTO health.device_identifiers (device_id, system, value)
            SELECT device_id, 'maker', 'x' FROM health.devices LIMIT 1;
            DELETE FROM health.device_identifiers;
            INSERT INTO health.accounts (login, tenant) VALUES ('somebody', 'north');
            """);
    for (String told :
        List.of("health.thresholds", "health.device_identifiers", "health.accounts")) {
      assertEquals(List.of("1"), clinic.owner().query(count.formatted(told, "INSERT")), told);
    }
    assertEquals(
        List.of("1"), clinic.owner().query(count.formatted("health.device_identifiers", "DELETE")));
  }

  @Test
  void leavesCiphertextOut() {
    clinic
        .owner()
        .execute("UPDATE health.electronic_health_records SET version = 2, details = 'x'");
    assertEquals(
        List.of("0"),
        clinic
            .owner()
            .query(
                "SELECT count(*) FROM audit.changes WHERE table_name LIKE '%records' AND"
                    + " (new_values ? 'details' OR old_values ? 'details')"));
  }

  @Test
  void refusesEveryChangeEvenOfTheOwner() {
    for (String change :
        List.of(
            "UPDATE audit.changes SET login = 'x'",
            "UPDATE audit.changes SET old_values = NULL, new_values = NULL",
            "DELETE FROM audit.changes",
            "TRUNCATE audit.changes",
            "SET session_replication_role = replica; DELETE FROM audit.changes",
            "INSERT INTO audit.reads (login, user_id, what, purpose, granted) VALUES ('x',"
                + " gen_random_uuid(), 'person', 'x', true); UPDATE audit.reads SET granted = false",
            "INSERT INTO audit.reads (login, user_id, what, purpose, granted) VALUES ('x',"
                + " gen_random_uuid(), 'person', 'x', true); DELETE FROM audit.reads",
            "TRUNCATE audit.reads")) {
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> clinic.owner().execute(change), change);
      assertTrue(refused.getCause().getMessage().contains("is append-only"), change);
    }
  }

  @Test
  void forgetsTheValuesOfAnErasedPersonOnlyAndKeepsTheRest() {
    clinic.owner().execute("UPDATE health.users SET city = 'Perth'");
    assertThrows(
        IllegalStateException.class,
        () -> clinic.owner().query("SELECT audit.forget('%s')".formatted(Clinic.BOB)));

    clinic.owner().query("SELECT health.erase_user('%s', clock_timestamp())".formatted(Clinic.ANN));

    String about = "SELECT count(*) FROM audit.changes c WHERE user_id = '%s' AND ";
    assertEquals(
        List.of("0"),
        clinic
            .owner()
            .query((about + "num_nonnulls(old_values, new_values) > 0").formatted(Clinic.ANN)));
    assertEquals(
        List.of("INSERT|north", "UPDATE|north", "DELETE|north"),
        clinic
            .owner()
            .query(
                "SELECT operation, tenant FROM audit.changes WHERE table_name = 'health.users' AND"
                    + " user_id = '%s' ORDER BY change_id".formatted(Clinic.ANN)));
    for (String trace : List.of("Ashdown", "ann@post", "H-Ann", "632960001", "Kin of Ann")) {
      assertEquals(
          List.of("0"),
          clinic
              .owner()
              .query(
                  "SELECT count(*) FROM audit.changes c WHERE c::text LIKE '%%%s%%'"
                      .formatted(trace)));
    }
    assertEquals(
        List.of("1"),
        clinic
            .owner()
            .query((about + "new_values ->> 'given_name' = 'Bob'").formatted(Clinic.BOB)));
  }
}
