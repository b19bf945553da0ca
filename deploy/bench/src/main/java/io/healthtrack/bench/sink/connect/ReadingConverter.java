package io.healthtrack.bench.sink.connect;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Our readings as Debezium's JDBC sink can take them: ids as strings, times as zoned strings, which
 * is the only form that keeps microseconds and works with UNNEST.
 *
 * <p>Only the columns that have values in this load, which spares the peer ten NULLs a row.
 */
public final class ReadingConverter implements Converter {

  /** The setting that says where the schema registry is. */
  static final String REGISTRY = "registry";

  /** Without this name UNNEST makes texts of it, which no column of ids takes. */
  private static final String UUID_NAME = "io.debezium.data.Uuid";

  private static final Schema ID = SchemaBuilder.string().name(UUID_NAME).version(1).build();
  private static final Schema TIME =
      SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").version(1).build();

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("io.healthtrack.bench.Reading")
          .field("user_id", ID)
          .field("metric_id", ID)
          .field("device_id", SchemaBuilder.string().name(UUID_NAME).version(1).optional().build())
          .field("measured_at", TIME)
          .field("metric_value", Schema.FLOAT64_SCHEMA)
          .field("received_at", TIME)
          .field("metric_type", Schema.INT16_SCHEMA)
          .field("source", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final MetricCatalogue catalogue = MetricCatalogue.load();
  private AvroDeserializer<Reading> deserializer;

  /** For Kafka Connect, which then calls {@link #configure}. */
  public ReadingConverter() {}

  ReadingConverter(AvroDeserializer<Reading> deserializer) {
    this.deserializer = deserializer;
  }

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    deserializer =
        new AvroDeserializer<>(RegistryClient.http(URI.create(settings.get(REGISTRY).toString())));
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    Reading reading = deserializer.deserialize(topic, value);
    return new SchemaAndValue(
        ROW,
        new Struct(ROW)
            .put("user_id", reading.getUserId().toString())
            .put("metric_id", reading.getReadingId().toString())
            .put("device_id", text(reading.getDeviceId()))
            .put("measured_at", reading.getMeasuredAt().toString())
            .put("metric_value", reading.getValue())
            .put("received_at", reading.getReceivedAt().toString())
            .put("metric_type", metric(reading.getMetric()))
            .put("source", reading.getSource()));
  }

  private static String text(UUID id) {
    return id == null ? null : id.toString();
  }

  private short metric(String code) {
    return catalogue
        .byCode(code)
        .orElseThrow(() -> new DataException("a metric is not in the catalogue"))
        .id();
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new UnsupportedOperationException("a sink reads only");
  }
}
