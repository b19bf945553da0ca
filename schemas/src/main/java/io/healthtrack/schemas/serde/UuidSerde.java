package io.healthtrack.schemas.serde;

import java.util.UUID;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@link UuidSerializer} and {@link UuidDeserializer} as a pair, for Kafka Streams. */
public final class UuidSerde implements Serde<UUID> {

  @Override
  public Serializer<UUID> serializer() {
    return new UuidSerializer();
  }

  @Override
  public Deserializer<UUID> deserializer() {
    return new UuidDeserializer();
  }
}
