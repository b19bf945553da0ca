package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ReadingCodecTest {

  private static final String TOPIC = "readings.raw";

  private final BothWays ways = new BothWays();
  private final AvroSerde<Reading> serde = AvroSerde.of(RegistryClient.local());

  @Test
  void isWrittenForTheSchemaAsItIs() {
    Schema schema = Reading.getClassSchema();
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    assertEquals(
        ReadingCodec.FINGERPRINT,
        fingerprint,
        () ->
            "Reading.avsc has changed since ReadingReader and ReadingWriter were written, so"
                + " readings now go the general way, which is several times slower. Read and write"
                + " the new fields there, in the schema's order, add them to AnyReading, and set"
                + " ReadingCodec.FINGERPRINT to 0x%xL. The order is now %s."
                    .formatted(
                        fingerprint, schema.getFields().stream().map(Schema.Field::name).toList()));
    assertTrue(ReadingCodec.fits(PortableSchema.of(schema)));
  }

  @Test
  void doesNotTouchOtherSchemas() throws IOException {
    for (Schema other : ReadingVersions.others()) {
      assertFalse(ReadingCodec.fits(other));
    }
  }

  /** Every byte of a reading replaced by every other, and a reading cut off everywhere. */
  @Test
  void takesAndRefusesWhatAvroTakesAndRefuses() throws IOException {
    byte[] bytes = ways.write(reading());
    int taken = 0;
    for (int place = 0; place < bytes.length; place++) {
      assertFalse(ways.read(Arrays.copyOf(bytes, place)));
      for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
        byte[] damaged = bytes.clone();
        damaged[place] = (byte) value;
        taken += ways.read(damaged) ? 1 : 0;
      }
    }
    assertTrue(taken > 0 && taken < bytes.length * 256, "some are taken and some refused");
  }

  @Test
  void passesOverWhatFollowsTheReading() throws IOException {
    byte[] bytes = serde.serializer().serialize(TOPIC, reading());
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
    assertEquals(reading(), serde.deserializer().deserialize(TOPIC, longer));
  }

  @Test
  void takesNumbersOfMoreBytesThanNeededButNotOfMoreThanPossible() throws IOException {
    BinaryInput padded = new BinaryInput(bytes(0x84, 0x80, 0x00, 0x83, 0x80, 0x00), 0);
    assertEquals(2, padded.readInt());
    assertEquals(-2, padded.readLong());
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0x80);
    assertThrows(IOException.class, () -> new BinaryInput(endless, 0).readInt());
    assertThrows(IOException.class, () -> new BinaryInput(endless, 0).readLong());
  }

  @Test
  void refusesTimesThatDoNotCountInMicroseconds() {
    Reading reading = reading();
    assertTrue(ways.writes(reading));
    reading.setEndAt(Instant.MAX);
    assertFalse(ways.writes(reading));
    reading.setEndAt(Instant.MIN);
    assertFalse(ways.writes(reading));
  }

  @Test
  void refusesWithoutAWordOfTheContent() {
    byte[] bytes = serde.serializer().serialize(TOPIC, reading());
    SerializationException refusal =
        assertThrows(
            SerializationException.class,
            () -> serde.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length - 1)));
    assertEquals(
        "a value of topic readings.raw does not fit its schema 1 (EOFException)",
        refusal.getMessage());
    assertSame(null, refusal.getCause());
  }

  @Test
  void makesTextsThatRecurOnce() {
    Reading first = throughTheWire(reading());
    Reading second = throughTheWire(reading());
    assertSame(first.getMetric(), second.getMetric());
    assertSame(first.getSentUnit(), second.getSentUnit());
    assertNotSame(first.getClientId(), second.getClientId(), "which do not recur");
  }

  @Test
  void readsEveryOtherVersionAsAvroDoes() throws IOException {
    byte[] current = ways.write(reading());
    for (Schema other : ReadingVersions.all()) {
      RegistryClient registry = RegistryClient.local();
      BinaryOutput value = new BinaryOutput();
      value.writeHeader(registry.register(TOPIC + "-value", other));
      byte[] written = ReadingVersions.rewritten(current, other);
      value.write(written, 0, written.length);
      try (var deserializer = new AvroDeserializer<Reading>(registry)) {
        Reading expected = AvroRecords.<Reading>reader(other, Reading.class).read(written, 0);
        assertEquals(expected, deserializer.deserialize(TOPIC, value.toBytes()));
      }
    }
  }

  private Reading throughTheWire(Reading reading) {
    return serde.deserializer().deserialize(TOPIC, serde.serializer().serialize(TOPIC, reading));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** Everything is set, so that every field has its bytes. */
  private static Reading reading() {
    return Reading.newBuilder()
        .setReadingId(new UUID(1, 2))
        .setUserId(new UUID(3, 4))
        .setMetric("body-temperature")
        .setMeasuredAt(Instant.parse("1969-12-31T23:59:59.999999Z"))
        .setValue(37.2)
        .setUnit("Cel")
        .setDeviceId(new UUID(5, 6))
        .setClientId("a-1")
        .setComparator("<")
        .setEndAt(Instant.parse("2026-11-21T17:00:00Z"))
        .setOffsetMinutes(-210)
        .setReceivedAt(Instant.parse("2026-11-21T17:00:02.5Z"))
        .setSequence(300)
        .setStatistic("average")
        .setGroupId(new UUID(7, 8))
        .setSource("api")
        .setSentValue(99.0)
        .setSentUnit("°F")
        .build();
  }
}
