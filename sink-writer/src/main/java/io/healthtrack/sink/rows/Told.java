package io.healthtrack.sink.rows;

import io.healthtrack.sink.lanes.Outcomes;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that could be read.
 *
 * @param counts where its outcome is counted
 * @param value null for a tombstone
 */
record Told<T>(ConsumerRecord<byte[], byte[]> origin, Outcomes.Counts counts, UUID key, T value) {}
