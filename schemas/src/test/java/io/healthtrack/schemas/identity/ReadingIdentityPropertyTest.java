package io.healthtrack.schemas.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** The same measurement has the same id, another measurement another one. */
class ReadingIdentityPropertyTest {

  private static final UUID DEVICE = UUID.fromString("00000000-0000-0000-0000-000000000001");

  @Property(tries = 200, seed = "20261121")
  void oneMeasurementHasOneId(@ForAll long micros, @ForAll double value, @ForAll long sequence) {
    assertEquals(id(micros, value, "/min", sequence), id(micros, value, "/min", sequence));
  }

  @Property(tries = 200, seed = "20261121")
  void everyPartCounts(
      @ForAll long micros,
      @ForAll long otherMicros,
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double value,
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double otherValue) {
    Assume.that(micros != otherMicros && value != otherValue);
    UUID id = id(micros, value, "/min", 0);
    assertNotEquals(id, id(otherMicros, value, "/min", 0));
    assertNotEquals(id, id(micros, otherValue, "/min", 0));
    assertNotEquals(id, id(micros, value, "bpm", 0));
    assertNotEquals(id, id(micros, value, "/min", 1));
  }

  @Property(tries = 200, seed = "20261121")
  void identifiersDoNotRunIntoEachOther(
      @ForAll String tenant, @ForAll String system, @ForAll String value) {
    UUID id = SubjectIdentity.user(tenant, system, value);
    assertEquals(id, SubjectIdentity.user(tenant, system, value));
    assertNotEquals(id, SubjectIdentity.device(tenant, system, value));
    assertNotEquals(id, SubjectIdentity.user(tenant + "x", system, value));
    assertNotEquals(id, SubjectIdentity.user(tenant, system + "x", value));
    assertNotEquals(id, SubjectIdentity.user(tenant, system, value + "x"));
    assertNotEquals(
        SubjectIdentity.user(tenant, system + "x", value),
        SubjectIdentity.user(tenant, system, "x" + value));
  }

  private static UUID id(long micros, double value, String unit, long sequence) {
    return ReadingIdentity.ofMeasurement(DEVICE, "heart-rate", micros, value, null, unit, sequence);
  }
}
