package io.healthtrack.sink.offsets;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One sink's hold on a lane, shared by the lane's writers: the highest epoch any of them had. The
 * first of them takes the lane as a whole, the others come into what is theirs already. If each
 * took its share from whoever holds it, two sinks with different numbers of writers could start at
 * one moment and both wait for ever, each with a share that crosses one of the other's.
 */
public final class Tenure {

  private final OffsetLedger ledger;
  private long epoch;

  /** Of a sink that never held the lane. */
  public Tenure(OffsetLedger ledger) {
    this.ledger = ledger;
  }

  /** The lane's rows. */
  public OffsetLedger ledger() {
    return ledger;
  }

  /**
   * Claims a writer's share, after whichever of its siblings is claiming now.
   *
   * @param connection the writer's own, in a transaction; committed here
   * @return the epoch under which this writer moves its positions
   * @throws SupersededException if another sink has the lane and lives
   * @throws SQLException if the database does not answer
   */
  public synchronized long claim(Connection connection, Stake stake) throws SQLException {
    epoch = ledger.claim(connection, stake, epoch);
    return epoch;
  }
}
