package io.healthtrack.schemas.serde;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.avro.AvroTypeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.SystemLimitException;

/**
 * The primitives of Avro's binary encoding, read one after the other out of an array.
 *
 * <p>Takes and refuses exactly what Avro's own decoder takes and refuses, with the same exceptions:
 * a number may take more bytes than it needs, but never more than its type can need.
 */
final class BinaryInput {

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] data;
  private int position;

  BinaryInput(byte[] data, int from) {
    this.data = data;
    this.position = from;
  }

  int readInt() throws IOException {
    int bits = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = readByte();
      bits |= (next & 0x7F) << shift;
      if (next >= 0) {
        return bits >>> 1 ^ -(bits & 1);
      }
    }
    throw new InvalidNumberEncodingException("an int of more than five bytes");
  }

  long readLong() throws IOException {
    long bits = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = readByte();
      bits |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return bits >>> 1 ^ -(bits & 1);
      }
    }
    throw new InvalidNumberEncodingException("a long of more than ten bytes");
  }

  double readDouble() throws IOException {
    return Double.longBitsToDouble((long) LITTLE_ENDIAN.get(data, advance(Double.BYTES)));
  }

  UUID readUuid() throws IOException {
    int start = advance(2 * Long.BYTES);
    return new UUID(
        (long) BIG_ENDIAN.get(data, start), (long) BIG_ENDIAN.get(data, start + Long.BYTES));
  }

  /** A text; malformed UTF-8 becomes U+FFFD. */
  String readText() throws IOException {
    int length = SystemLimitException.checkMaxStringLength(readLong());
    return new String(data, advance(length), length, StandardCharsets.UTF_8);
  }

  /** A text that may have been seen before. */
  String readText(RecurringTexts seen) throws IOException {
    int length = SystemLimitException.checkMaxStringLength(readLong());
    return seen.text(data, advance(length), length);
  }

  /** Whether a union with null as its first of two branches has a value. */
  boolean readPresence() throws IOException {
    return switch (readInt()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new AvroTypeException("a union has no such branch");
    };
  }

  private byte readByte() throws IOException {
    if (position >= data.length) {
      throw new EOFException();
    }
    return data[position++];
  }

  /** Where the next {@code length} bytes start. */
  private int advance(int length) throws IOException {
    if (length > data.length - position) {
      throw new EOFException();
    }
    int start = position;
    position += length;
    return start;
  }
}
