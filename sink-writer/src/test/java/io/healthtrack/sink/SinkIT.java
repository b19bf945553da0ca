package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SinkIT {

  private static final String TALLY =
      """
      SELECT sum(records_in), sum(inserted), sum(already_stored), sum(corrected), sum(quarantined)
      FROM ops.lane_tallies WHERE lane = 'readings'
      """;
  private static final String ROWS = "SELECT count(*) FROM health.health_metrics";

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void storesFreshReadingsAndStandsAtTheEndOfTheLog() {
    world.send(TestReadings.stream(new Random(1), 20, 100));
    world.topics.sendAborted(TestReadings.stream(new Random(2), 20, 10));

    SinkApp app = world.startSink();
    world.drained();

    Await.until("it says that it is ready", app::ready);
    assertEquals(List.of("2000"), world.query(ROWS));
    assertEquals(List.of("2000|2000|0|0|0"), world.query(TALLY));
    assertEquals(List.of("20"), world.query("SELECT count(*) FROM health.latest_metrics"));
    assertEquals(List.of("2000"), world.query("SELECT sum(records) FROM ops.batches"));
    assertEquals(
        List.of("heart-rate|/min|2000"),
        world.query(
            "SELECT code, unit, count(*) FROM health.health_metrics"
                + " JOIN health.metric_types USING (metric_type) GROUP BY 1, 2"));
  }

  @Test
  void storesEveryYearFrom1960On() {
    world.send(
        List.of(
            TestReadings.heartRate(1, Instant.parse("1960-03-01T10:00:00Z"), 60),
            TestReadings.heartRate(1, Instant.parse("1999-12-31T23:59:59.999999Z"), 61),
            TestReadings.heartRate(1, Instant.parse("2016-04-12T07:21:00Z"), 62),
            TestReadings.heartRate(1, TestReadings.NOW, 63)));

    world.startSink();
    world.drained();

    assertEquals(
        List.of(
            "1960|60", "1999|61", "2016|62", TestReadings.NOW.toString().substring(0, 4) + "|63"),
        world.query(
            "SELECT extract(year FROM measured_at), metric_value FROM health.health_metrics"
                + " ORDER BY measured_at"));
  }

  @Test
  void settlesUnprovenReadingsByTheKey() {
    List<Reading> known = TestReadings.stream(new Random(3), 5, 50);
    world.send(known);
    List<Reading> late = new ArrayList<>(known.stream().map(TestReadings::unproven).toList());
    for (int i = 0; i < 100; i++) {
      late.add(
          TestReadings.unproven(
              TestReadings.heartRate(i % 5, TestReadings.NOW.minusSeconds(7200L + i), 70)));
    }
    world.send(late);
    world.send(late);

    world.startSink();
    world.drained();

    assertEquals(List.of("350"), world.query(ROWS));
    assertEquals(List.of("950|350|600|0|0"), world.query(TALLY));
    Await.until(
        "the late readings are in their windows",
        () ->
            world
                .query(
                    "SELECT count(DISTINCT user_id), sum(readings) FROM health.metric_windows"
                        + " WHERE window_start < timestamptz '%s' - interval '1 hour'"
                            .formatted(TestReadings.NOW))
                .equals(List.of("5|100")));
  }

  @Test
  void settlesFreshReadingsWhoseKeyIsTakenAfterAll() {
    List<Reading> known = TestReadings.stream(new Random(4), 5, 50);
    world.send(known);
    world.startSink();
    world.drained();

    world.send(known);
    world.drained();

    assertEquals(List.of("250"), world.query(ROWS));
    assertEquals(List.of("500|250|250|0|0"), world.query(TALLY));
  }

  @Test
  void letsTheNewestCorrectionWinAndQuarantinesContradictions() {
    Reading first = TestReadings.heartRate(1, TestReadings.NOW.minusSeconds(60), 60);
    Reading last = TestReadings.heartRate(1, TestReadings.NOW, 65);
    world.send(List.of(first, last));
    Reading contradiction = TestReadings.unproven(last);
    contradiction.setValue(66);
    Reading moved = TestReadings.amended(last, 90, TestReadings.NOW.plusSeconds(5));
    moved.setMeasuredAt(TestReadings.NOW.minusSeconds(120));
    world.send(
        List.of(
            contradiction,
            TestReadings.amended(first, 80, TestReadings.NOW.plusSeconds(10)),
            TestReadings.amended(first, 70, TestReadings.NOW.plusSeconds(5)),
            TestReadings.unproven(first),
            moved));

    world.startSink();
    world.drained();

    assertEquals(
        List.of("90|amended", "80|amended"),
        world.query("SELECT metric_value, status FROM health.health_metrics ORDER BY measured_at"));
    assertEquals(List.of("7|2|2|2|1"), world.query(TALLY));
    assertEquals(
        List.of("id-conflict|sink"),
        world.query("SELECT reason, stage FROM ops.quarantined_readings"));
    assertEquals(List.of("80"), world.query("SELECT metric_value FROM health.latest_metrics"));
  }

  @Test
  void decidesAgainWhenTheVersionItWouldReplaceIsGone() {
    Reading first = TestReadings.heartRate(1, TestReadings.NOW, 60);
    world.send(List.of(first));
    world.startSink();
    world.drained();
    // A person's erasure may fall between look-up and write: here the first delete finds nothing.
    world.execute(
        """
        CREATE SEQUENCE ops.attempts;
        GRANT USAGE ON SEQUENCE ops.attempts TO healthtrack_sink;
        CREATE FUNCTION ops.miss_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RETURN CASE WHEN nextval('ops.attempts') > 1 THEN OLD END;
        END
        $$;
        CREATE TRIGGER miss_once BEFORE DELETE ON health.health_metrics
          FOR EACH ROW EXECUTE FUNCTION ops.miss_once();
        """);
    Reading moved = TestReadings.amended(first, 90, TestReadings.NOW.plusSeconds(5));
    moved.setMeasuredAt(TestReadings.NOW.minusSeconds(120));
    world.send(List.of(moved));
    world.drained();

    assertEquals(List.of("90"), world.query("SELECT metric_value FROM health.health_metrics"));
    assertEquals(List.of("2|1|0|1|0"), world.query(TALLY));
    assertEquals(List.of("2"), world.query("SELECT last_value FROM ops.attempts"));
  }

  @Test
  void keepsTheRowsBesideAPoisonousOne() {
    List<Reading> readings = TestReadings.stream(new Random(5), 10, 200);
    readings.get(777).setSource("a\0b");
    readings.get(1_313).setSource("c\0d");
    readings.get(1_313).setProof("unproven");
    world.send(readings);
    world.sendRaw(
        Topics.READINGS_VALID, UuidSerializer.bytes(TestReadings.user(1)), new byte[] {9, 9, 9});

    world.startSink();
    world.drained();

    assertEquals(List.of("1998"), world.query(ROWS));
    assertEquals(List.of("2001|1998|0|0|3"), world.query(TALLY));
    assertEquals(
        List.of("unreadable|null|1", "unstorable|22021|2"),
        world.query(
            "SELECT reason, sqlstate, count(*) FROM ops.quarantined_readings"
                + " GROUP BY 1, 2 ORDER BY 1"));
    Await.until(
        "refusals are relayed",
        () ->
            world
                .query("SELECT count(*) FROM ops.quarantined_readings WHERE relayed_at IS NOT NULL")
                .equals(List.of("3")));
    world.drained();
    assertEquals(
        List.of("3|0|3"),
        world.query(
            "SELECT sum(records_in), sum(inserted), sum(already_stored) FROM ops.lane_tallies"
                + " WHERE lane = 'quarantine'"));
  }

  @Test
  void refusesToSkipRecordsThatAreGone() {
    world.send(TestReadings.stream(new Random(6), 2, 10));
    SinkApp app = world.startSink();
    world.drained();
    app.close();
    world.execute("UPDATE ops.lane_offsets SET next_offset = 1000000 WHERE lane = 'readings'");

    SinkApp again = world.startSink();

    Await.until(
        "the other lanes run",
        () ->
            world
                .query("SELECT min(epoch) FROM ops.lane_offsets WHERE lane = 'alerts'")
                .equals(List.of("2")));
    assertEquals(false, again.ready());
    assertEquals(List.of("20"), world.query(ROWS));
  }

  @Test
  void letsAnalystsReadTheViewAndNothingElse() {
    world.startSink();
    world.drained();
    assertEquals(
        List.of("true|false"),
        world.query(
            "SELECT has_table_privilege('analyst', 'analytics.readings', 'SELECT')::text,"
                + " has_schema_privilege('analyst', 'health', 'USAGE')::text"));
  }
}
