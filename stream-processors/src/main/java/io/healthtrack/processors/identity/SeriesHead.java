package io.healthtrack.processors.identity;

import java.util.Arrays;
import java.util.UUID;

/**
 * A series' newest accepted time, which older buckets hold ids, and the ids of the newest bucket
 * itself, in one value: the usual reading, newer than all before, costs one read and one write.
 *
 * <p>Layout: newest time (8 bytes, microseconds), mask (8), flags (1), entries. Bit n of the mask
 * says that the bucket n before the newest one is stored; bit 0 is not used.
 */
final class SeriesHead {

  static final int HEADER = 17;
  private static final int MASK = 8;
  private static final int FLAGS = 16;
  private static final byte CLIENT_IDS = 1;

  private SeriesHead() {}

  static byte[] first(long measuredAt, UUID id, long digest, boolean givenByClient) {
    return next(measuredAt, 0L, givenByClient, id, digest, givenByClient);
  }

  /** A head whose newest bucket holds nothing but this reading. */
  static byte[] next(
      long newest, long mask, boolean clientIds, UUID id, long digest, boolean givenByClient) {
    byte[] head = new byte[HEADER + IdEntries.BYTES];
    IdEntries.writeLong(head, 0, newest);
    IdEntries.writeLong(head, MASK, mask);
    head[FLAGS] = clientIds ? CLIENT_IDS : 0;
    IdEntries.write(head, HEADER, id, digest, givenByClient);
    return head;
  }

  static long newest(byte[] head) {
    return IdEntries.readLong(head, 0);
  }

  static long mask(byte[] head) {
    return IdEntries.readLong(head, MASK);
  }

  static boolean hasClientIds(byte[] head) {
    return head[FLAGS] == CLIENT_IDS;
  }

  /** Stamps a fresh copy, which nobody else has seen yet. */
  static byte[] stamp(byte[] copy, long newest, long mask, boolean clientIds) {
    IdEntries.writeLong(copy, 0, newest);
    IdEntries.writeLong(copy, MASK, mask);
    copy[FLAGS] = clientIds ? CLIENT_IDS : 0;
    return copy;
  }

  static byte[] entries(byte[] head) {
    return Arrays.copyOfRange(head, HEADER, head.length);
  }
}
