package io.healthtrack.sink.lanes;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.quarantine.QuarantineTable;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes what a lane makes of a batch, and the counts of it; moving on is its caller's. */
public final class BatchWriter {

  private final Lane lane;
  private final BatchLedger ledger;

  /**
   * @param owner who writes, for {@code ops.batches}
   */
  public BatchWriter(Lane lane, String owner) {
    this.lane = lane;
    ledger = new BatchLedger(lane.name(), owner);
  }

  /** A batch on its way: what is written, and the counts of it. */
  record Written(Batch batch, Outcomes outcomes, Lane.Ready rows) {}

  /** Makes a batch ready, without the database. */
  Written ready(Batch batch) {
    Outcomes outcomes = new Outcomes();
    Lane.Ready nothing = connection -> {};
    return new Written(batch, outcomes, batch.size() > 0 ? lane.ready(batch, outcomes) : nothing);
  }

  /**
   * Writes in the transaction that is open; every record is counted once.
   *
   * @throws SQLException if the database is in trouble
   */
  Outcomes write(Connection connection, Written written) throws SQLException {
    written.rows().write(connection);
    written.outcomes().verify(written.batch().size());
    ledger.write(connection, written.batch(), written.outcomes());
    return written.outcomes();
  }

  /**
   * Quarantines the only record of a batch instead of writing it.
   *
   * @throws SQLException if the database is in trouble
   */
  Outcomes refuse(Connection connection, Batch batch, RowRefusal refusal) throws SQLException {
    Outcomes outcomes = new Outcomes();
    for (Batch.Slice slice : batch.slices()) {
      for (ConsumerRecord<byte[], byte[]> refused : slice.records()) {
        QuarantineTable.insert(connection, List.of(Refusal.unstorable(refused, refusal)));
        outcomes.of(slice.partition()).quarantined();
      }
    }
    ledger.write(connection, batch, outcomes);
    return outcomes;
  }

  /**
   * Both at once.
   *
   * @throws SQLException if the database is in trouble
   */
  public Outcomes write(Connection connection, Batch batch) throws SQLException {
    return write(connection, ready(batch));
  }
}
