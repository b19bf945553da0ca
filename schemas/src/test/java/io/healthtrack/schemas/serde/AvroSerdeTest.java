package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {

  private final RegistryClient registry = RegistryClient.local();
  private final AvroSerde<Reading> serde = AvroSerde.of(registry);

  @Test
  void readsBackWhatItWrote() {
    Reading reading =
        Reading.newBuilder()
            .setReadingId(UUID.randomUUID())
            .setUserId(UUID.randomUUID())
            .setMetric("glucose")
            .setMeasuredAt(Instant.parse("1961-04-12T00:56:47.000001Z"))
            .setValue(40)
            .setUnit("mg/dL")
            .setComparator("<")
            .build();
    byte[] bytes = serde.serializer().serialize("readings.raw", reading);
    assertEquals(0, bytes[0]);
    assertEquals(reading, serde.deserializer().deserialize("readings.raw", bytes));
  }

  @Test
  void keepsTombstones() {
    assertNull(serde.serializer().serialize("readings.raw", null));
    assertNull(serde.deserializer().deserialize("readings.raw", null));
  }

  @Test
  void refusesBytesThatAreNoRecord() {
    assertThrows(
        SerializationException.class,
        () -> serde.deserializer().deserialize("readings.raw", new byte[] {1, 2, 3, 4, 5, 6}));
    assertThrows(
        SerializationException.class,
        () -> serde.deserializer().deserialize("readings.raw", new byte[] {0, 0, 0, 9, 9, 6}));
  }

  @Test
  void registersSchemasThatAnyLanguageCanRead() {
    for (Topic topic : Topics.all()) {
      assertFalse(topic.value().toString().contains("avro.java"), topic.name());
    }
  }
}
