package io.healthtrack.schemas.serde;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serializer;

/** Writes a UUID as its 16 bytes, most significant first (Kafka's own writes 36 letters). */
public final class UuidSerializer implements Serializer<UUID> {

  /** The 16 bytes of a UUID. */
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  @Override
  public byte[] serialize(String topic, UUID id) {
    return id == null ? null : bytes(id);
  }
}
