package io.healthtrack.sink.archive;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * A binary COPY stream without the rows of erased people. Holds one row at a time. See "COPY,
 * Binary Format" in PostgreSQL's documentation.
 */
final class RemainingRows extends InputStream {

  /** Microseconds from 1970 to PostgreSQL's own epoch, 2000-01-01. */
  private static final long EPOCH = 946_684_800_000_000L;

  private static final int SIGNATURE = 11;

  private final DataInputStream in;
  private final ErasedPeople erased;
  private final int columns;
  private final int personColumn;
  private final int toldColumn;
  private byte[] row = new byte[1_024];
  private int length;
  private int position;
  private boolean ended;
  private UUID person;
  private long told;
  private long remaining;
  private long removed;

  /**
   * Reads the header at once.
   *
   * @param columns how many each row has
   * @param personColumn which of them, from 0, is the person
   * @param toldColumn which of them is the time at which the row was told
   * @throws IOException if the stream does not begin as such a stream does
   */
  RemainingRows(InputStream in, ErasedPeople erased, int columns, int personColumn, int toldColumn)
      throws IOException {
    this.in = new DataInputStream(in);
    this.erased = erased;
    this.columns = columns;
    this.personColumn = personColumn;
    this.toldColumn = toldColumn;
    take(SIGNATURE + 8);
    if (row[0] != 'P' || row[SIGNATURE - 1] != 0) {
      throw new IOException("not a binary COPY");
    }
    take(ByteBuffer.wrap(row).getInt(SIGNATURE + 4));
  }

  /** Rows passed on so far. */
  long remaining() {
    return remaining;
  }

  /** Rows left out so far. */
  long removed() {
    return removed;
  }

  @Override
  public int read() throws IOException {
    return fill() ? row[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int wanted) throws IOException {
    if (!fill()) {
      return -1;
    }
    int part = Math.min(wanted, length - position);
    System.arraycopy(row, position, target, offset, part);
    position += part;
    return part;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    while (position == length && !ended) {
      position = 0;
      length = 0;
      readRow();
    }
    return position < length;
  }

  private void readRow() throws IOException {
    take(2);
    int fields = ByteBuffer.wrap(row).getShort(0);
    if (fields == -1) {
      ended = true;
      return;
    }
    if (fields != columns) {
      throw new IOException("a row of %d columns instead of %d".formatted(fields, columns));
    }
    person = null;
    told = Long.MAX_VALUE;
    for (int field = 0; field < fields; field++) {
      readField(field);
    }
    if (person != null && erased.covers(person, told)) {
      removed++;
      length = 0;
    } else {
      remaining++;
    }
  }

  private void readField(int field) throws IOException {
    int start = length;
    take(4);
    int size = ByteBuffer.wrap(row).getInt(start);
    if (size < 0) {
      return;
    }
    take(size);
    if (field == personColumn) {
      ByteBuffer bytes = ByteBuffer.wrap(row, start + 4, 16);
      person = new UUID(bytes.getLong(), bytes.getLong());
    } else if (field == toldColumn) {
      told = ByteBuffer.wrap(row).getLong(start + 4) + EPOCH;
    }
  }

  private void take(int bytes) throws IOException {
    if (bytes < 0) {
      throw new EOFException("a length below zero");
    }
    if (length + bytes > row.length) {
      row = Arrays.copyOf(row, Math.max(length + bytes, row.length * 2));
    }
    in.readFully(row, length, bytes);
    length += bytes;
  }
}
