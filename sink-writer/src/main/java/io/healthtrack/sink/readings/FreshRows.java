package io.healthtrack.sink.readings;

import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A batch's fresh readings, sorted by the key, as the COPY that writes them. They become rows again
 * only when the database refuses one of them: until then a batch that waits for its turn, or is
 * being written, is a few large arrays for the collector beside what Kafka's client gave us.
 */
final class FreshRows extends AbstractList<ReadingRow> implements RandomAccess {

  private final List<ConsumerRecord<byte[], byte[]>> origins;
  private final Map<Integer, PartitionRows> partitions = new HashMap<>();
  private final ReadingDecoder decoder;
  private final EncodedCopy copy;
  private final Stored stored = new Stored();
  private List<ReadingRow> rows;

  /** How many rows a partition has, and where they are counted. */
  private static final class PartitionRows {

    private final Outcomes.Counts counts;
    private int rows;

    private PartitionRows(Outcomes.Counts counts) {
      this.counts = counts;
    }
  }

  /**
   * Encodes rows.
   *
   * @param sorted by the key, all of one topic
   * @param decoder makes the same rows of the same records, on any thread
   */
  FreshRows(List<ReadingRow> sorted, ReadingDecoder decoder, CopyEncoder encoder) {
    this.decoder = decoder;
    origins = new ArrayList<>(sorted.size());
    PartitionRows last = null;
    for (ReadingRow row : sorted) {
      origins.add(row.origin());
      // Rows are sorted by person, so most of them need no look-up.
      if (last == null || last.counts != row.counts()) {
        last =
            partitions.computeIfAbsent(
                row.origin().partition(), none -> new PartitionRows(row.counts()));
      }
      last.rows++;
    }
    stored.add(sorted);
    copy = EncodedCopy.of(sorted, encoder);
  }

  /**
   * Copies all of them into the table.
   *
   * @throws SQLException if the database does not take them
   */
  void send(Connection connection) throws SQLException {
    copy.send(connection);
  }

  /** Counts all of them as inserted. */
  void inserted() {
    for (PartitionRows partition : partitions.values()) {
      partition.counts.inserted(partition.rows);
    }
  }

  /** What follows if every row is stored, as nearly always. */
  Stored stored() {
    return stored;
  }

  @Override
  public int size() {
    return origins.size();
  }

  @Override
  public ReadingRow get(int place) {
    if (rows == null) {
      rows = decoded();
    }
    return rows.get(place);
  }

  /** All of them are these themselves, so that whoever writes them can tell. */
  @Override
  public List<ReadingRow> subList(int from, int until) {
    return from == 0 && until == size() ? this : super.subList(from, until);
  }

  private List<ReadingRow> decoded() {
    List<ReadingRow> decoded = new ArrayList<>(origins.size());
    List<Refusal> refusals = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> origin : origins) {
      decoded.add(decoder.decode(origin, partitions.get(origin.partition()).counts, refusals));
    }
    if (!refusals.isEmpty()) {
      throw new IllegalStateException("a record was good and is not any more");
    }
    return decoded;
  }
}
