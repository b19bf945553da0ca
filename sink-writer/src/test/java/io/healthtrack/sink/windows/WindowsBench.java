package io.healthtrack.sink.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.schemas.windows.WindowLength;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.analytics.DailyFollowUp;
import io.healthtrack.sink.analytics.DailyRollup;
import io.healthtrack.sink.analytics.DayRequests;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.readings.MemoryCopy;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The windows lane beside bare COPY, in one run: {@code mvn -pl sink-writer verify
 * -Dit.test=WindowsBench}. Too dependent on the machine for the ordinary build.
 *
 * <p>Series tell three windows every ten seconds, as the topology does, so of most rows the lane
 * writes the second or a later revision.
 */
class WindowsBench {

  private static final Logger LOG = LoggerFactory.getLogger(WindowsBench.class);
  private static final int PEOPLE = Integer.getInteger("healthtrack.bench.people", 400);
  private static final int TURNS = Integer.getInteger("healthtrack.bench.turns", 12);
  private static final int PASSES = Integer.getInteger("healthtrack.bench.passes", 2);
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final List<String> METRICS =
      List.of("heart-rate", "respiratory-rate", "oxygen-saturation", "skin-temperature", "stress");

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final MetricCatalogue catalogue = MetricCatalogue.load();
  private final RegistryClient registry = RegistryClient.local();
  private final AvroDeserializer<ReadingWindow> deserializer = new AvroDeserializer<>(registry);
  private final AvroSerializer<ReadingWindow> serializer = new AvroSerializer<>(registry);
  private int people;

  @Test
  void comparesTheLaneWithBareCopy() throws SQLException {
    database.execute(
        """
        CREATE SCHEMA bench;
        CREATE TABLE bench.windows (LIKE health.metric_windows INCLUDING ALL);
        ALTER TABLE bench.windows ALTER origin SET DEFAULT 'stream';
        """);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int pass = 0; pass < PASSES; pass++) {
        database.execute("TRUNCATE bench.windows");
        double bare = bare(connection);
        double alone = lane(connection, (same, hours) -> {});
        double within = lane(connection, new DailyRollup());
        double lane = lane(connection, new DayRequests());
        long begun = System.nanoTime();
        long days = 0;
        for (long added = 1; added > 0; days += added) {
          added = new DailyFollowUp(() -> false).run(database.jdbi());
        }
        LOG.info(
            "pass {}: bare COPY {} rows/s; of it: lane without days {}, with days in the batch {},"
                + " with days asked for {}: {} rows/s; then {} days in {} ms",
            pass,
            Math.round(bare),
            Math.round(alone / bare * 100) / 100.0,
            Math.round(within / bare * 100) / 100.0,
            Math.round(lane / bare * 100) / 100.0,
            Math.round(lane),
            days,
            (System.nanoTime() - begun) / 1_000_000);
      }
    }
    LOG.info(
        "updated rows that touched no index: {}",
        database.query(
            "SELECT round(sum(n_tup_hot_upd)::numeric / sum(n_tup_upd), 2) FROM pg_stat_user_tables"
                + " WHERE relname LIKE 'metric_windows_%'"));
    assertEquals(
        List.of(Integer.toString(3 * PASSES * PEOPLE * METRICS.size())),
        database.query("SELECT count(*) FROM health.metric_windows WHERE window_minutes = 60"));
  }

  private double bare(Connection connection) throws SQLException {
    StagedWindows encoder = new StagedWindows();
    List<byte[]> batches = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      List<WindowsLane.Told> rows = new ArrayList<>();
      for (ReadingWindow window : turn(turn)) {
        // Of other days, for a row is written once here.
        window.setWindowStart(window.getWindowStart().plus(Duration.ofDays(turn)));
        rows.add(
            new WindowsLane.Told(
                new Hour(window.getUserId(), metric(window), 0),
                WindowLength.ofMinutes(window.getWindowMinutes()),
                window,
                null,
                null));
      }
      rows.sort(StagedWindows.BY_KEY);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      encoder.copy(new MemoryCopy(bytes), rows);
      batches.add(bytes.toByteArray());
    }
    long begun = System.nanoTime();
    long rows = 0;
    for (byte[] batch : batches) {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY bench.windows (" + StagedWindows.COLUMNS + ") FROM STDIN (FORMAT binary)");
      for (int from = 0; from < batch.length; from += 65_536) {
        copy.writeToCopy(batch, from, Math.min(65_536, batch.length - from));
      }
      rows += copy.endCopy();
      connection.commit();
    }
    return rows * 1e9 / (System.nanoTime() - begun);
  }

  private double lane(Connection connection, HoursRepaired follower) throws SQLException {
    people += PEOPLE;
    WindowsLane lane = new WindowsLane(deserializer, catalogue, follower);
    lane.prepare(connection);
    connection.commit();
    List<Batch> batches = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      batches.add(batch(turn(turn)));
    }
    long begun = System.nanoTime();
    long rows = 0;
    for (Batch batch : batches) {
      lane.write(connection, batch, new Outcomes());
      connection.commit();
      rows += batch.size();
    }
    return rows * 1e9 / (System.nanoTime() - begun);
  }

  private Batch batch(List<ReadingWindow> windows) {
    String topic = Topics.READINGS_WINDOWS.name();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (ReadingWindow window : windows) {
      byte[] value = serializer.serialize(topic, window);
      records.add(new ConsumerRecord<>(topic, 0, records.size(), new byte[16], value));
    }
    return new Batch(List.of(new Batch.Slice(new TopicPartition(topic, 0), records)), List.of());
  }

  /** What every series tells ten seconds after the turn before, in the order of a busy topic. */
  private List<ReadingWindow> turn(int turn) {
    Instant now = NOON.plusSeconds(10L * turn);
    List<ReadingWindow> windows = new ArrayList<>();
    for (int person = people; person < people + PEOPLE; person++) {
      UUID user = UUID.nameUUIDFromBytes(new byte[] {(byte) person, (byte) (person >> 8), 7});
      for (String metric : METRICS) {
        for (WindowLength length : WindowLength.values()) {
          windows.add(window(user, metric, length, now, turn));
        }
      }
    }
    Collections.shuffle(windows, new Random(turn));
    return windows;
  }

  private ReadingWindow window(
      UUID user, String metric, WindowLength length, Instant now, int turn) {
    long seconds = 60L * length.minutes();
    Instant start = Instant.ofEpochSecond(now.getEpochSecond() / seconds * seconds);
    int readings = (int) (Duration.between(start, now).toSeconds() + 10);
    ReadingWindow window =
        ReadingWindow.newBuilder()
            .setUserId(user)
            .setMetric(metric)
            .setUnit("1")
            .setWindowMinutes(length.minutes())
            .setWindowStart(start)
            .setRevision(turn + 1)
            .setReadings(readings)
            .setSum(61.5 * readings)
            .setM2(3.25 * readings)
            .setMin(50.0)
            .setMax(70.0 + turn)
            .setFirstValue(60.0)
            .setFirstAt(start)
            .setLastValue(63.0)
            .setLastAt(now)
            .setComputedAt(now)
            .build();
    if (length.storesHistogram()) {
      int bins = catalogue.byCode(metric).orElseThrow().bins().size() - 1;
      List<Integer> counts = new ArrayList<>(Collections.nCopies(bins, 0));
      counts.set(bins / 2, readings);
      window.setHistogram(counts);
    }
    return window;
  }

  private short metric(ReadingWindow window) {
    return catalogue.byCode(window.getMetric()).orElseThrow().id();
  }
}
