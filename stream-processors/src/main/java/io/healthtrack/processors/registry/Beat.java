package io.healthtrack.processors.registry;

import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Entries of nobody, one per partition, that are published again and again. Kafka compacts only
 * segments that have ended, and a segment ends only when something is appended: without a beat, an
 * erased person would stay in a partition in which nothing happens any more.
 *
 * <p>They have version 0, which says everywhere that there is no such entry.
 */
final class Beat {

  private Beat() {}

  static User user(int partition) {
    return User.newBuilder().setUserId(id(partition)).setVersion(0).build();
  }

  static Device device(int partition) {
    return Device.newBuilder().setDeviceId(id(partition)).setVersion(0).build();
  }

  static Consents consents(int partition) {
    return Consents.newBuilder().setUserId(id(partition)).setVersion(0).build();
  }

  static ThresholdRule rule(int partition) {
    return ThresholdRule.newBuilder().setRuleId(id(partition)).setVersion(0).build();
  }

  static byte[] key(int partition) {
    return UuidSerializer.bytes(id(partition));
  }

  /** A beat's own partition; for the key of an entry nothing, so that Kafka hashes it. */
  static Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int count) {
    ByteBuffer id = ByteBuffer.wrap(key);
    // The ids of entries are name-based or random, which the upper half shows: never zero.
    return id.getLong() == 0 ? Optional.of(Set.of((int) id.getLong() % count)) : Optional.empty();
  }

  private static UUID id(int partition) {
    return new UUID(0, partition);
  }
}
