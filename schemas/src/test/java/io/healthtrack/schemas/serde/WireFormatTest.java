package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Tally;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The bytes themselves, so that a change of the wire format cannot go unnoticed. */
class WireFormatTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void zeroByteThenSchemaIdBigEndianThenAvroBinary() {
    byte[] bytes =
        new AvroSerializer<Tally>(new OneSchema(0x01020304)).serialize("audit.tallies", tally());
    assertEquals("0001020304", HEX.formatHex(bytes, 0, 5));
    // texts as length and bytes, numbers as zigzag varints, fields in the schema's order
    String avro =
        "0476"
            + "76"
            + "0272"
            + "06"
            + "54"
            + "0e"
            + "0a"
            + "02"
            + "02"
            + "02026102"
            + "00"
            + "01"
            + "00";
    assertEquals(avro, HEX.formatHex(bytes, 5, bytes.length));
  }

  @Test
  void uuidsAreTheirSixteenBytesMostSignificantFirst() {
    try (UuidSerializer serializer = new UuidSerializer()) {
      byte[] bytes =
          serializer.serialize(
              "readings.raw", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
      assertEquals("00112233445566778899aabbccddeeff", HEX.formatHex(bytes));
    }
  }

  private static Tally tally() {
    return Tally.newBuilder()
        .setStage("vv")
        .setTopic("r")
        .setPartition(3)
        .setCountedTo(42)
        .setRecordsIn(7)
        .setRecordsOut(5)
        .setDuplicates(1)
        .setQuarantined(1)
        .setReasons(Map.of("a", 1L))
        .setTalliedAt(Instant.EPOCH.minusNanos(1000))
        .build();
  }

  private record OneSchema(int id) implements RegistryClient {

    @Override
    public int idOf(String subject, Schema schema) {
      return id;
    }

    @Override
    public int register(String subject, Schema schema) {
      return id;
    }

    @Override
    public Schema byId(int wanted) {
      return Tally.getClassSchema();
    }
  }
}
