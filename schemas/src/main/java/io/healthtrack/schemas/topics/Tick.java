package io.healthtrack.schemas.topics;

import java.nio.ByteBuffer;

/**
 * A record of {@code readings.raw} and {@code readings.valid} that is no reading: it says that
 * everything accepted before its timestamp stands before it in its partition. Its value is null,
 * its key the four bytes of the partition's number.
 *
 * <p>It is the clock by which silence is judged. It stands still while nothing is accepted, so that
 * nobody seems silent because HealthTrack was down.
 */
public final class Tick {

  private Tick() {}

  /** The key of a partition's ticks. */
  public static byte[] key(int partition) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
  }

  /** Whether a record is a tick of the partition it stands in. */
  public static boolean isTick(byte[] key, Object value, int partition) {
    return value == null
        && key != null
        && key.length == Integer.BYTES
        && ByteBuffer.wrap(key).getInt() == partition;
  }
}
