package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.windows.WindowSource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hours that are the stream's, and how they become the table's. */
class StreamWindowsIT {

  private static final Instant NOON = TestReadings.NOW;
  private static final String HOURS =
      "SELECT window_minutes, readings, sum, origin FROM health.metric_windows"
          + " ORDER BY window_minutes, window_start";

  private final SinkWorld world = new SinkWorld(WindowSource.STREAM);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void theHighestRevisionHoldsUntilTheTableOwnsTheHour() {
    world.startSink();
    Reading first = TestReadings.heartRate(1, NOON, 60);
    world.send(List.of(first));
    tell(window(60, NOON, 2, 1, 60), window(60, NOON, 1, 7, 7), window(1, NOON, 2, 1, 60));
    world.sendRaw(
        Topics.READINGS_WINDOWS, UuidSerializer.bytes(TestReadings.user(1)), new byte[] {1, 2});
    followed();
    assertEquals(List.of("1|1|60|stream", "60|1|60|stream"), world.query(HOURS));
    day("1|60");
    assertEquals(
        List.of("1|readings.windows"),
        world.query("SELECT count(*), min(source_topic) FROM ops.quarantined_readings"));

    // Of what only the table knows, the table computes the hour, all three lengths.
    world.send(List.of(TestReadings.unproven(TestReadings.heartRate(1, NOON.plusSeconds(90), 80))));
    Await.until(
        "the table owns the hour",
        () ->
            world
                .query(HOURS)
                .equals(
                    List.of("1|1|60|table", "1|1|80|table", "5|2|140|table", "60|2|140|table")));
    tell(window(60, NOON, 9, 3, 3));
    followed();
    assertEquals("60|2|140|table", world.query(HOURS).getLast(), "the stream is heard no more");

    // A fresh reading of such an hour has it computed again.
    world.send(List.of(TestReadings.heartRate(1, NOON.plusSeconds(120), 90)));
    Await.until("computed again", () -> world.query(HOURS).getLast().equals("60|3|230|table"));
    day("3|230");
  }

  @Test
  void anHourTheStreamLetGoIsComputedFromTheTableAlsoWhenReadingsComeLater() {
    world.startSink();
    tell(window(60, NOON, 1, 1, 60));
    ReadingWindow gone = window(60, NOON, Integer.MAX_VALUE, 0, 0);
    gone.setFromTable(true);
    tell(gone);
    followed();
    Await.until("nothing is stored yet", () -> world.query(HOURS).isEmpty());

    world.send(
        List.of(
            TestReadings.heartRate(1, NOON, 60),
            TestReadings.heartRate(1, NOON.plusSeconds(1), 70)));
    Await.until("the table follows", () -> world.query(HOURS).size() == 3);
    assertEquals("60|2|130|table", world.query(HOURS).getLast());
  }

  @Test
  void aWindowThatCannotBeStoredKeepsNoOtherOut() {
    for (int minute = 0; minute < 9; minute++) {
      tell(window(1, NOON.plusSeconds(60L * minute), 1, minute == 4 ? -1 : 1, minute));
    }
    tell(window(60, NOON, 1, 1, 60), window(60, NOON, 3, 1, 63), window(60, NOON, 2, 1, 62));
    world.startSink();
    followed();

    assertEquals(
        List.of("1|0|8", "60|63|1"),
        world.query(
            "SELECT window_minutes, min(sum), count(*) FROM health.metric_windows GROUP BY 1"
                + " ORDER BY 1"));
    assertEquals(
        List.of("unstorable|23514"),
        world.query("SELECT reason, sqlstate FROM ops.quarantined_readings"));
    assertEquals(
        List.of("12|9|2|0|1"),
        world.query(
            "SELECT sum(records_in), sum(inserted), sum(already_stored), sum(corrected),"
                + " sum(quarantined) FROM ops.lane_tallies WHERE lane = 'windows'"));
  }

  @Test
  void anUnprovenTotalMakesAllHoursItChangesTheTables() {
    world.startSink();
    world.send(List.of(total(0, 1_000), total(4, 1_400)));
    world.drained();
    world.send(List.of(TestReadings.unproven(total(2, 1_300))));
    amounts("12|150", "13|150", "14|50", "15|50");

    world.send(List.of(TestReadings.amended(total(2, 1_300), 1_200, NOON.plusSeconds(1))));
    amounts("12|100", "13|100", "14|100", "15|100");

    // The stream has not seen the newest one, and would compare the next with another.
    world.send(List.of(TestReadings.unproven(total(5, 1_460))));
    amounts("12|100", "13|100", "14|100", "15|100", "16|60");
    world.send(List.of(total(7, 20)));
    amounts("12|100", "13|100", "14|100", "15|100", "16|60", "17|10", "18|10");
  }

  private void amounts(String... hours) {
    Await.until(
        "the table follows",
        () ->
            world
                .query(
                    """
                    SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24'), sum FROM health.metric_windows
                    WHERE window_minutes = 60 AND origin = 'table' ORDER BY window_start
                    """)
                .equals(List.of(hours)));
  }

  private static Reading total(int hour, double value) {
    Reading total = TestReadings.heartRate(1, NOON.plusSeconds(3_600L * hour), value);
    total.setMetric("steps");
    total.setUnit("{steps}");
    total.setStatistic("running-total");
    return total;
  }

  private void tell(ReadingWindow... windows) {
    for (ReadingWindow window : windows) {
      world.send(Topics.READINGS_WINDOWS, window.getUserId(), window);
    }
  }

  private void day(String sums) {
    Await.until(
        "the day follows",
        () ->
            world
                .query(
                    "SELECT readings, sum, (SELECT count(*) FROM ops.day_requests)"
                        + " FROM health.daily_metrics")
                .equals(List.of(sums + "|0")));
  }

  private void followed() {
    world.drained();
    Await.until(
        "the queue is empty",
        () -> world.query("SELECT count(*) FROM ops.repair_queue").equals(List.of("0")));
  }

  private static ReadingWindow window(
      int minutes, Instant start, int revision, int readings, double sum) {
    ReadingWindow window =
        ReadingWindow.newBuilder()
            .setUserId(TestReadings.user(1))
            .setMetric("heart-rate")
            .setUnit("/min")
            .setWindowMinutes(minutes)
            .setWindowStart(start)
            .setRevision(revision)
            .setReadings(readings)
            .setSum(sum)
            .setComputedAt(start)
            .build();
    if (readings > 0) {
      window.setMin(sum);
      window.setMax(sum);
      window.setFirstValue(sum);
      window.setLastValue(sum);
      window.setFirstAt(start);
      window.setLastAt(start);
    }
    return window;
  }
}
