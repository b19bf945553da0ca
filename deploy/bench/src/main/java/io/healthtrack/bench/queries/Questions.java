package io.healthtrack.bench.queries;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** The questions that the numbers to reach speak of. */
final class Questions {

  private final Loader loader;
  private final List<Question> all;

  Questions(Loader loader) throws SQLException {
    this.loader = loader;
    short heartRate = loader.metric(Series.HEART_RATE);
    all =
        List.of(
            new Question(
                "person_metric_day",
                5,
                2_000,
                """
                SELECT measured_at, metric_value FROM health.health_metrics
                WHERE user_id = ? AND metric_type = ? AND measured_at >= ? AND measured_at < ?
                ORDER BY measured_at
                """,
                (statement, random) -> {
                  OffsetDateTime day = time(day(random));
                  statement.setObject(1, person(random));
                  statement.setShort(2, heartRate);
                  statement.setObject(3, day);
                  statement.setObject(4, day.plusDays(1));
                }),
            new Question(
                "vitals_of_person",
                5,
                2_000,
                "SELECT * FROM health.user_vitals WHERE user_id = ?",
                (statement, random) -> statement.setObject(1, person(random))),
            new Question(
                "week_of_person",
                30,
                1_000,
                "SELECT * FROM health.weekly_activity_of(?, ?, ?)",
                (statement, random) -> {
                  LocalDate from = day(random);
                  statement.setObject(1, person(random));
                  statement.setObject(2, from);
                  statement.setObject(3, from.plusDays(7));
                }),
            new Question(
                "daily_average_of_everyone",
                100,
                100,
                """
                SELECT day, mean FROM analytics.population_daily
                WHERE metric = 'heart-rate' AND day >= ? AND day < ?
                ORDER BY day
                """,
                (statement, random) -> {
                  LocalDate from = loader.first().plusDays(random.nextInt(loader.days() - 30));
                  statement.setObject(1, from);
                  statement.setObject(2, from.plusDays(30));
                }));
  }

  List<Question> all() {
    return all;
  }

  private UUID person(SplittableRandom random) {
    return loader.people().users().get(random.nextInt(loader.people().count()));
  }

  private LocalDate day(SplittableRandom random) {
    return loader.first().plusDays(random.nextInt(loader.days()));
  }

  private static OffsetDateTime time(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
