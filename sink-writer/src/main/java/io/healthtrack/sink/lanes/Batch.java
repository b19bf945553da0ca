package io.healthtrack.sink.lanes;

import io.healthtrack.sink.offsets.Movement;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What one transaction writes.
 *
 * @param slices records by partition, in offset order; a partition may have several slices
 * @param movements how the positions move; there may be some without any record
 */
public record Batch(List<Slice> slices, List<Movement> movements) {

  /** Records of one partition, in offset order. */
  public record Slice(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {}

  /** How many records it has. */
  public int size() {
    int size = 0;
    for (Slice slice : slices) {
      size += slice.records().size();
    }
    return size;
  }

  boolean isEmpty() {
    return movements.isEmpty();
  }
}
