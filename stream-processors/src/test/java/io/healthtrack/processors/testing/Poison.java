package io.healthtrack.processors.testing;

import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.util.ArrayList;
import java.util.List;

/** Records that no writer of ours writes, and that must stop nothing. */
public final class Poison {

  private static final byte[][] KEYS = {
    null, {}, {1}, new byte[15], new byte[17], UuidSerializer.bytes(Sample.USER)
  };

  // Null: a tombstone or a tick. The others begin like ours, or not at all; the last is a bomb.
  private static final byte[][] VALUES = {
    null, {}, {1, 2, 3}, {0, 0, 0, 0, 1}, {0, 127, -1, -1, -1, 9}, new byte[RecordSize.LARGEST + 1]
  };

  private Poison() {}

  /** A record that cannot be used. */
  @SuppressWarnings("ArrayRecordComponent") // sent, never compared
  public record Bytes(byte[] key, byte[] value) {}

  /** Every impossible key with every impossible value; none is the tombstone of a person. */
  public static List<Bytes> records() {
    List<Bytes> records = new ArrayList<>();
    for (byte[] key : KEYS) {
      for (byte[] value : VALUES) {
        if (value != null || key == null || key.length != 16) {
          records.add(new Bytes(key, value));
        }
      }
    }
    return records;
  }
}
