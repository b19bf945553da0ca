package io.healthtrack.sink.readings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.SinkConfig;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Batches of the full size with rows that pass the decoder and that the table refuses. */
class PoisonRowsIT {

  private static final Logger LOG = LoggerFactory.getLogger(PoisonRowsIT.class);
  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.READINGS_VALID.name(), 0);
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final int ROWS = SinkConfig.READINGS.rows();

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final RegistryClient registry = RegistryClient.local();
  private final AvroSerializer<Reading> serializer = new AvroSerializer<>(registry);
  private final BatchWriter writer =
      new BatchWriter(
          new ReadingsLane(
              SinkConfig.READINGS,
              new AvroDeserializer<>(registry),
              MetricCatalogue.load(),
              () -> Long.MAX_VALUE),
          "test");
  private int days;

  @Test
  void onePoisonousRowCostsTheOthersAMoment() throws SQLException {
    write("no poison", poison(row -> false, "fresh"));
    write("one poisonous row", poison(row -> row == 31_415, "fresh"));
    write("one of unproven rows", poison(row -> row == 31_415, "unproven"));

    assertEquals(List.of(Integer.toString(3 * ROWS - 2)), stored());
    assertEquals(
        List.of("unstorable|22021|t|2"),
        database.query(
            "SELECT reason, sqlstate, octet_length(payload) > 50, count(*)"
                + " FROM ops.quarantined_readings GROUP BY 1, 2, 3"));
    List<String> told =
        database.query("SELECT detail, database_message FROM ops.quarantined_readings");
    for (String words : told) {
      assertTrue(
          words.startsWith(
              "the database refuses the row: a text has a character that the database does not"
                  + " store, such as NUL (22021), column source; correct it"),
          words);
      assertTrue(words.contains("invalid byte sequence for encoding \"UTF8\": 0x00"), words);
    }
  }

  @Test
  void findsAllOfThemWhereverTheyAre() throws SQLException {
    database.execute(
        "ALTER TABLE health.health_metrics ADD CONSTRAINT believable CHECK (metric_value < 500)");
    List<Reading> readings = poison(row -> row == 0 || row == ROWS / 2, "fresh");
    readings.get(1).setValue(501);
    readings.get(ROWS - 1).setValue(502);
    readings.get(7).setEndAt(Instant.parse("-4999-01-01T00:00:00Z"));
    readings.get(8).setProof("unproven");
    readings.get(8).setSentUnit("a\0b");
    readings.get(9).setMeasuredAt(Instant.parse("-4999-01-01T00:00:00Z"));

    write("seven kinds of poison", readings);

    assertEquals(List.of(Integer.toString(ROWS - 7)), stored());
    assertEquals(
        List.of(
            "malformed|null|1", "unstorable|22008|1", "unstorable|22021|3", "unstorable|23514|2"),
        database.query(
            "SELECT reason, sqlstate, count(*) FROM ops.quarantined_readings"
                + " GROUP BY 1, 2 ORDER BY 1, 2"));
    assertEquals(
        List.of("t"),
        database.query(
            "SELECT DISTINCT detail LIKE '%(23514), constraint believable;%' AND database_message"
                + " LIKE '%Failing row contains%' FROM ops.quarantined_readings"
                + " WHERE sqlstate = '23514'"));
  }

  @Test
  void aBatchOfNothingButPoisonTakesSeconds() throws SQLException {
    int rows = Integer.getInteger("healthtrack.seeds", 2) > 2 ? ROWS : ROWS / 5;
    write("nothing but poison", poison(row -> row != 5_000, "fresh").subList(0, rows));

    assertEquals(List.of("1"), stored());
    assertEquals(
        List.of("unstorable|22021|t|" + (rows - 1)),
        database.query(
            "SELECT reason, sqlstate, database_message LIKE 'invalid byte sequence%', count(*)"
                + " FROM ops.quarantined_readings GROUP BY 1, 2, 3"));
  }

  private List<String> stored() {
    return database.query("SELECT count(*) FROM health.health_metrics");
  }

  /** Each call another day, so that keys do not meet. */
  private List<Reading> poison(IntPredicate poisonous, String proof) {
    Instant start = START.plusSeconds(86_400L * days++);
    List<Reading> readings = new ArrayList<>(ROWS);
    for (int row = 0; row < ROWS; row++) {
      Reading reading = new Reading();
      reading.setReadingId(
          UUID.nameUUIDFromBytes((proof + start + row).getBytes(StandardCharsets.UTF_8)));
      reading.setUserId(new UUID(7, row % 50));
      reading.setMetric("heart-rate");
      reading.setMeasuredAt(start.plusSeconds(row / 50));
      reading.setReceivedAt(start.plusSeconds(4_000));
      reading.setValue(60);
      reading.setUnit("/min");
      reading.setTenant("default");
      reading.setStatus("final");
      reading.setModality("sensed");
      reading.setSource(poisonous.test(row) ? "a\0b" : "test");
      reading.setProof(proof);
      readings.add(reading);
    }
    return readings;
  }

  private void write(String what, List<Reading> readings) throws SQLException {
    List<ConsumerRecord<byte[], byte[]>> records =
        IntStream.range(0, readings.size())
            .mapToObj(
                row ->
                    new ConsumerRecord<>(
                        PARTITION.topic(),
                        PARTITION.partition(),
                        (long) ROWS * days + row,
                        UuidSerializer.bytes(readings.get(row).getUserId()),
                        serializer.serialize(PARTITION.topic(), readings.get(row))))
            .toList();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET ROLE healthtrack_sink");
      new ReadingsLane(SinkConfig.READINGS, null, MetricCatalogue.load(), () -> 0)
          .prepare(connection);
      connection.commit();
      long begun = System.nanoTime();
      writer.write(connection, new Batch(List.of(new Batch.Slice(PARTITION, records)), List.of()));
      connection.commit();
      LOG.info("{} rows, {}: {} ms", records.size(), what, (System.nanoTime() - begun) / 1_000_000);
    }
  }
}
