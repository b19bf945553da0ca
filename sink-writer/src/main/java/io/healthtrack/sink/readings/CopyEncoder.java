package io.healthtrack.sink.readings;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/**
 * Encodes rows in PostgreSQL's binary COPY format, into a connection through one buffer that is
 * used again and again, or into memory. Owned by one thread.
 *
 * <p>See "COPY, Binary Format" in PostgreSQL's documentation. Its methods throw what the connection
 * throws.
 */
public final class CopyEncoder {

  /** Microseconds from 1970 to PostgreSQL's own epoch, 2000-01-01. */
  private static final long EPOCH = 946_684_800_000_000L;

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** What PostgreSQL calls an integer inside an array. */
  private static final int INTEGER_TYPE = 23;

  /** Room for one field of fixed size with its length. */
  private static final int FIXED = 20;

  private static final int BUFFER = 64 << 10;

  /** Where full buffers go. */
  @FunctionalInterface
  private interface Drain {

    /** Takes a buffer's content and gives a buffer to go on with, maybe the same. */
    byte[] take(byte[] buffer, int length) throws SQLException;
  }

  private byte[] buffer = new byte[BUFFER];
  private int length;
  private Drain drain;
  private CopyIn out;

  /** Begins a COPY. */
  public void begin(CopyIn copy) {
    out = copy;
    begin(
        (full, size) -> {
          copy.writeToCopy(full, 0, size);
          return full;
        });
  }

  /** Begins a COPY in memory, ended by {@link #finish}. */
  void begin(EncodedCopy memory) {
    begin(
        (full, size) -> {
          memory.add(full, size);
          return new byte[BUFFER];
        });
  }

  private void begin(Drain to) {
    drain = to;
    System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
    length = SIGNATURE.length;
  }

  /** Begins a row. */
  public void row(int columns) throws SQLException {
    ensure(2);
    putShort(columns);
  }

  /** A uuid; {@code null} is absent. */
  public void uuid(UUID id) throws SQLException {
    if (id == null) {
      absent();
      return;
    }
    ensure(FIXED);
    putInt(16);
    putLong(id.getMostSignificantBits());
    putLong(id.getLeastSignificantBits());
  }

  /** A bigint. */
  public void bigint(long value) throws SQLException {
    ensure(FIXED);
    putInt(8);
    putLong(value);
  }

  /** A timestamptz from microseconds since 1970. */
  public void time(long micros) throws SQLException {
    bigint(micros - EPOCH);
  }

  /** A double precision. */
  public void number(double value) throws SQLException {
    bigint(Double.doubleToRawLongBits(value));
  }

  /** An integer. */
  public void integer(int value) throws SQLException {
    ensure(FIXED);
    putInt(4);
    putInt(value);
  }

  /** A smallint. */
  public void smallint(int value) throws SQLException {
    ensure(FIXED);
    putInt(2);
    putShort(value);
  }

  /** An integer[]. */
  public void integers(List<Integer> values) throws SQLException {
    ensure(FIXED + 4);
    boolean empty = values.isEmpty();
    putInt(empty ? 12 : 20 + 8 * values.size());
    putInt(empty ? 0 : 1);
    putInt(0);
    putInt(INTEGER_TYPE);
    if (!empty) {
      putInt(values.size());
      putInt(1);
    }
    for (int value : values) {
      integer(value);
    }
  }

  /** A boolean. */
  public void bool(boolean value) throws SQLException {
    ensure(FIXED);
    putInt(1);
    buffer[length++] = (byte) (value ? 1 : 0);
  }

  /** A text; {@code null} is absent. */
  public void text(String text) throws SQLException {
    if (text == null) {
      absent();
      return;
    }
    int chars = text.length();
    if (chars > 1_024) {
      encoded(text);
      return;
    }
    ensure(chars + 4);
    int start = length;
    putInt(chars);
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = start;
        encoded(text);
        return;
      }
      buffer[length++] = (byte) c;
    }
  }

  /** No value. */
  public void absent() throws SQLException {
    ensure(4);
    putInt(-1);
  }

  /** Ends the COPY and gives the number of rows. */
  public long end() throws SQLException {
    finish();
    CopyIn copy = out;
    out = null;
    return copy.endCopy();
  }

  /** Ends the encoding, and no COPY. */
  void finish() throws SQLException {
    ensure(2);
    putShort(-1);
    flush();
    drain = null;
  }

  private void encoded(String text) throws SQLException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ensure(4);
    putInt(bytes.length);
    for (int from = 0; from < bytes.length; ) {
      ensure(1);
      int part = Math.min(bytes.length - from, buffer.length - length);
      System.arraycopy(bytes, from, buffer, length, part);
      length += part;
      from += part;
    }
  }

  private void ensure(int more) throws SQLException {
    if (length + more > buffer.length) {
      flush();
    }
  }

  private void flush() throws SQLException {
    buffer = drain.take(buffer, length);
    length = 0;
  }

  private void putShort(int value) {
    buffer[length++] = (byte) (value >>> 8);
    buffer[length++] = (byte) value;
  }

  private void putInt(int value) {
    putShort(value >>> 16);
    putShort(value);
  }

  private void putLong(long value) {
    putInt((int) (value >>> 32));
    putInt((int) value);
  }
}
