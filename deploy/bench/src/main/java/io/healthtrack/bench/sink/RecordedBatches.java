package io.healthtrack.bench.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * The batches that our sink has written, each as the binary COPY that would write it again: the
 * same rows, in the same transactions, sorted by the same key.
 *
 * @param rows all of them
 * @param digest of the table's content, which everybody's must have
 */
record RecordedBatches(List<byte[]> batches, long rows, String digest) {

  // A batch's rows lie side by side and carry their transaction's number.
  private static final String BATCHES =
      """
      SELECT format('tableoid = %s AND ctid BETWEEN %L AND %L AND xmin::text = %L',
                    tableoid, min(ctid), max(ctid), xmin::text)
      FROM health.health_metrics GROUP BY tableoid, xmin::text ORDER BY tableoid, min(ctid)
      """;

  RecordedBatches {
    batches = List.copyOf(batches);
  }

  /**
   * Checks a run.
   *
   * @throws IllegalStateException if the table does not hold the same rows
   */
  void verify(String contender, Target target) {
    if (target.rows() != rows || !target.digest().equals(digest)) {
      throw new IllegalStateException(contender + " did not store the same rows as our sink");
    }
  }

  /** Reads them from a table that our sink has filled. */
  static RecordedBatches of(Target target) throws SQLException, IOException {
    List<byte[]> batches = new ArrayList<>();
    long rows = 0;
    try (Connection connection = target.connect()) {
      for (String batch : target.texts(BATCHES)) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rows += connection.unwrap(PGConnection.class).getCopyAPI().copyOut(read(batch), bytes);
        batches.add(bytes.toByteArray());
      }
    }
    return new RecordedBatches(batches, rows, target.digest());
  }

  private static String read(String batch) {
    return """
        COPY (SELECT * FROM health.health_metrics WHERE %s
              ORDER BY user_id, metric_type, measured_at, metric_id) TO STDOUT (FORMAT binary)
        """
        .formatted(batch);
  }
}
