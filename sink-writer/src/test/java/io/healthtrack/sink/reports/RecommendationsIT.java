package io.healthtrack.sink.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.MigratedDatabase;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecommendationsIT {

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final Seeds seeds = new Seeds(database);
  private final UUID watch = seeds.device(1, "Watch");

  @Test
  void asksThoseWhoWalkLessThanTheyUsedToToMove() {
    UUID person = seeds.person(1, "UTC");
    days(person, "steps", 28, 8, 12_000);
    days(person, "steps", 7, 1, 8_000);

    assertEquals(List.of("move-more|8000|12000"), made("mean_steps_7_days", "mean_steps_before"));
  }

  @Test
  void praisesThoseWhoWalkMore() {
    UUID person = seeds.person(1, "UTC");
    days(person, "steps", 28, 8, 8_000);
    days(person, "steps", 7, 1, 10_000);

    assertEquals(List.of("keep-going|10000|8000"), made("mean_steps_7_days", "mean_steps_before"));
  }

  @Test
  void noticesARestingHeartRateThatRose() {
    UUID person = seeds.person(1, "UTC");
    days(person, "resting-heart-rate", 28, 8, 55);
    days(person, "resting-heart-rate", 7, 1, 64);

    assertEquals(List.of("resting-heart-rate-up|64|55"), made("mean_7_days", "mean_before"));
  }

  @Test
  void saysNothingWhenNothingIsToBeSaid() {
    UUID person = seeds.person(1, "UTC");
    days(person, "steps", 28, 1, 9_000);
    days(person, "resting-heart-rate", 28, 8, 55);
    days(person, "resting-heart-rate", 7, 1, 62);

    assertEquals(List.of(), made("days", "days"));
  }

  @Test
  void welcomesThoseWhoseFirstReadingsJustArrived() {
    UUID person = seeds.person(1, "UTC");
    days(person, "heart-rate", 1, 1, 60);
    sync(person, 0);

    assertEquals(List.of("getting-started|null|null"), made("none", "none"));
  }

  @Test
  void asksThoseWhoSeldomWearTheDeviceToWearIt() {
    UUID person = seeds.person(1, "UTC");
    sync(person, 20);
    String day = today.minusDays(2).toString();
    seeds.readings(
        person, watch, "heart-rate", day + "T06:00:00Z", day + "T22:48:00Z", "1 minute", 60);

    // 1,008 of the 10,080 minutes of a week.
    assertEquals(List.of("wear-more|0.10|null"), made("completeness_7_days", "none"));
  }

  @Test
  void asksThoseWhoDidNotWearItAtAllToo() {
    UUID person = seeds.person(1, "UTC");
    sync(person, 20);
    days(person, "heart-rate", 12, 10, 60);

    assertEquals(List.of("wear-more|0.00|null"), made("completeness_7_days", "none"));
  }

  @Test
  void saysNothingOfAWeekThatIsNotOverYet() {
    UUID person = seeds.person(1, "UTC");
    sync(person, 3);
    days(person, "heart-rate", 3, 1, 60);

    assertEquals(List.of("getting-started|null|null"), made("none", "none"));
  }

  @Test
  void considersEverybodyOncePerDayAndRepeatsNothingWithinAWeek() {
    UUID person = seeds.person(1, "UTC");
    days(person, "steps", 7, 1, 3_000);
    assertEquals(List.of("1", "0"), List.of(generate(), generate()));
    database.execute("UPDATE health.recommendation_runs SET for_day = for_day - 1");
    database.execute("UPDATE health.recommendations SET for_day = for_day - 6");
    assertEquals("0", generate());
    database.execute("UPDATE health.recommendation_runs SET for_day = for_day - 1");
    database.execute("UPDATE health.recommendations SET for_day = for_day - 1");
    assertEquals("1", generate());
    assertEquals(
        List.of("2|healthtrack/move-more/1"),
        database.query(
            "SELECT count(*), min(generated_by) FROM health.recommendations WHERE user_id = '%s'"
                .formatted(person)));
  }

  @Test
  void leavesThoseAloneWhoDeniedTreatment() {
    UUID person = seeds.person(1, "UTC");
    UUID second = seeds.person(2, "UTC");
    database.execute("SELECT health.merge_users('%s', '%s')".formatted(second, person));
    days(person, "steps", 7, 1, 3_000);
    database.execute(
        "INSERT INTO health.consents (user_id, scope, metric, valid_from, decision)"
            + " VALUES ('%s', 'treatment', 'steps', now() - interval '1 day', 'deny')"
                .formatted(second));

    assertEquals("0", generate());
  }

  /** One reading at noon of each day, so many days ago. */
  private void days(UUID person, String metric, int from, int until, double value) {
    seeds.readings(
        person,
        watch,
        metric,
        today.minusDays(from) + "T12:00:00Z",
        today.minusDays(until) + "T12:00:00Z",
        "1 day",
        value);
  }

  private void sync(UUID person, int daysAgo) {
    database.execute(
        "INSERT INTO health.activity_log (activity_id, occurred_at, user_id, kind, actor, measured_from)"
            + " SELECT gen_random_uuid(), at, '%s', 'data-sync', 'sink', at FROM (SELECT now() - interval '%d days' AS at) x"
                .formatted(person, daysAgo));
  }

  private String generate() {
    return database.query("SELECT health.generate_recommendations()").getFirst();
  }

  private List<String> made(String one, String other) {
    generate();
    return database.query(
        "SELECT kind, evidence ->> '%s', evidence ->> '%s' FROM health.recommendations ORDER BY 1"
            .formatted(one, other));
  }
}
