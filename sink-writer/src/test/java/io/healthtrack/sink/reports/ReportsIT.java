package io.healthtrack.sink.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Expected numbers are worked out by hand beside the seeds. */
class ReportsIT {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final Seeds seeds = new Seeds(database);

  @Test
  void vitalsTellTheNewestValueAndWhetherItIsTooOldToSayAnything() {
    UUID person = seeds.person(1, null);
    UUID watch = seeds.device(1, "Watch");
    seeds.reading(person, watch, "heart-rate", now.minusSeconds(120), 70);
    seeds.reading(person, watch, "heart-rate", now.minusSeconds(60), 72);
    seeds.reading(person, watch, "oxygen-saturation", now.minusSeconds(7_200), 97);

    assertEquals(
        List.of("heart-rate|72|/min|f", "oxygen-saturation|97|%|t"),
        database.query(
            "SELECT metric, value, unit, silent FROM health.user_vitals WHERE user_id = '%s' ORDER BY 1"
                .formatted(person)));
  }

  @Test
  void aWeekBeginsOnMondayOfThePersonsOwnClock() {
    UUID person = seeds.person(1, "Asia/Kathmandu");
    UUID watch = seeds.device(1, "Watch");
    // Kathmandu is 5:45 ahead: Sunday 18:14:59 UTC is still Sunday there, 18:15 is Monday.
    seeds.reading(person, watch, "steps", "2026-03-01T18:14:59Z", 100);
    seeds.reading(person, watch, "steps", "2026-03-01T18:15:00Z", 7);
    seeds.reading(person, watch, "resting-heart-rate", "2026-03-03T01:00:00Z", 50);
    seeds.reading(person, watch, "resting-heart-rate", "2026-03-04T01:00:00Z", 60);

    assertEquals(
        List.of("2026-02-23|1|100|null", "2026-03-02|3|7|55"),
        week(person, "2026-02-23", "2026-03-09", "days_with_data, steps, resting_heart_rate"));
  }

  @Test
  void daysOf23And25HoursHoldWhatHappenedInThem() {
    UUID person = seeds.person(1, "Europe/Berlin");
    UUID watch = seeds.device(1, "Watch");
    seeds.readings(
        person, watch, "steps", "2026-03-28T23:00:00Z", "2026-03-29T21:59:00Z", "1 hour", 1);
    seeds.readings(
        person, watch, "steps", "2026-10-24T22:00:00Z", "2026-10-25T22:59:00Z", "1 hour", 1);

    assertEquals(
        List.of("2026-03-29|23", "2026-10-25|25"),
        database.query(
            "SELECT day, value FROM health.daily_activity_of('%s', '2026-03-20', '2026-11-20')"
                    .formatted(person)
                + " ORDER BY 1"));
  }

  @Test
  void stepsThatTwoDevicesCountedCountOnce() {
    UUID person = seeds.person(1, "UTC");
    UUID watch = seeds.device(1, "Watch");
    UUID phone = seeds.device(2, "Phone");
    seeds.readings(
        person, watch, "steps", "2026-03-02T10:00:00Z", "2026-03-02T10:09:00Z", "1 minute", 100);
    seeds.reading(person, phone, "steps", "2026-03-02T10:05:00Z", 900);
    seeds.reading(person, phone, "steps", "2026-03-03T10:05:00Z", 50);

    // 1,000 of the watch on Monday, 50 of the phone on Tuesday.
    assertEquals(List.of("2026-03-02|1050"), week(person, "2026-03-02", "2026-03-09", "steps"));
  }

  @Test
  void whatWasEnteredInErrorOrComputedByTheDeviceOrOnlyALimitIsNotAdded() {
    UUID person = seeds.person(1, "UTC");
    UUID watch = seeds.device(1, "Watch");
    for (String oddity :
        List.of("status = 'entered-in-error'", "statistic = 'average'", "comparator = '<'")) {
      seeds.reading(person, watch, "steps", "2026-03-02T10:00:00Z", 5_000);
      database.execute(
          "UPDATE health.health_metrics SET %s WHERE status IS NULL AND statistic IS NULL AND comparator IS NULL"
              .formatted(oddity));
    }
    seeds.reading(person, watch, "steps", "2026-03-02T10:00:00Z", 3);

    assertEquals(List.of("2026-03-02|3"), week(person, "2026-03-02", "2026-03-09", "steps"));
  }

  @Test
  void anUnknownZoneEndsNobodysReport() {
    UUID person = seeds.person(1, "Mars/Olympus");
    seeds.reading(person, seeds.device(1, "Watch"), "steps", now, 10);

    assertEquals(List.of("UTC"), database.query("SELECT health.zone_of('%s')".formatted(person)));
    assertEquals(List.of("10"), database.query("SELECT steps FROM health.weekly_activity"));
  }

