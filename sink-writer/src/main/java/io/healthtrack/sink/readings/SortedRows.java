package io.healthtrack.sink.readings;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A batch's rows and nothing that follows from them: no position, count or latest value. For
 * benchmarks, which ask what the rows alone cost; the lane does with them what is done here.
 */
public final class SortedRows {

  private final EncodedCopy rows;

  private SortedRows(EncodedCopy rows) {
    this.rows = rows;
  }

  /** Decodes, sorts and encodes, as the lane does. */
  public static final class Sorter {

    private final ReadingDecoder decoder;
    private final CopyEncoder encoder = new CopyEncoder();

    /** With what the lane decodes with. */
    public Sorter(Deserializer<Reading> deserializer, MetricCatalogue catalogue) {
      decoder = new ReadingDecoder(deserializer, catalogue, () -> Long.MAX_VALUE);
    }

    /**
     * The rows of records, by the table's key.
     *
     * @throws IllegalArgumentException if one is to be refused or settled
     */
    public SortedRows sort(List<ConsumerRecord<byte[], byte[]>> records) {
      Outcomes outcomes = new Outcomes();
      List<Refusal> refusals = new ArrayList<>();
      List<ReadingRow> rows = new ArrayList<>(records.size());
      for (ConsumerRecord<byte[], byte[]> taken : records) {
        ReadingRow row =
            decoder.decode(
                taken, outcomes.of(new TopicPartition(taken.topic(), taken.partition())), refusals);
        if (row != null) {
          rows.add(row);
        }
      }
      if (!refusals.isEmpty() || !rows.stream().allMatch(ReadingRow::fresh)) {
        throw new IllegalArgumentException("not all of the records are fresh readings");
      }
      rows.sort(ReadingRow.BY_KEY);
      return new SortedRows(EncodedCopy.of(rows, encoder));
    }
  }

  /**
   * Copies them into the table, in the transaction that is open.
   *
   * @throws SQLException if the database does not take them
   */
  public void copy(Connection connection) throws SQLException {
    rows.send(connection);
  }
}
