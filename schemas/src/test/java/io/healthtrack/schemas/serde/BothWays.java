package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import java.io.IOException;

/** The short way of readings beside Avro's general way, which decides what is right. */
final class BothWays {

  static {
    TrustedRecords.install();
  }

  private final RecordWriter<Reading> writer = new ReadingWriter();
  private final RecordReader<Reading> reader = new ReadingReader();
  private final RecordWriter<Reading> avroWriter = AvroRecords.writer(Reading.getClassSchema());
  private final RecordReader<Reading> avroReader =
      AvroRecords.reader(PortableSchema.of(Reading.getClassSchema()), Reading.class);

  /** The reading in Avro's binary encoding, once both ways have agreed on it. */
  byte[] write(Reading reading) throws IOException {
    byte[] expected = bytes(avroWriter, reading);
    assertArrayEquals(expected, bytes(writer, reading));
    return expected;
  }

  /** Whether the bytes are a reading, once both ways have agreed on that and on the reading. */
  boolean read(byte[] bytes) throws IOException {
    Reading expected = readOrNull(avroReader, bytes);
    Reading actual = readOrNull(reader, bytes);
    if (expected == null || actual == null) {
      assertEquals(expected == null, actual == null, "one way refuses what the other takes");
      return false;
    }
    for (int field = 0; field < Reading.getClassSchema().getFields().size(); field++) {
      assertEquals(expected.get(field), actual.get(field));
    }
    assertArrayEquals(bytes(avroWriter, expected), bytes(avroWriter, actual));
    return true;
  }

  /** Whether a reading can be written, once both ways have agreed on that. */
  boolean writes(Reading reading) {
    boolean expected = canWrite(avroWriter, reading);
    assertEquals(expected, canWrite(writer, reading), "one way refuses what the other writes");
    return expected;
  }

  private static byte[] bytes(RecordWriter<Reading> way, Reading reading) throws IOException {
    BinaryOutput out = new BinaryOutput();
    way.write(reading, out);
    return out.toBytes();
  }

  private static Reading readOrNull(RecordReader<Reading> way, byte[] bytes) {
    try {
      return way.read(bytes, 0);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static boolean canWrite(RecordWriter<Reading> way, Reading reading) {
    try {
      way.write(reading, new BinaryOutput());
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
