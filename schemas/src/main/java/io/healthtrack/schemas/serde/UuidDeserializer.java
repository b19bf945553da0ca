package io.healthtrack.schemas.serde;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a UUID from its 16 bytes. */
public final class UuidDeserializer implements Deserializer<UUID> {

  @Override
  public UUID deserialize(String topic, byte[] data) {
    if (data == null) {
      return null;
    }
    if (data.length != 16) {
      throw new SerializationException(
          "a key of topic " + topic + " has " + data.length + " bytes, not the 16 of a UUID");
    }
    ByteBuffer bytes = ByteBuffer.wrap(data);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
