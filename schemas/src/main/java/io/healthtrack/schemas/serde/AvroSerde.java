package io.healthtrack.schemas.serde;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@link AvroSerializer} and {@link AvroDeserializer} as a pair, for Kafka Streams. */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

  private final AvroSerializer<T> serializer;
  private final AvroDeserializer<T> deserializer;

  /** For Kafka, which then calls {@link #configure}. */
  public AvroSerde() {
    serializer = new AvroSerializer<>();
    deserializer = new AvroDeserializer<>();
  }

  private AvroSerde(RegistryClient registry) {
    serializer = new AvroSerializer<>(registry);
    deserializer = new AvroDeserializer<>(registry);
  }

  /** With a registry at hand; no need to configure. */
  public static <T extends SpecificRecord> AvroSerde<T> of(RegistryClient registry) {
    return new AvroSerde<>(registry);
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    serializer.configure(configs, isKey);
    deserializer.configure(configs, isKey);
  }

  @Override
  public Serializer<T> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }
}
