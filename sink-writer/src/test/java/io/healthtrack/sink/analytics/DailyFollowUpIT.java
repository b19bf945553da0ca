package io.healthtrack.sink.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.windows.Hour;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Days of the stream's hours: each once however often it is asked for, and none forgotten. */
class DailyFollowUpIT {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final UUID ANN = new UUID(1, 1);
  private static final UUID BEN = new UUID(2, 2);
  private static final String DAYS =
      "SELECT right(user_id::text, 1), day, readings, sum FROM health.daily_metrics ORDER BY 1, 2";

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final DailyFollowUp followUp = new DailyFollowUp(() -> false);

  @Test
  void addsEachDayUpOnceFromTheHoursThatAreThereByThen() throws SQLException {
    hour(ANN, NOON, 60);
    ask(ANN, NOON);
    hour(ANN, NOON.plus(Duration.ofHours(1)), 70);
    hour(BEN, NOON.plus(Duration.ofDays(1)), 80);
    ask(ANN, NOON, NOON.plus(Duration.ofHours(1)));
    ask(BEN, NOON.plus(Duration.ofDays(1)));
    assertEquals(List.of(), database.query(DAYS), "not in the batch");

    assertEquals(2, followUp.run(database.jdbi()));
    assertEquals(List.of("1|2026-11-01|2|130", "2|2026-11-02|1|80"), database.query(DAYS));
    assertEquals(0, followUp.run(database.jdbi()));
    assertEquals(List.of("0"), database.query("SELECT count(*) FROM ops.day_requests"));
  }

  @Test
  void whatItCouldNotFinishIsStillAskedFor() throws SQLException {
    hour(ANN, NOON, 60);
    ask(ANN, NOON);
    try (Connection killed = database.connect()) {
      killed.setAutoCommit(false);
      assertEquals(1, DayRequests.take(killed, 10).size());
      killed.rollback();
    }
    // More days than go into one transaction, most of which have no hours.
    try (Connection connection = database.connect()) {
      DayRequests.ask(
          connection, IntStream.range(0, 5_100).mapToObj(n -> new Day(BEN, (short) 1, n)).toList());
    }
    long days = 0;
    for (long added = 1; added > 0; days += added) {
      added = followUp.run(database.jdbi());
    }
    assertEquals(5_101, days);
    assertEquals(List.of("1|2026-11-01|1|60"), database.query(DAYS));
  }

  @Test
  void bringsNoDayOfAnErasedPersonBack() throws SQLException {
    hour(ANN, NOON, 60);
    hour(BEN, NOON, 80);
    ask(ANN, NOON);
    ask(BEN, NOON);
    database.query("SELECT health.erase_user('%s', now())".formatted(ANN));
    followUp.run(database.jdbi());
    assertEquals(List.of("2|2026-11-01|1|80"), database.query(DAYS));
  }

  private void ask(UUID person, Instant... hours) throws SQLException {
    try (Connection connection = database.connect()) {
      new DayRequests()
          .repaired(
              connection,
              List.of(hours).stream()
                  .map(hour -> new Hour(person, (short) 1, EventTime.micros(hour)))
                  .toList());
    }
  }

  private void hour(UUID person, Instant start, double value) {
    database.execute(
        """
        INSERT INTO health.metric_windows
          (user_id, window_start, sum, min, max, m2, first_value, last_value, first_at, last_at,
           metric_type, window_minutes, readings, limited, revision, origin, computed_at)
        VALUES ('%s', '%s', %3$s, %3$s, %3$s, 0, %3$s, %3$s, '%2$s', '%2$s', 1, 60, 1, 0, 1,
                'stream', now())
        """
            .formatted(person, start, value));
  }
}
