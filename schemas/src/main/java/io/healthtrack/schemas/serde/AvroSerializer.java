package io.healthtrack.schemas.serde;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
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
 * <p>Safe for use by many threads, as producers use it.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

  /** Setting: the registry's base address. */
  public static final String REGISTRY = "schema.registry.url";

  /** Setting: whether to register unknown schemas. */
  public static final String AUTO_REGISTER = "auto.register.schemas";

  private final Map<Key, Target> targets = new ConcurrentHashMap<>();
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
    Target target = target(topic, data.getSchema());
    Buffer out = new Buffer();
    out.writeHeader(target.id());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      target.writer().write(data, encoder);
      encoder.flush();
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

  private Target target(String topic, Schema schema) {
    Key key = new Key(topic, schema.getFullName());
    Target target = targets.get(key);
    if (target == null) {
      String subject = topic + "-value";
      Schema portable = PortableSchema.of(schema);
      int id =
          autoRegister ? registry.register(subject, portable) : registry.idOf(subject, portable);
      target = new Target(id, new SpecificDatumWriter<>(schema));
      targets.put(key, target);
    }
    return target;
  }

  /** Schemas of one name are one schema here: the classes are generated from one set of files. */
  private record Key(String topic, String record) {}

  private record Target(int id, DatumWriter<Object> writer) {}

  /** A growing array without the locks of the JDK's. */
  private static final class Buffer extends OutputStream {

    private byte[] bytes = new byte[256];
    private int length;

    void writeHeader(int id) {
      bytes[0] = 0;
      bytes[1] = (byte) (id >>> 24);
      bytes[2] = (byte) (id >>> 16);
      bytes[3] = (byte) (id >>> 8);
      bytes[4] = (byte) id;
      length = 5;
    }

    @Override
    public void write(int b) {
      ensure(1);
      bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int from, int count) {
      ensure(count);
      System.arraycopy(source, from, bytes, length, count);
      length += count;
    }

    byte[] toBytes() {
      return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }
  }
}
