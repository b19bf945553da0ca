package io.healthtrack.schemas.serde;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * A value in the wire format while it is written: a growing array, and the primitives of Avro's
 * binary encoding. For Avro's own writers it is an output stream without the locks of the JDK's.
 */
final class BinaryOutput extends OutputStream {

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST_NUMBER = 10;

  private byte[] bytes = new byte[256];
  private int length;

  /** Begins the value: a zero byte and the id of its schema. */
  void writeHeader(int schema) {
    ensure(5);
    bytes[length++] = 0;
    bytes[length++] = (byte) (schema >>> 24);
    bytes[length++] = (byte) (schema >>> 16);
    bytes[length++] = (byte) (schema >>> 8);
    bytes[length++] = (byte) schema;
  }

  /** An int too: both are zigzag numbers of as many bytes as they need. */
  void writeLong(long number) {
    ensure(LONGEST_NUMBER);
    long bits = number << 1 ^ number >> 63;
    while ((bits & ~0x7FL) != 0) {
      bytes[length++] = (byte) (bits | 0x80);
      bits >>>= 7;
    }
    bytes[length++] = (byte) bits;
  }

  void writeDouble(double number) {
    ensure(Double.BYTES);
    LITTLE_ENDIAN.set(bytes, length, Double.doubleToRawLongBits(number));
    length += Double.BYTES;
  }

  void writeUuid(UUID id) {
    ensure(2 * Long.BYTES);
    BIG_ENDIAN.set(bytes, length, id.getMostSignificantBits());
    BIG_ENDIAN.set(bytes, length + Long.BYTES, id.getLeastSignificantBits());
    length += 2 * Long.BYTES;
  }

  /** Most texts are ASCII, one byte a character; what is not takes the JDK's way. */
  void writeText(String text) {
    int characters = text.length();
    int before = length;
    writeLong(characters);
    ensure(characters);
    int at = length;
    for (int i = 0; i < characters; i++) {
      char character = text.charAt(i);
      if (character >= 0x80) {
        length = before;
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        writeLong(encoded.length);
        write(encoded, 0, encoded.length);
        return;
      }
      bytes[at + i] = (byte) character;
    }
    length = at + characters;
  }

  /** Which branch of a union with null as its first of two: a value, or null. */
  void writePresence(boolean present) {
    write(present ? 2 : 0);
  }

  @Override
  public void write(int b) {
    ensure(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int from, int count) {
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
