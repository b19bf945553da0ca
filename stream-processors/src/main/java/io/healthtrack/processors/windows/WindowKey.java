package io.healthtrack.processors.windows;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Keys of the stores: user, metric, then hour and part of the hour, or device; so that a person's
 * lie together.
 */
final class WindowKey {

  /** The part that stands for the hour as a whole; smaller ones are its minutes. */
  static final byte WHOLE = 60;

  private static final int PERSON = 16;

  private WindowKey() {}

  static byte[] series(UUID user, short metric) {
    return ByteBuffer.allocate(PERSON + Short.BYTES)
        .putLong(user.getMostSignificantBits())
        .putLong(user.getLeastSignificantBits())
        .putShort(metric)
        .array();
  }

  static byte[] counter(UUID user, short metric, UUID device) {
    return ByteBuffer.allocate(PERSON + Short.BYTES + 2 * Long.BYTES)
        .put(series(user, metric))
        .putLong(device.getMostSignificantBits())
        .putLong(device.getLeastSignificantBits())
        .array();
  }

  static byte[] hour(byte[] series, long hour) {
    return ByteBuffer.allocate(series.length + Long.BYTES).put(series).putLong(hour).array();
  }

  static byte[] part(byte[] hour, int part) {
    return ByteBuffer.allocate(hour.length + 1).put(hour).put((byte) part).array();
  }

  /** Whether a key is of an hour as a whole. */
  static boolean isWhole(byte[] key) {
    return key[key.length - 1] == WHOLE;
  }

  static UUID user(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  static short metric(byte[] key) {
    return ByteBuffer.wrap(key).getShort(PERSON);
  }

  static byte[] series(byte[] hourKey) {
    return ByteBuffer.allocate(PERSON + Short.BYTES).put(hourKey, 0, PERSON + Short.BYTES).array();
  }

  static long hour(byte[] hourKey) {
    return ByteBuffer.wrap(hourKey).getLong(PERSON + Short.BYTES);
  }
}
