package io.healthtrack.sink.lanes;

import java.sql.Connection;
import java.sql.SQLException;

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

  /**
   * Writes in the transaction that is open; every record is counted once.
   *
   * @throws SQLException if the database is in trouble
   */
  public Outcomes write(Connection connection, Batch batch) throws SQLException {
    Outcomes outcomes = new Outcomes();
    if (batch.size() > 0) {
      lane.write(connection, batch, outcomes);
    }
    outcomes.verify(batch.size());
    ledger.write(connection, batch, outcomes);
    return outcomes;
  }
}
