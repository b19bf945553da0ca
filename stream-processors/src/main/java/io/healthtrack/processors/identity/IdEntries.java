package io.healthtrack.processors.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * A packed list of (id, content digest) pairs at the end of a byte array, 24 bytes each. The lowest
 * bit of the digest gives way to a mark: the client gave this id.
 */
final class IdEntries {

  static final int BYTES = 24;
  static final byte[] NONE = {};

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private IdEntries() {}

  /** How an id relates to the entries. */
  enum Match {
    ABSENT,
    SAME_CONTENT,
    OTHER_CONTENT;

    /** What two places say together. */
    Match or(Match other) {
      return this == SAME_CONTENT || other == ABSENT ? this : other;
    }
  }

  static long readLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void writeLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static int count(byte[] bytes, int header) {
    return (bytes.length - header) / BYTES;
  }

  static Match find(byte[] bytes, int header, UUID id, long digest) {
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    Match match = Match.ABSENT;
    for (int at = header; at < bytes.length; at += BYTES) {
      if (readLong(bytes, at + 8) == low && readLong(bytes, at) == high) {
        if ((readLong(bytes, at + 16) | 1) == (digest | 1)) {
          return Match.SAME_CONTENT;
        }
        match = Match.OTHER_CONTENT;
      }
    }
    return match;
  }

  /** A copy with one more entry. Stores hand out their own arrays, so nothing changes in place. */
  static byte[] with(byte[] bytes, UUID id, long digest, boolean givenByClient) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + BYTES);
    write(longer, bytes.length, id, digest, givenByClient);
    return longer;
  }

  static void write(byte[] bytes, int at, UUID id, long digest, boolean givenByClient) {
    writeLong(bytes, at, id.getMostSignificantBits());
    writeLong(bytes, at + 8, id.getLeastSignificantBits());
    writeLong(bytes, at + 16, givenByClient ? digest | 1 : digest & ~1L);
  }

  static boolean givenByClient(byte[] bytes, int at) {
    return (readLong(bytes, at + 16) & 1) == 1;
  }
}
