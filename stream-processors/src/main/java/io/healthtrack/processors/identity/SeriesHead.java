package io.healthtrack.processors.identity;

import java.util.Arrays;

/**
 * What is known of a series, in one value: its newest accepted time, which of its late ids are
 * stored by the minute, which chunks of its ids are stored, and the newest ids themselves. So the
 * usual reading, newer than all before, costs one read and one write.
 *
 * <p>Layout: newest time (8 bytes, microseconds), mask (8), flags (1), begin of the tail (8),
 * number of chunks (1), the begin of each chunk (8 each), then the tail's entries. Bit n of the
 * mask says that the bucket n before the newest one is stored. A head without the flag {@link
 * #CHUNKS} was written before there were chunks: after the flags come the entries of its newest
 * bucket.
 */
final class SeriesHead {

  private static final int MASK = 8;
  private static final int FLAGS = 16;
  private static final int TAIL = 17;
  private static final int COUNT = 25;
  private static final int STARTS = 26;
  private static final byte CLIENT_IDS = 1;
  private static final byte CHUNKS = 2;

  private SeriesHead() {}

  /** A head without chunks and entries. */
  static byte[] begin(long newest, long mask, boolean clientIds) {
    byte[] head = new byte[STARTS];
    IdEntries.writeLong(head, TAIL, newest);
    head[FLAGS] = CHUNKS;
    return stamp(head, newest, mask, clientIds);
  }

  /** The same in today's layout, without its first chunks. A copy, if anything differs. */
  static byte[] without(byte[] head, int chunks, long width) {
    if (chunks == 0 && hasChunks(head)) {
      return head;
    }
    int kept = chunks(head) - chunks;
    int header = STARTS + kept * Long.BYTES;
    int entries = head.length - header(head);
    byte[] shorter = new byte[header + entries];
    System.arraycopy(head, 0, shorter, 0, FLAGS + 1);
    shorter[FLAGS] |= CHUNKS;
    IdEntries.writeLong(shorter, TAIL, tail(head, width));
    shorter[COUNT] = (byte) kept;
    for (int i = 0; i < kept; i++) {
      IdEntries.writeLong(shorter, STARTS + i * Long.BYTES, chunk(head, chunks + i));
    }
    System.arraycopy(head, header(head), shorter, header, entries);
    return shorter;
  }

  /** A head whose tail has become a chunk; the new tail is empty and begins now. */
  static byte[] cut(byte[] head, long begin) {
    int chunks = chunks(head);
    byte[] next = Arrays.copyOf(head, STARTS + (chunks + 1) * Long.BYTES);
    System.arraycopy(head, TAIL, next, STARTS + chunks * Long.BYTES, Long.BYTES);
    IdEntries.writeLong(next, TAIL, begin);
    next[COUNT] = (byte) (chunks + 1);
    return next;
  }

  static long newest(byte[] head) {
    return IdEntries.readLong(head, 0);
  }

  static long mask(byte[] head) {
    return IdEntries.readLong(head, MASK);
  }

  static boolean hasClientIds(byte[] head) {
    return (head[FLAGS] & CLIENT_IDS) != 0;
  }

  /** Where the entries begin. */
  static int header(byte[] head) {
    return hasChunks(head) ? STARTS + head[COUNT] * Long.BYTES : TAIL;
  }

  /** From which time on the tail has what came in order; microseconds. */
  static long tail(byte[] head, long width) {
    return hasChunks(head)
        ? IdEntries.readLong(head, TAIL)
        : Math.floorDiv(newest(head), width) * width;
  }

  static int chunks(byte[] head) {
    return hasChunks(head) ? head[COUNT] : 0;
  }

  /** The begin of a chunk, which ends where the next one, or the tail, begins. */
  static long chunk(byte[] head, int index) {
    return IdEntries.readLong(head, STARTS + index * Long.BYTES);
  }

  /** The chunk that would have what came in order at a time before the tail; -1 for none. */
  static int chunkAt(byte[] head, long time) {
    int index = chunks(head) - 1;
    while (index >= 0 && chunk(head, index) > time) {
      index--;
    }
    return index;
  }

  /** Stamps a fresh copy, which nobody else has seen yet. */
  static byte[] stamp(byte[] copy, long newest, long mask, boolean clientIds) {
    IdEntries.writeLong(copy, 0, newest);
    IdEntries.writeLong(copy, MASK, mask);
    copy[FLAGS] = (byte) ((copy[FLAGS] & CHUNKS) | (clientIds ? CLIENT_IDS : 0));
    return copy;
  }

  static byte[] entries(byte[] head) {
    return Arrays.copyOfRange(head, header(head), head.length);
  }

  private static boolean hasChunks(byte[] head) {
    return (head[FLAGS] & CHUNKS) != 0;
  }
}
