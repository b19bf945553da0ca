package io.healthtrack.sink.lanes;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.database.SqlFailure;
import io.healthtrack.sink.offsets.OffsetLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What a batch does in the database: positions first, then rows and counts, then the commit. */
final class BatchTransaction {

  private final OffsetLedger offsets;
  private final BatchWriter writer;
  private final LaneMetrics metrics;

  BatchTransaction(OffsetLedger offsets, BatchWriter writer, LaneMetrics metrics) {
    this.offsets = offsets;
    this.writer = writer;
    this.metrics = metrics;
  }

  /** Makes a batch ready, without the database. */
  BatchWriter.Written ready(Batch batch) {
    return writer.ready(batch);
  }

  /**
   * Writes and commits it.
   *
   * @throws SQLException if the database is in trouble; the commit may have happened then
   */
  void run(Connection connection, long epoch, BatchWriter.Written written) throws SQLException {
    long begun = System.nanoTime();
    Batch batch = written.batch();
    offsets.advance(connection, epoch, batch.movements());
    Outcomes outcomes;
    try {
      outcomes = writer.write(connection, written);
    } catch (SQLException e) {
      // Lanes find what is poisonous. What they miss fails, and failing batches shrink to a record.
      if (batch.size() != 1 || !(SqlFailure.of(e) instanceof SqlFailure.Data)) {
        throw e;
      }
      connection.rollback();
      offsets.advance(connection, epoch, batch.movements());
      outcomes = writer.refuse(connection, batch, RowRefusal.of(e));
    }
    connection.commit();
    metrics.committed(outcomes, batch.size(), Duration.ofNanos(System.nanoTime() - begun));
  }

  /**
   * Asks whether the database is there, for a lane without work.
   *
   * @throws SQLException if it is not
   */
  void look(Connection connection) throws SQLException {
    offsets.positions(connection);
    connection.commit();
  }
}
