package io.healthtrack.sink.readings;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The physical limit: the same rows, encoded beforehand, sorted, into an identical table. */
public final class BareCopy {

  private static final int BATCH = 50_000;

  private BareCopy() {}

  /** Rows per second into {@code bench.metrics}, one transaction per batch. */
  public static double rate(Connection connection, List<List<Reading>> readings)
      throws SQLException {
    List<byte[]> batches = encode(readings);
    long rows = 0;
    long begun = System.nanoTime();
    try (connection) {
      connection.setAutoCommit(false);
      for (byte[] batch : batches) {
        CopyIn copy =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(ReadingRow.COPY.replace("health.health_metrics", "bench.metrics"));
        for (int from = 0; from < batch.length; from += 65_536) {
          copy.writeToCopy(batch, from, Math.min(65_536, batch.length - from));
        }
        rows += copy.endCopy();
        connection.commit();
      }
    }
    return rows * 1e9 / (System.nanoTime() - begun);
  }

  private static List<byte[]> encode(List<List<Reading>> readings) throws SQLException {
    MetricCatalogue catalogue = MetricCatalogue.load();
    List<byte[]> batches = new ArrayList<>();
    List<ReadingRow> rows = new ArrayList<>();
    for (List<Reading> part : readings) {
      for (Reading reading : part) {
        rows.add(
            new ReadingRow(
                reading.getUserId(),
                catalogue.byCode(reading.getMetric()).orElseThrow().id(),
                EventTime.micros(reading.getMeasuredAt()),
                reading.getReadingId(),
                reading,
                null,
                null));
        if (rows.size() == BATCH) {
          batches.add(encodeBatch(rows));
          rows.clear();
        }
      }
    }
    if (!rows.isEmpty()) {
      batches.add(encodeBatch(rows));
    }
    return batches;
  }

  private static byte[] encodeBatch(List<ReadingRow> rows) throws SQLException {
    rows.sort(ReadingRow.BY_KEY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CopyEncoder encoder = new CopyEncoder();
    encoder.begin(new MemoryCopy(bytes));
    for (ReadingRow row : rows) {
      row.encode(encoder);
    }
    encoder.end();
    return bytes.toByteArray();
  }
}
