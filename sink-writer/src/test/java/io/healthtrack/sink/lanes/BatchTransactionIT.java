package io.healthtrack.sink.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.offsets.Movement;
import io.healthtrack.sink.offsets.OffsetLedger;
import io.healthtrack.sink.offsets.Stake;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchTransactionIT {

  private static final TopicPartition PARTITION = new TopicPartition("alerts.info", 0);

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final OffsetLedger offsets = new OffsetLedger("test", "owner");
  private final BatchTransaction transaction =
      new BatchTransaction(
          offsets,
          new BatchWriter(new Failing(), "owner"),
          new LaneMetrics(new LaneGauges(new SimpleMeterRegistry(), Tags.empty())));

  @Test
  void quarantinesARecordThatFailsAloneWhateverStatementRefusesIt() throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      long epoch = offsets.claim(connection, Stake.whole(Set.of(PARTITION)), 0);
      connection.commit();
      Batch two = batch(0, 2);
      assertThrows(
          SQLException.class, () -> transaction.run(connection, epoch, transaction.ready(two)));
      connection.rollback();

      transaction.run(connection, epoch, transaction.ready(batch(0, 1)));

      assertEquals(Map.of(PARTITION, 1L), offsets.positions(connection));
    }
    assertEquals(
        List.of("unstorable|22012|division by zero|0"),
        database.query(
            "SELECT reason, sqlstate, database_message, source_offset"
                + " FROM ops.quarantined_readings"));
    assertEquals(
        List.of("1|0|1"),
        database.query("SELECT records_in, inserted, quarantined FROM ops.lane_tallies"));
  }

  private static Batch batch(long from, int records) {
    List<ConsumerRecord<byte[], byte[]>> taken =
        LongStream.range(from, from + records)
            .mapToObj(
                offset ->
                    new ConsumerRecord<>(
                        PARTITION.topic(), 0, offset, new byte[16], new byte[] {1}))
            .toList();
    return new Batch(
        List.of(new Batch.Slice(PARTITION, taken)),
        List.of(new Movement(PARTITION, from, from + records)));
  }

  /** A lane that trips over a statement of its own. */
  private static final class Failing implements Lane {

    @Override
    public String name() {
      return "test";
    }

    @Override
    public List<Topic> topics() {
      return List.of(Topics.ALERTS_INFO);
    }

    @Override
    public BatchPolicy policy() {
      return new BatchPolicy(10, 1_000, Duration.ZERO);
    }

    @Override
    public void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1 / 0");
      }
    }
  }
}
