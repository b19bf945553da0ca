package io.healthtrack.sink.readings;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.lanes.DataSync;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.QuarantineTable;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Valid readings into the hot table. Fresh ones are copied straight in, sorted by the key; those
 * whose key is taken after all, and unproven ones, are settled against the table.
 */
public final class ReadingsLane implements Lane {

  private final BatchPolicy policy;
  private final ReadingDecoder decoder;
  // One for the thread that makes batches ready, one for the one that writes them.
  private final CopyEncoder encoderAhead = new CopyEncoder();
  private final CopyEncoder encoder = new CopyEncoder();
  private final Settlement settlement = new Settlement(encoder);

  /**
   * The lane.
   *
   * @param placeUntil microseconds since 1970 from which on no partition exists
   */
  public ReadingsLane(
      BatchPolicy policy,
      Deserializer<Reading> deserializer,
      MetricCatalogue catalogue,
      LongSupplier placeUntil) {
    this.policy = policy;
    decoder = new ReadingDecoder(deserializer, catalogue, placeUntil);
  }

  @Override
  public String name() {
    return "readings";
  }

  @Override
  public List<Topic> topics() {
    return List.of(Topics.READINGS_VALID);
  }

  @Override
  public BatchPolicy policy() {
    return policy;
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    Settlement.prepare(connection);
  }

  @Override
  public Ready ready(Batch batch, Outcomes outcomes) {
    List<Refusal> refusals = new ArrayList<>();
    List<ReadingRow> fresh = new ArrayList<>(batch.size());
    List<ReadingRow> unproven = new ArrayList<>();
    for (Batch.Slice slice : batch.slices()) {
      Outcomes.Counts counts = outcomes.of(slice.partition());
      for (ConsumerRecord<byte[], byte[]> taken : slice.records()) {
        ReadingRow row = decoder.decode(taken, counts, refusals);
        if (row != null) {
          (row.fresh() ? fresh : unproven).add(row);
        }
      }
    }
    fresh.sort(ReadingRow.BY_KEY);
    FreshRows all = new FreshRows(fresh, decoder, encoderAhead);
    return connection -> outcomes.syncs(write(connection, all, unproven, refusals));
  }

  @Override
  public void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException {
    ready(batch, outcomes).write(connection);
  }

  private List<DataSync> write(
      Connection connection, FreshRows fresh, List<ReadingRow> unproven, List<Refusal> refusals)
      throws SQLException {
    Stored stored = new FreshCopy(connection, encoder, fresh, unproven, refusals).copy();
    settlement.settle(connection, unproven, stored, refusals);
    stored.latest().write(connection);
    QuarantineTable.insert(connection, refusals);
    return stored.syncs().list();
  }

  static void copy(Connection connection, CopyEncoder encoder, List<ReadingRow> rows)
      throws SQLException {
    copy(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(ReadingRow.COPY), encoder, rows);
  }

  static void copy(CopyIn copy, CopyEncoder encoder, List<ReadingRow> rows) throws SQLException {
    try {
      encoder.begin(copy);
      for (ReadingRow row : rows) {
        row.encode(encoder);
      }
      encoder.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  static Refusal unstorable(ReadingRow row, RowRefusal refusal) {
    row.counts().quarantined();
    return ReadingDecoder.of(row.origin(), row.reading(), refusal);
  }
}
