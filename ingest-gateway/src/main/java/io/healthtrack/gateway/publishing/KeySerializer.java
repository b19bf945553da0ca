package io.healthtrack.gateway.publishing;

import io.healthtrack.schemas.serde.UuidSerializer;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serializer;

/** Ids as their 16 bytes; the keys of ticks are bytes already. */
public final class KeySerializer implements Serializer<Object> {

  /** For Kafka. */
  public KeySerializer() {}

  @Override
  public byte[] serialize(String topic, Object key) {
    return key instanceof UUID id ? UuidSerializer.bytes(id) : (byte[]) key;
  }
}
