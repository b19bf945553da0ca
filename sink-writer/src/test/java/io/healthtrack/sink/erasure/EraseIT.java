package io.healthtrack.sink.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.topics.ErasurePlaces;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.registry.RegistryRows;
import io.healthtrack.sink.rows.RowOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EraseIT {

  private final Instant erased =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(3));

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @BeforeEach
  void plant() {
    PlantedPerson.plant(database, erased.minusSeconds(60));
  }

  @Test
  void leavesNoTraceButTheNumberAndTheTimes() {
    List<String> before = PlantedPerson.tablesWith(database, PlantedPerson.NAME);
    assertTrue(
        before.containsAll(
            List.of("health.users", "health.recommendations", "ops.quarantined_readings")),
        before::toString);
    List<String> others = PlantedPerson.tablesWith(database, PlantedPerson.OTHER.toString());
    erase(PlantedPerson.ID);
    assertEquals(List.of(), PlantedPerson.tablesWith(database, PlantedPerson.NAME));
    assertEquals(
        List.of("ops.erasures"),
        PlantedPerson.tablesWith(database, PlantedPerson.ID.toString()).stream()
            .filter(table -> !table.startsWith("audit."))
            .toList());
    assertEquals(others, PlantedPerson.tablesWith(database, PlantedPerson.OTHER.toString()));
  }

  @Test
  void tellsWhatItDeletedAndBooksWhatTheAuditCounts() {
    assertEquals(
        List.of("10|1|1"),
        database.query(
            """
            SELECT r -> 'health.health_metrics', r -> 'health.users', r -> 'ops.quarantined_readings'
            FROM (SELECT health.erase_user('%s', '%s') -> 'rows' AS r) x
            """
                .formatted(PlantedPerson.ID, erased)));
    assertEquals(
        List.of("health_metrics|erased|10", "quarantined_readings|erased|1"),
        database.query("SELECT table_name, kind, row_count FROM ops.row_movements ORDER BY 1"));
    assertEquals(
        List.of("10"),
        database.query("SELECT receipt -> 'rows' -> 'health.health_metrics' FROM ops.erasures"));
  }

  @Test
  void doesTheSameErasureOnce() {
    erase(PlantedPerson.ID);
    assertEquals(
        List.of("null"),
        database.query("SELECT health.erase_user('%s', '%s')".formatted(PlantedPerson.ID, erased)));
  }

  @Test
  void followsTheRegistrysTombstoneWithTheRightsOfALane() throws SQLException {
    UUID stranger = UUID.fromString("0ddba110-0000-4000-8000-00000000dead");
    RegistryRows rows = new RegistryRows();
    String users = Topics.REGISTRY_USERS.name();
    try (Database pool = new Database(database.config());
        Connection lane = pool.openLane("registry")) {
      pool.dropRights(lane);
      assertEquals(RowOutcome.CORRECTED, rows.delete(lane, users, PlantedPerson.ID, erased));
      assertEquals(RowOutcome.ALREADY_STORED, rows.delete(lane, users, PlantedPerson.ID, erased));
      assertEquals(RowOutcome.ALREADY_STORED, rows.delete(lane, users, stranger, erased));
      lane.commit();
    }
    assertEquals(List.of("0"), readings(PlantedPerson.ID));
    assertEquals(
        List.of("%s|t".formatted(ErasurePlaces.places(erased).size())),
        database.query(
            """
            SELECT jsonb_array_length(receipt -> 'places'), repeat_until >= timestamptz '%s'
            FROM ops.erasures WHERE user_id = '%s'
            """
                .formatted(erased.plus(ErasurePlaces.REMEMBERED), PlantedPerson.ID)));
  }

  @Test
  void forgetsASecondRecordOfThePersonToo() {
    database.execute(
        "UPDATE health.users SET merged_into = '%s' WHERE user_id = '%s'"
            .formatted(PlantedPerson.ID, PlantedPerson.OTHER));
    erase(PlantedPerson.ID);
    assertEquals(
        List.of("0|0"),
        database.query(
            "SELECT (SELECT count(*) FROM health.users), (SELECT count(*) FROM health.health_metrics)"));
    assertEquals(List.of(), PlantedPerson.tablesWith(database, "Somebody Else"));
  }

  @Test
  void deletesLateReadingsAgainAndAnother() {
    erase(PlantedPerson.ID);
    reading(PlantedPerson.ID, erased.minusSeconds(1));
    reading(PlantedPerson.ID, erased.plusSeconds(1));
    reading(PlantedPerson.OTHER, erased.minusSeconds(1));
    // Both: the later one was on its way too, for nobody registered the person since.
    assertEquals(2, new ForgetAgain().run(database.jdbi()));
    assertEquals(List.of("0"), readings(PlantedPerson.ID));
    assertEquals(List.of("11"), readings(PlantedPerson.OTHER));
    assertEquals(
        List.of("12"),
        database.query(
            "SELECT sum(row_count) FROM ops.row_movements WHERE table_name = 'health_metrics' AND kind = 'erased'"));
    assertEquals(0, new ForgetAgain().run(database.jdbi()));
  }

  @Test
  void keepsWhatSomebodyRegisteredAgainTellsLater() {
    erase(PlantedPerson.ID);
    database.execute(
        "INSERT INTO health.users (user_id, tenant, version, changed_at) VALUES ('%s', 'default', 1, now())"
            .formatted(PlantedPerson.ID));
    reading(PlantedPerson.ID, erased.minusSeconds(1));
    reading(PlantedPerson.ID, erased.plusSeconds(1));
    assertEquals(1, new ForgetAgain().run(database.jdbi()));
    assertEquals(List.of("1"), readings(PlantedPerson.ID));
    // The hour that counted the late reading is computed again.
    assertEquals(
        List.of("1"),
        database.query(
            "SELECT count(*) FROM ops.repair_queue WHERE user_id = '%s'"
                .formatted(PlantedPerson.ID)));
  }

  @Test
  void waitsForARegistrationThatTravelsMoreSlowlyThanItsReadings() {
    erase(PlantedPerson.ID);
    reading(PlantedPerson.ID, Instant.now());
    assertEquals(0, new ForgetAgain().run(database.jdbi()));
    assertEquals(List.of("1"), readings(PlantedPerson.ID));
  }

  @Test
  void looksForTheLastTimeAfterTheLastDay() {
    database.execute(
        "SELECT health.erase_user('%s', now() - interval '18 days')".formatted(PlantedPerson.ID));
    reading(PlantedPerson.ID, erased.minus(Duration.ofDays(20)));
    assertTrue(new ForgetAgain().run(database.jdbi()) > 0);
    reading(PlantedPerson.ID, erased.minus(Duration.ofDays(20)));
    assertEquals(0, new ForgetAgain().run(database.jdbi()));
  }

  private void erase(UUID person) {
    database.execute("SELECT health.erase_user('%s', '%s')".formatted(person, erased));
  }

  private void reading(UUID person, Instant received) {
    database.execute(
        """
        INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value, received_at, metric_type)
        VALUES ('%s', gen_random_uuid(), '%s', 60, '%2$s', 1)
        """
            .formatted(person, received));
  }

  private List<String> readings(UUID person) {
    return database.query(
        "SELECT count(*) FROM health.health_metrics WHERE user_id = '%s'".formatted(person));
  }
}
