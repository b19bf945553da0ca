package io.healthtrack.bench.sink;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The physical limit: batches that lie ready in memory, a COPY and a transaction each. */
final class BareCopy {

  private static final int PIECE = 65_536;

  private final RecordedBatches recorded;
  private final long server;

  BareCopy(RecordedBatches recorded, long server) {
    this.recorded = recorded;
    this.server = server;
  }

  /**
   * Copies them all.
   *
   * @param warmUp where the warm-up ends, maybe within a batch, which then belongs to it
   * @param rows all of them
   */
  Result run(Target target, LastReadings warmUp, long rows) throws SQLException {
    try (Connection connection = target.connect()) {
      connection.setAutoCommit(false);
      Instant begun = target.moment().at();
      Result.Meters warm = null;
      for (byte[] batch : recorded.batches()) {
        copy(connection, batch);
        connection.commit();
        if (warm == null && target.holds(warmUp)) {
          warm = meters(target);
        }
      }
      return Result.between(target, begun, warm, meters(target), rows, Double.NaN);
    }
  }

  private Result.Meters meters(Target target) {
    return new Result.Meters(
        target.moment(),
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9,
        Usage.cpuSeconds(server));
  }

  private static void copy(Connection connection, byte[] batch) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY health.health_metrics FROM STDIN (FORMAT binary)");
    try {
      for (int from = 0; from < batch.length; from += PIECE) {
        copy.writeToCopy(batch, from, Math.min(PIECE, batch.length - from));
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }
}
