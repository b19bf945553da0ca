package io.healthtrack.sink.rows;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.database.SqlFailure;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.QuarantineTable;
import io.healthtrack.sink.quarantine.Refusal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
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
  public void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      List<Refusal> refusals = new ArrayList<>();
      for (Batch.Slice slice : batch.slices()) {
        for (ConsumerRecord<byte[], byte[]> taken : slice.records()) {
          settle(outcomes.of(slice.partition()), taken, write(connection, taken), refusals);
        }
      }
      QuarantineTable.insert(connection, refusals);
      connection.releaseSavepoint(before);
    } catch (SerializationException e) {
      startOver(connection, before, outcomes);
      writeEach(connection, batch, outcomes);
    } catch (SQLException e) {
      if (!theRowsFault(SqlFailure.of(e))) {
        throw e;
      }
      startOver(connection, before, outcomes);
      writeEach(connection, batch, outcomes);
    }
  }

  /** A taken key too: writers say what is to happen with every conflict that they expect. */
  private static boolean theRowsFault(SqlFailure failure) {
    return switch (failure) {
      case SqlFailure.Data data -> true;
      case SqlFailure.KeyTaken taken -> true;
      case SqlFailure.NoPartition missing -> false;
      case SqlFailure.Infrastructure trouble -> false;
    };
  }

  private static void startOver(Connection connection, Savepoint before, Outcomes outcomes)
      throws SQLException {
    connection.rollback(before);
    outcomes.clear();
  }

  /** Each record under a savepoint of its own: too slow for every batch, right for a bad one. */
  private void writeEach(Connection connection, Batch batch, Outcomes outcomes)
      throws SQLException {
    List<Refusal> refusals = new ArrayList<>();
    for (Batch.Slice slice : batch.slices()) {
      Outcomes.Counts counts = outcomes.of(slice.partition());
      for (ConsumerRecord<byte[], byte[]> taken : slice.records()) {
        Savepoint before = connection.setSavepoint();
        try {
          RowOutcome outcome = write(connection, taken);
          connection.releaseSavepoint(before);
          settle(counts, taken, outcome, refusals);
        } catch (SerializationException e) {
          refusals.add(Refusal.unreadable(taken, e.getMessage()));
          counts.quarantined();
        } catch (SQLException e) {
          if (!theRowsFault(SqlFailure.of(e))) {
            throw e;
          }
          connection.rollback(before);
          refusals.add(Refusal.unstorable(taken, RowRefusal.of(e)));
          counts.quarantined();
        }
      }
    }
    QuarantineTable.insert(connection, refusals);
  }

  private RowOutcome write(Connection connection, ConsumerRecord<byte[], byte[]> taken)
      throws SQLException {
    UUID key = key(taken);
    return taken.value() == null
        ? writer.delete(connection, taken.topic(), key, Instant.ofEpochMilli(taken.timestamp()))
        : writer.write(connection, key, deserializer.deserialize(taken.topic(), taken.value()));
  }

  private static UUID key(ConsumerRecord<byte[], byte[]> taken) {
    byte[] key = taken.key();
    if (key == null || key.length != 16) {
      throw new SerializationException("a key of topic " + taken.topic() + " is no UUID");
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static void settle(
      Outcomes.Counts counts,
      ConsumerRecord<byte[], byte[]> taken,
      RowOutcome outcome,
      List<Refusal> refusals) {
    switch (outcome) {
      case RowOutcome.Kept kept -> count(counts, kept);
      case RowOutcome.Refused refused -> {
        refusals.add(Refusal.refused(taken, refused.reason(), refused.detail()));
        counts.quarantined();
      }
    }
  }

  private static void count(Outcomes.Counts counts, RowOutcome.Kept kept) {
    switch (kept) {
      case INSERTED -> counts.inserted();
      case ALREADY_STORED -> counts.alreadyStored();
      case CORRECTED -> counts.corrected();
    }
  }
}