  @Test
  void wearTimeCountsWhatIsBetweenReadingsUnlessTheyAreTooFarApart() {
    UUID person = seeds.person(1, "Europe/Berlin");
    UUID watch = seeds.device(1, "Watch");
    // Two hours of heart rates, a silence of two hours, one more hour; heart rate may be silent for
    // ten minutes.
    seeds.readings(
        person,
        watch,
        "heart-rate",
        "2026-03-02T08:00:00Z",
        "2026-03-02T10:00:00Z",
        "1 minute",
        60);
    seeds.readings(
        person,
        watch,
        "heart-rate",
        "2026-03-02T12:00:00Z",
        "2026-03-02T13:00:00Z",
        "5 minutes",
        60);
    // Across midnight in Berlin: half an hour on each side.
    seeds.readings(
        person,
        watch,
        "heart-rate",
        "2026-03-02T22:30:00Z",
        "2026-03-02T23:30:00Z",
        "10 minutes",
        60);

    assertEquals(
        List.of("2026-03-02|210|0.1458", "2026-03-03|30|0.0208"),
        database.query(
            "SELECT day, worn_minutes, round(completeness::numeric, 4)"
                + " FROM health.wear_time_of('%s', '2026-03-01', '2026-03-05') ORDER BY 1"
                    .formatted(person)));
    assertEquals(
        List.of("02:00:00", "09:30:00"),
        database.query(
            "SELECT gap_until - gap_from FROM health.gaps_of('%s', '2026-03-01')".formatted(person)
                + " WHERE gap_until < '2026-04-01' ORDER BY gap_from"));
  }

  @Test
  void deviceHealthTellsBatteryLastSightAndSilences() {
    UUID person = seeds.person(1, null);
    UUID watch = seeds.device(1, "Watch");
    UUID drawer = seeds.device(2, "Old watch");
    seeds.worn(watch, person, "'2020-01-01'", "NULL");
    seeds.worn(drawer, person, "'2019-01-01'", "'2020-01-01'");
    seeds.readings(
        person,
        watch,
        "heart-rate",
        now.minusSeconds(7_200).toString(),
        now.minusSeconds(3_600).toString(),
        "5 minutes",
        60);
    seeds.reading(person, watch, "heart-rate", now.minusSeconds(60), 61);
    seeds.reading(person, watch, "device-battery", now.minusSeconds(300), 18);

    assertEquals(
        List.of("Old watch|null|null|null|null", "Watch|t|18|1|00:59:00"),
        database.query(
            "SELECT model, last_seen = '%s', battery_percent, gaps, longest_gap FROM health.device_health ORDER BY 1"
                .formatted(now.minusSeconds(60))));
    assertEquals(
        List.of(person.toString()),
        database.query("SELECT worn_by FROM health.device_health WHERE worn_by IS NOT NULL"));
  }

  @Test
  void twoRecordsOfOnePersonCountOnce() {
    UUID ann = seeds.person(1, null);
    UUID same = seeds.person(2, null);
    UUID third = seeds.person(3, null);
    UUID bare = seeds.person(4, null);
    database.execute("UPDATE health.users SET birth_year = extract(year FROM now()) - 42");
    database.execute(
        "UPDATE health.users SET birth_date = now() - interval '95 years' WHERE user_id = '%s'"
            .formatted(bare));
    database.execute(
        "INSERT INTO health.user_identifiers VALUES ('%s', 'hospital', '7')".formatted(same));
    seeds.worn(seeds.device(1, "Watch"), same, "'2020-01-01'", "NULL");
    database.execute("SELECT health.merge_users('%s', '%s')".formatted(same, third));
    database.execute("SELECT health.merge_users('%s', '%s')".formatted(third, ann));

    assertEquals(
        List.of(ann.toString()),
        database.query(
            "SELECT DISTINCT health.person_of(u) FROM unnest(ARRAY['%s', '%s', '%s']::uuid[]) u"
                .formatted(ann, same, third)));
    assertEquals(
        List.of(ann + "|7"),
        database.query("SELECT person_id, value FROM health.person_identifiers"));
    assertEquals(
        List.of("40-49|1", "90+|1"),
        database.query("SELECT age_group, people FROM health.users_by_age_group ORDER BY 1"));
    assertEquals(List.of("unknown|1"), database.query("SELECT * FROM health.users_per_brand"));
    assertEquals(
        List.of(bare.toString()),
        database.query("SELECT user_id FROM health.users_without_device"));

    database.execute("SELECT health.unmerge_user('%s')".formatted(third));
    assertEquals(
        List.of("40-49|2", "90+|1"),
        database.query("SELECT age_group, people FROM health.users_by_age_group ORDER BY 1"));
  }

