package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;

/** Whatever a reading says, it says the same after its way over the wire. */
class RoundTripPropertyTest {

  /** Years 0001 to 9999, in microseconds: what RFC 3339 can write. */
  private static final long FIRST = -62_135_596_800_000_000L;

  private static final long LAST = 253_402_300_799_999_999L;

  private final AvroSerde<Reading> serde = AvroSerde.of(RegistryClient.local());

  @Property(tries = 500, seed = "20261121")
  void readingsComeBackAsTheyWere(
      @ForAll @LongRange(min = FIRST, max = LAST) long measuredAt,
      @ForAll @WithNull Long end,
      @ForAll double value,
      @ForAll @StringLength(max = 40) String metric,
      @ForAll @WithNull @StringLength(max = 40) String client,
      @ForAll @WithNull Integer offset,
      @ForAll long sequence) {
    Reading reading =
        Reading.newBuilder()
            .setReadingId(new UUID(measuredAt, sequence))
            .setUserId(new UUID(sequence, measuredAt))
            .setMetric(metric)
            .setMeasuredAt(EventTime.instant(measuredAt))
            .setValue(value)
            .setDeviceId(end == null ? null : new UUID(end, 1))
            .setEndAt(end == null ? null : EventTime.instant(Math.floorMod(end, LAST)))
            .setClientId(client)
            .setOffsetMinutes(offset)
            .setSequence(sequence)
            .build();
    byte[] bytes = serde.serializer().serialize("readings.raw", reading);
    assertEquals(reading, serde.deserializer().deserialize("readings.raw", bytes));
  }

  @Property(tries = 200, seed = "20261121")
  void microsecondsSurviveOnBothSidesOf1970(
      @ForAll @LongRange(min = FIRST, max = LAST) long micros) {
    Instant instant = EventTime.instant(micros);
    assertEquals(micros, EventTime.micros(instant));
  }

  @Property(tries = 200, seed = "20261121")
  void keysComeBackAsTheyWere(@ForAll long most, @ForAll long least) {
    UUID id = new UUID(most, least);
    try (UuidSerde uuids = new UuidSerde()) {
      byte[] bytes = uuids.serializer().serialize("readings.raw", id);
      assertEquals(16, bytes.length);
      assertEquals(id, uuids.deserializer().deserialize("readings.raw", bytes));
    }
  }
}
