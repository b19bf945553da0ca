package io.healthtrack.processors.identity;

import java.util.Arrays;

/**
 * What is known of a series, in one value: its newest accepted time, which minutes have late ids
 * stored, which chunks of its ids are stored, and the newest ids themselves. So the usual reading,
 * newer than all before, costs one read and one write.
 *
 * <p>Layout: newest time (8 bytes, microseconds), mask (8), flags (1), begin of the tail (8), first
 * chunk (8), the chunk after the last (8), then the tail's entries. Bit n of the mask says that the
 * bucket n before the newest one is stored. A head without the flag {@link #CHUNKS} was written
 * before there were chunks: after the flags come the entries of its newest bucket.
 */
final class SeriesHead {

  private static final int MASK = 8;
  private static final int FLAGS = 16;
  private static final int TAIL = 17;
  private static final int FIRST = 25;
  private static final int NEXT = 33;

  /** Where the entries begin. */
  static final int HEADER = 41;

  private static final byte CLIENT_IDS = 1;
  private static final byte CHUNKS = 2;
  private static final byte INCOMPLETE = 4;

  private SeriesHead() {}

  /** A head without chunks and entries. */
  static byte[] begin(long newest) {
    byte[] head = new byte[HEADER];
    head[FLAGS] = CHUNKS;
    IdEntries.writeLong(head, 0, newest);
    IdEntries.writeLong(head, TAIL, newest);
    return head;
  }

  /**
   * The same in today's layout: itself, or a copy.
   *
   * @param width of a bucket in the first layout
   * @param capacity ids after which such a bucket left the rest out
   */
  static byte[] current(byte[] head, long width, int capacity) {
    if ((head[FLAGS] & CHUNKS) != 0) {
      return head;
    }
    byte[] copy = new byte[head.length - TAIL + HEADER];
    System.arraycopy(head, 0, copy, 0, TAIL);
    System.arraycopy(head, TAIL, copy, HEADER, head.length - TAIL);
    copy[FLAGS] |= CHUNKS;
    if (IdEntries.count(head, TAIL) >= capacity) {
      copy[FLAGS] |= INCOMPLETE;
    }
    IdEntries.writeLong(copy, TAIL, Math.floorDiv(newest(head), width) * width);
    return copy;
  }

  /** A head whose tail has become a chunk; the new tail is empty and begins now. */
  static byte[] cut(byte[] head, long first, long begin) {
    byte[] next = Arrays.copyOf(head, HEADER);
    next[FLAGS] &= ~INCOMPLETE;
    IdEntries.writeLong(next, TAIL, begin);
    IdEntries.writeLong(next, FIRST, first);
    IdEntries.writeLong(next, NEXT, next(head) + 1);
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

  /** Whether the tail lacks ids, because there were too many. */
  static boolean isIncomplete(byte[] head) {
    return (head[FLAGS] & INCOMPLETE) != 0;
  }

  /** From which time on the tail has what came in order; microseconds. */
  static long tail(byte[] head) {
    return IdEntries.readLong(head, TAIL);
  }

  /** The number of the oldest chunk. */
  static long first(byte[] head) {
    return IdEntries.readLong(head, FIRST);
  }

  /** The number that the next chunk will have. */
  static long next(byte[] head) {
    return IdEntries.readLong(head, NEXT);
  }

  /** Stamps a fresh copy, which nobody else has seen yet. */
  static byte[] stamp(byte[] copy, long newest, long mask, boolean clientIds) {
    IdEntries.writeLong(copy, 0, newest);
    IdEntries.writeLong(copy, MASK, mask);
    copy[FLAGS] = (byte) ((copy[FLAGS] & ~CLIENT_IDS) | (clientIds ? CLIENT_IDS : 0));
    return copy;
  }

  /** A copy that says that its tail lacks ids. */
  static byte[] incomplete(byte[] head) {
    byte[] copy = head.clone();
    copy[FLAGS] |= INCOMPLETE;
    return copy;
  }
}