  @Test
  void aMergeThatMakesNoSenseIsRefusedWithAReason() {
    UUID ann = seeds.person(1, null);
    UUID bob = seeds.person(2, null);
    database.execute("INSERT INTO health.tenants (tenant) VALUES ('other')");
    database.execute(
        "UPDATE health.users SET tenant = 'other' WHERE user_id = '%s'".formatted(bob));

    assertTrue(refusal(ann, ann).contains("into itself"));
    assertTrue(refusal(ann, bob).contains("different tenants"));
    assertTrue(refusal(ann, Seeds.person(9)).contains("both records must exist"));
    database.execute("UPDATE health.users SET tenant = 'default'");
    database.execute("SELECT health.merge_users('%s', '%s')".formatted(ann, bob));
    assertTrue(refusal(bob, ann).contains("itself merged"));
    assertTrue(refusal(ann, seeds.person(3, null)).contains("unmerge it first"));
  }

  @Test
  void brandsAreCountedThroughTheCatalogue() {
    database.execute(
        "INSERT INTO health.device_models (brand, model_name, device_type) VALUES ('Acme', 'Band', 'fitness-band'), ('Bolt', 'Ring', 'ring')");
    for (int number = 1; number <= 3; number++) {
      UUID person = seeds.person(number, null);
      UUID watch = seeds.device(number, "x");
      seeds.worn(watch, person, "'2020-01-01'", "NULL");
    }
    database.execute(
        "UPDATE health.devices SET model_id = (SELECT model_id FROM health.device_models WHERE brand = 'Acme') WHERE device_id <> '%s'"
            .formatted(Seeds.device(3)));
    database.execute(
        "INSERT INTO health.user_device_models SELECT '%s', model_id, 'declared' FROM health.device_models WHERE brand = 'Bolt'"
            .formatted(Seeds.person(1)));

    assertEquals(
        List.of("Acme|2", "Bolt|1", "unknown|1"),
        database.query("SELECT * FROM health.users_per_brand ORDER BY 1"));
  }

  @Test
  void offendersAreThoseWithMostEpisodes() {
    UUID person = seeds.person(1, null);
    alert(1, person, "opened", true);
    alert(2, person, "resolved", false);
    alert(3, seeds.person(2, null), "resolved", true);
    alert(4, person, "withdrawn", true);

    assertEquals(
        List.of(person + "|2|1|0.67"),
        database.query(
            "SELECT user_id, episodes, paged, round(share::numeric, 2) FROM health.top_alert_offenders"
                + " ORDER BY episodes DESC LIMIT 1"));
  }

  @Test
  void outcomesStandBesideTheirRecommendation() {
    UUID person = seeds.person(1, null);
    database.execute(
        "INSERT INTO health.recommendations (user_id, kind, for_day, advice, evidence, generated_by) VALUES ('%s', 'move-more', '2026-03-01', 'Walk.', '{}', 'test'), ('%1$s', 'wear-more', '2026-03-01', 'Wear.', '{}', 'test')"
            .formatted(person));
    database.execute(
        "INSERT INTO health.recommendation_outcomes SELECT recommendation_id, timestamptz '2026-03-01 10:00+00' + d, o FROM health.recommendations, (VALUES (interval '0', 'shown'), (interval '1 hour', 'declined'), (interval '2 hours', 'accepted')) x (d, o) WHERE kind = 'move-more'");

    assertEquals(
        List.of("move-more|10:00:00|accepted|12:00:00", "wear-more|null|null|null"),
        database.query(
            "SELECT kind, (shown_at AT TIME ZONE 'UTC')::time, outcome, (outcome_at AT TIME ZONE 'UTC')::time FROM health.recommendations_with_outcomes ORDER BY 1"));
  }

  private List<String> week(UUID person, String from, String until, String columns) {
    return database.query(
        "SELECT week_start, %s FROM health.weekly_activity_of('%s', '%s', '%s') ORDER BY 1"
            .formatted(columns, person, from, until));
  }

  private String refusal(UUID duplicate, UUID survivor) {
    return assertThrows(
            IllegalStateException.class,
            () ->
                database.execute(
                    "SELECT health.merge_users('%s', '%s')".formatted(duplicate, survivor)))
        .getMessage();
  }

  private void alert(int number, UUID person, String state, boolean page) {
    UUID episode = new UUID(9, number);
    database.execute(
        "INSERT INTO health.alerts (alert_id, user_id, tenant, rule_id, rule_version, rule_name, metric, severity, state, revision, retrospective, opened_at, measured_at, evaluated_at, breaching_readings, most_extreme, limit_value, unit)"
            + " VALUES ('%s', '%s', 'default', '%s', 1, 'fast', 'heart-rate', 'critical', '%s', 1, false, now(), now(), now(), 1, 180, 120, '/min')"
                .formatted(episode, person, new UUID(7, 7), state));
    database.execute(
        "INSERT INTO health.alert_events (event_id, alert_id, user_id, revision, event, severity, page, retrospective, measured_at, received_at, evaluated_at, valid_until, metric_value)"
            + " VALUES (gen_random_uuid(), '%s', '%s', 1, 'opened', 'critical', %s, false, now(), now(), now(), now(), 180)"
                .formatted(episode, person, page));
  }
}
