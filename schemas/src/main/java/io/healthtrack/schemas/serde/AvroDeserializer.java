package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in Confluent's wire format into the generated classes, whatever version of the
 * schema they were written with.
 *
 * <p>Bytes that are no record throw {@link SerializationException}: bad data. A registry that does
 * not answer, or answers anything but the schema or that it has none, throws {@link
 * RegistryException}: bad infrastructure.
 *
 * <p>Readings of the current schema take the short way of {@link ReadingCodec}. Safe for use by
 * many threads.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

  private static final int HEADER = 5;

  private final Map<Integer, RecordReader<T>> readers = new ConcurrentHashMap<>();
  private RegistryClient registry;

  static {
    TrustedRecords.install();
  }

  /** For Kafka, which then calls {@link #configure}. */
  public AvroDeserializer() {}

  /** With a registry at hand; no need to configure. */
  public AvroDeserializer(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    if (isKey) {
      throw new ConfigException(
          "keys are UUIDs, not Avro: use " + UuidDeserializer.class.getName());
    }
    if (registry == null) {
      registry = RegistryClient.http(AvroSerializer.registryAddress(configs));
    }
  }

  @Override
  public T deserialize(String topic, byte[] data) {
    if (data == null) {
      return null;
    }
    if (data.length < HEADER || data[0] != 0) {
      throw new SerializationException(
          "a value of topic " + topic + " does not begin with a zero byte and a schema id");
    }
    RecordReader<T> reader = reader(topic, id(data));
    try {
      return reader.read(data, HEADER);
    } catch (IOException | RuntimeException e) {
      // The cause may quote the record; its class says enough, and health data stays out of logs.
      throw new SerializationException(
          "a value of topic %s does not fit its schema %d (%s)"
              .formatted(topic, id(data), e.getClass().getSimpleName()));
    }
  }

  private static int id(byte[] data) {
    return (data[1] & 0xFF) << 24
        | (data[2] & 0xFF) << 16
        | (data[3] & 0xFF) << 8
        | (data[4] & 0xFF);
  }

  private RecordReader<T> reader(String topic, int id) {
    RecordReader<T> reader = readers.get(id);
    if (reader == null) {
      reader = newReader(topic, id);
      readers.put(id, reader);
    }
    return reader;
  }

  private RecordReader<T> newReader(String topic, int id) {
    Schema written;
    try {
      written = registry.byId(id);
    } catch (RegistryException e) {
      if (!e.schemaUnknown()) {
        throw e;
      }
      throw new SerializationException(
          "a value of topic "
              + topic
              + " names schema "
              + id
              + ", which the registry does not know");
    }
    Class<?> type = SpecificData.get().getClass(written);
    if (type == null || !SpecificRecordBase.class.isAssignableFrom(type)) {
      throw new SerializationException(
          "a value of topic "
              + topic
              + " is a "
              + written.getFullName()
              + ", not one of our records");
    }
    return type == Reading.class && ReadingCodec.fits(written)
        ? ours(new ReadingReader())
        : AvroRecords.reader(written, type);
  }

  @SuppressWarnings("unchecked") // as with Avro's readers, the topic's records decide what T is
  private RecordReader<T> ours(RecordReader<Reading> reader) {
    return (RecordReader<T>) reader;
  }
}
