package io.healthtrack.bench.sink;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.sql.SQLException;
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

  Result run(Target target) throws SQLException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (Connection connection = target.connect()) {
      connection.setAutoCommit(false);
      long log = target.walEnd();
      double database = Usage.cpuSeconds(server);
      long client = threads.getCurrentThreadCpuTime();
      long begun = System.nanoTime();
      for (byte[] batch : recorded.batches()) {
        copy(connection, batch);
        connection.commit();
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      double millions = recorded.rows() / 1e6;
      return new Result(
          recorded.rows() / seconds,
          (threads.getCurrentThreadCpuTime() - client) / 1e9 / millions,
          (Usage.cpuSeconds(server) - database) / millions,
          Double.NaN,
          (target.walEnd() - log) / (double) recorded.rows());
    }
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
