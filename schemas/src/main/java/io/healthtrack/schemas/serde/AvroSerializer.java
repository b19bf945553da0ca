package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in Confluent's wire format. An ordinary {@code value.serializer}; its settings
 * have Confluent's names:
 *
 * <ul>
 *   <li>{@value #REGISTRY}: the registry's base address
 *   <li>{@value #AUTO_REGISTER}: whether to register unknown schemas, default false: provisioning
 *       registers, and a service with a wrong schema should not
 * </ul>
 *
 * <p>Readings take the short way of {@link ReadingCodec}. Safe for use by many threads, as
 * producers use it.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

  /** Setting: the registry's base address. */
  public static final String REGISTRY = "schema.registry.url";

  /** Setting: whether to register unknown schemas. */
  public static final String AUTO_REGISTER = "auto.register.schemas";

  private final Map<Key, Target<T>> targets = new ConcurrentHashMap<>();
  private RegistryClient registry;
  private boolean autoRegister;

  static {
    TrustedRecords.install();
  }

  /** For Kafka, which then calls {@link #configure}. */
  public AvroSerializer() {}

  /** With a registry at hand; no need to configure. */
  public AvroSerializer(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    if (isKey) {
      throw new ConfigException("keys are UUIDs, not Avro: use " + UuidSerializer.class.getName());
    }
    if (registry == null) {
      registry = RegistryClient.http(registryAddress(configs));
    }
    autoRegister = Boolean.parseBoolean(String.valueOf(configs.get(AUTO_REGISTER)));
  }

  @Override
  public byte[] serialize(String topic, T data) {
    if (data == null) {
      return null;
    }
    Target<T> target = target(topic, data);
    BinaryOutput out = new BinaryOutput();
    out.writeHeader(target.id());
    try {
      target.writer().write(data, out);
    } catch (IOException | RuntimeException e) {
      // The cause may quote the record; its class says enough, and health data stays out of logs.
      throw new SerializationException(
          "cannot write a %s for topic %s (%s): a field without a default is not set"
              .formatted(data.getSchema().getName(), topic, e.getClass().getSimpleName()));
    }
    return out.toBytes();
  }

  static URI registryAddress(Map<String, ?> configs) {
    Object url = configs.get(REGISTRY);
    if (url == null) {
      throw new ConfigException(REGISTRY + " is not set: give the schema registry's base address");
    }
    return URI.create(url.toString());
  }

  private Target<T> target(String topic, T data) {
    Key key = new Key(topic, data.getClass());
    Target<T> target = targets.get(key);
    if (target == null) {
      target = newTarget(topic + "-value", data);
      targets.put(key, target);
    }
    return target;
  }

  private Target<T> newTarget(String subject, T data) {
    Schema schema = data.getSchema();
    Schema portable = PortableSchema.of(schema);
    int id = autoRegister ? registry.register(subject, portable) : registry.idOf(subject, portable);
    return new Target<>(
        id,
        data instanceof Reading && ReadingCodec.fits(schema)
            ? ours(new ReadingWriter())
            : AvroRecords.writer(schema));
  }

  @SuppressWarnings("unchecked") // only for targets of readings
  private RecordWriter<T> ours(RecordWriter<Reading> writer) {
    return (RecordWriter<T>) writer;
  }

  /** Each of our classes has one schema. */
  private record Key(String topic, Class<?> record) {}

  private record Target<T>(int id, RecordWriter<T> writer) {}
}
