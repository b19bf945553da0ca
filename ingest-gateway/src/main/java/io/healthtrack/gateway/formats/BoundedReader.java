package io.healthtrack.gateway.formats;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Stops a row that does not end before it fills the memory: think of a quote never closed. */
final class BoundedReader extends FilterReader {

  /** Characters that the CSV parser may have read ahead when a row begins. */
  private static final int READ_AHEAD = 1 << 14;

  private final int limit;
  private long sinceRow;

  /** Where reading stopped, so that the caller can name the row. */
  static final class RowTooLong extends IOException {
    RowTooLong() {
      super("row too long");
    }
  }

  BoundedReader(Reader in, int limit) {
    super(in);
    this.limit = limit;
  }

  void rowBegins() {
    sinceRow = 0;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(1);
    return read;
  }

  @Override
  public int read(char[] buffer, int from, int length) throws IOException {
    int read = super.read(buffer, from, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) throws IOException {
    sinceRow += read;
    if (sinceRow > (long) limit + READ_AHEAD) {
      throw new RowTooLong();
    }
  }
}
