package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** The short way and Avro's are one: the same bytes, the same readings, the same refusals. */
class ReadingCodecPropertyTest {

  private final BothWays ways = new BothWays();

  @Property(tries = 1000, seed = "20261121")
  void writesWhatAvroWritesAndReadsWhatAvroReads(@ForAll("readings") Reading reading)
      throws IOException {
    assertTrue(ways.read(ways.write(reading)));
  }

  @Property(tries = 2000, seed = "20261121")
  void takesAndRefusesDamagedBytesAsAvroDoes(
      @ForAll("readings") Reading reading,
      @ForAll("damages") @Size(min = 1, max = 3) List<Damage> damages)
      throws IOException {
    byte[] bytes = ways.write(reading);
    for (Damage damage : damages) {
      bytes = damage.done(bytes);
    }
    ways.read(bytes);
  }

  @Property(tries = 500, seed = "20261121")
  void takesAndRefusesAnyBytesAsAvroDoes(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
    ways.read(bytes);
  }

  @Property(tries = 200, seed = "20261121")
  void writesAnUnsetFieldOnlyWhereItIsOptional(
      @ForAll("readings") Reading reading, @ForAll("nullableInJava") int field) {
    boolean optional = Reading.getClassSchema().getFields().get(field).schema().isNullable();
    reading.put(field, null);
    if (optional) {
      assertTrue(ways.writes(reading));
    } else {
      assertFalse(ways.writes(reading));
    }
  }

  @Provide
  Arbitrary<Reading> readings() {
    return AnyReading.arbitrary();
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().greaterOrEqual(0),
            Arbitraries.bytes())
        .as(Damage::new)
        .list();
  }

  /** All but the two numbers that Java holds as primitives. */
  @Provide
  Arbitrary<Integer> nullableInJava() {
    return Arbitraries.integers()
        .between(0, Reading.getClassSchema().getFields().size() - 1)
        .filter(field -> !(new Reading().get(field) instanceof Number));
  }

  enum Kind {
    REPLACE,
    FLIP_A_BIT,
    CUT_OFF,
    LEAVE_OUT,
    APPEND
  }

  record Damage(Kind kind, int at, byte value) {

    byte[] done(byte[] bytes) {
      if (bytes.length == 0) {
        return bytes;
      }
      int place = at % bytes.length;
      byte[] damaged = bytes.clone();
      switch (kind) {
        case REPLACE -> damaged[place] = value;
        case FLIP_A_BIT -> damaged[place] ^= (byte) (1 << (value & 7));
        case CUT_OFF -> damaged = Arrays.copyOf(bytes, place);
        case LEAVE_OUT -> {
          damaged = Arrays.copyOf(bytes, bytes.length - 1);
          System.arraycopy(bytes, place + 1, damaged, place, bytes.length - 1 - place);
        }
        case APPEND -> {
          damaged = Arrays.copyOf(bytes, bytes.length + 1);
          damaged[bytes.length] = value;
        }
      }
      return damaged;
    }
  }
}
