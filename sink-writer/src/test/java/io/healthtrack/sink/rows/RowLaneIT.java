package io.healthtrack.sink.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchWriter;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class RowLaneIT {

  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.READINGS_QUARANTINED.name(), 0);
  private static final int ROWS = 2_000;

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void writesNoRecordMoreThanAFewTimesBecauseOfAPoisonousOne() throws SQLException {
    Numbers numbers = new Numbers();
    RowLane<QuarantinedReading> lane =
        new RowLane<>("test", List.of(Topics.READINGS_QUARANTINED), RowLaneIT::read, numbers);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE ops.numbers (n integer PRIMARY KEY CHECK (n <> 777))");
      connection.setAutoCommit(false);

      new BatchWriter(lane, "test")
          .write(connection, new Batch(List.of(new Batch.Slice(PARTITION, records())), List.of()));
      connection.commit();
    }

    assertEquals(
        List.of(Integer.toString(ROWS - 3)), database.query("SELECT count(*) FROM ops.numbers"));
    assertEquals(
        List.of("unreadable|null|f", "unstorable|23505|t", "unstorable|23514|t"),
        database.query(
            "SELECT reason, sqlstate, database_message LIKE '%numbers%' IS TRUE"
                + " FROM ops.quarantined_readings ORDER BY 1, 2"));
    assertTrue(numbers.writes < 3 * ROWS, "written " + numbers.writes + " times");
  }

  /** One that a check refuses, one whose key is taken, one that is no number. */
  private static List<ConsumerRecord<byte[], byte[]>> records() {
    return IntStream.range(0, ROWS)
        .mapToObj(
            n ->
                new ConsumerRecord<>(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    n,
                    new byte[16],
                    n == 5
                        ? new byte[] {1}
                        : ByteBuffer.allocate(4).putInt(n == 1_500 ? 3 : n).array()))
        .toList();
  }

  private static QuarantinedReading read(String topic, byte[] bytes) {
    if (bytes.length != 4) {
      throw new SerializationException("no number");
    }
    QuarantinedReading number = new QuarantinedReading();
    number.setSourceOffset(ByteBuffer.wrap(bytes).getInt());
    return number;
  }

  private static final class Numbers implements RowWriter<QuarantinedReading> {

    private int writes;

    @Override
    public RowOutcome write(Connection connection, UUID key, QuarantinedReading number)
        throws SQLException {
      writes++;
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO ops.numbers VALUES (?)")) {
        insert.setLong(1, number.getSourceOffset());
        insert.executeUpdate();
      }
      return RowOutcome.INSERTED;
    }

    @Override
    public RowOutcome delete(Connection connection, String topic, UUID key, Instant at) {
      return RowOutcome.ALREADY_STORED;
    }
  }
}
