package io.healthtrack.bench.sink.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** The peer must get the same readings as we, or it is another race. */
class ReadingConverterTest {

  private static final String TOPIC = Topics.READINGS_VALID.name();

  private final RegistryClient registry = RegistryClient.local();
  private final ReadingConverter converter = new ReadingConverter(new AvroDeserializer<>(registry));

  @Test
  void keepsIdsValueAndMicroseconds() {
    Instant measuredAt = Instant.parse("2026-11-20T06:00:00.123456Z");
    Reading reading =
        Reading.newBuilder()
            .setReadingId(new UUID(1, 2))
            .setUserId(new UUID(3, 4))
            .setDeviceId(new UUID(5, 6))
            .setMetric("heart-rate")
            .setMeasuredAt(measuredAt)
            .setReceivedAt(measuredAt.plusSeconds(1))
            .setValue(61.5)
            .setSource("native-json")
            .build();
    Struct row = convert(reading);
    assertEquals("00000000-0000-0001-0000-000000000002", row.getString("metric_id"));
    assertEquals("00000000-0000-0003-0000-000000000004", row.getString("user_id"));
    assertEquals("00000000-0000-0005-0000-000000000006", row.getString("device_id"));
    assertEquals(measuredAt, Instant.parse(row.getString("measured_at")));
    assertEquals(measuredAt.plusSeconds(1), Instant.parse(row.getString("received_at")));
    assertEquals(61.5, row.getFloat64("metric_value"));
    assertEquals("native-json", row.getString("source"));
    assertEquals(
        MetricCatalogue.load().byCode("heart-rate").orElseThrow().id(),
        row.getInt16("metric_type"));
  }

  @Test
  void leavesAnAbsentDeviceAbsent() {
    Reading reading =
        Reading.newBuilder()
            .setReadingId(new UUID(1, 2))
            .setUserId(new UUID(3, 4))
            .setMetric("heart-rate")
            .setMeasuredAt(Instant.EPOCH)
            .setValue(61)
            .build();
    assertNull(convert(reading).getString("device_id"));
  }

  private Struct convert(Reading reading) {
    try (AvroSerializer<Reading> serializer = new AvroSerializer<>(registry)) {
      return (Struct) converter.toConnectData(TOPIC, serializer.serialize(TOPIC, reading)).value();
    }
  }
}
