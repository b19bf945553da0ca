package io.healthtrack.schemas.topics;

import java.time.Duration;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * A topic's declaration.
 *
 * @param name its name in Kafka
 * @param purpose one line for documentation
 * @param key how keys are written
 * @param value the schema of values, in the Confluent wire format under the subject {@link
 *     #subject()}
 * @param cleanup what happens to old records
 * @param retention for how long records are kept; for compacted topics, how long a tombstone stays
 * @param writers who writes it
 * @param readers who reads it
 */
public record Topic(
    String name,
    String purpose,
    TopicKey key,
    Schema value,
    Cleanup cleanup,
    Duration retention,
    Set<Party> writers,
    Set<Party> readers) {

  /** Copies the sets. */
  public Topic {
    writers = Set.copyOf(writers);
    readers = Set.copyOf(readers);
  }

  /** The registry's subject of the values. */
  public String subject() {
    return name + "-value";
  }

  /**
   * How many partitions it has where keyed topics have {@code keyed}: a person's records meet in
   * one partition number everywhere, so every topic keyed by an id has the same count.
   */
  public int partitions(int keyed) {
    return key == TopicKey.TEXT ? 1 : keyed;
  }
}
