package io.healthtrack.sink.rows;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.PoisonSearch;
import io.healthtrack.sink.quarantine.QuarantineTable;
import io.healthtrack.sink.quarantine.Refusal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** A lane that writes one record after the other. */
public final class RowLane<T extends SpecificRecord> implements Lane {

  private static final BatchPolicy POLICY = new BatchPolicy(2_000, 4 << 20, Duration.ofMillis(50));

  private final String name;
  private final List<Topic> topics;
  private final Deserializer<T> deserializer;
  private final RowWriter<T> writer;

  /** A lane of this name from these topics by this writer. */
  public RowLane(
      String name, List<Topic> topics, Deserializer<T> deserializer, RowWriter<T> writer) {
    this.name = name;
    this.topics = List.copyOf(topics);
    this.deserializer = deserializer;
    this.writer = writer;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Topic> topics() {
    return topics;
  }

  @Override
  public BatchPolicy policy() {
    return POLICY;
  }

  @Override
  public Ready ready(Batch batch, Outcomes outcomes) {
    List<Refusal> refusals = new ArrayList<>();
    List<Told<T>> told = new ArrayList<>(batch.size());
    for (Batch.Slice slice : batch.slices()) {
      Outcomes.Counts counts = outcomes.of(slice.partition());
      for (ConsumerRecord<byte[], byte[]> taken : slice.records()) {
        try {
          told.add(new Told<>(taken, counts, key(taken), value(taken)));
        } catch (SerializationException e) {
          refusals.add(Refusal.unreadable(taken, e.getMessage()));
          counts.quarantined();
        }
      }
    }
    return connection -> {
      new PoisonSearch<>(connection, new RowsInTurn<>(connection, writer, refusals)).write(told);
      QuarantineTable.insert(connection, refusals);
    };
  }

  @Override
  public void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException {
    ready(batch, outcomes).write(connection);
  }

  private T value(ConsumerRecord<byte[], byte[]> taken) {
    return taken.value() == null ? null : deserializer.deserialize(taken.topic(), taken.value());
  }

  private static UUID key(ConsumerRecord<byte[], byte[]> taken) {
    byte[] key = taken.key();
    if (key == null || key.length != 16) {
      throw new SerializationException("a key of topic " + taken.topic() + " is no UUID");
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
