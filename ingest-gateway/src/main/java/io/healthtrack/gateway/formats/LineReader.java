package io.healthtrack.gateway.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a file as bytes of UTF-8. A line that is longer than allowed is passed over without
 * being kept, so that its neighbours can still be read.
 */
final class LineReader {

  private static final int BUFFER = 1 << 14;

  /** No character of UTF-8 takes more bytes. */
  private static final int BYTES_OF_CHARACTER = 4;

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;
  private byte[] line = new byte[1 << 10];
  private int length;
  private long characters;
  private boolean tooLong;
  private boolean first = true;

  /** Reads lines of at most {@code limit} characters. */
  LineReader(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    length = 0;
    characters = 0;
    tooLong = false;
    if (position == end && !fill()) {
      return false;
    }
    while (true) {
      int from = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      keep(from, position);
      if (position < end) {
        position++;
        break;
      }
      if (!fill()) {
        break;
      }
    }
    dropMark();
    return true;
  }

  private boolean fill() throws IOException {
    position = 0;
    end = Math.max(in.read(buffer, 0, BUFFER), 0);
    return end > 0;
  }

  private void keep(int from, int to) {
    for (int i = from; i < to; i++) {
      characters += (buffer[i] & 0xc0) == 0x80 ? 0 : 1;
    }
    int grown = length + (to - from);
    tooLong |= characters > limit || grown > (long) limit * BYTES_OF_CHARACTER;
    if (tooLong) {
      length = 0;
      return;
    }
    if (grown > line.length) {
      line = Arrays.copyOf(line, Math.max(grown, 2 * line.length));
    }
    System.arraycopy(buffer, from, line, length, to - from);
    length = grown;
  }

  /** A byte-order mark stands before the first line of files that some editors wrote. */
  private void dropMark() {
    boolean marked =
        first
            && length >= 3
            && (line[0] & 0xff) == 0xef
            && (line[1] & 0xff) == 0xbb
            && (line[2] & 0xff) == 0xbf;
    first = false;
    if (marked) {
      length -= 3;
      System.arraycopy(line, 3, line, 0, length);
    }
  }

  /** Whether the line holds nothing but white space. */
  boolean blank() {
    for (int i = 0; i < length; i++) {
      if (!white(line[i])) {
        return false;
      }
    }
    return !tooLong;
  }

  /** Whether the first and the last byte that is no white space are these two. */
  boolean encloses(char begin, char end) {
    int from = 0;
    int to = length - 1;
    while (from < to && white(line[from])) {
      from++;
    }
    while (to > from && white(line[to])) {
      to--;
    }
    return from < to && line[from] == begin && line[to] == end;
  }

  private static boolean white(byte each) {
    return each == ' ' || each == '\t' || each == '\r';
  }

  boolean tooLong() {
    return tooLong;
  }

  /** The bytes of the line, up to {@link #length}; valid until the next one. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }
}
