package io.healthtrack.schemas.topics;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a record of {@code readings.raw} says that was taken out of quarantine and sent again: 16
 * bytes of the quarantine's id, four of the number, one that is 1 where validation had passed it.
 *
 * @param quarantineId the entry that it was taken from; a new refusal takes that entry's place
 * @param number counts the replays of the entry, from 1
 * @param passedBefore whether validation had passed it on and the sink had refused it; then it is
 *     no duplicate although validation knows it
 */
public record Replay(UUID quarantineId, int number, boolean passedBefore) {

  /** The header's name. */
  public static final String HEADER = "replay-of";

  private static final int LENGTH = 2 * Long.BYTES + Integer.BYTES + 1;

  /** Refuses what was never replayed. */
  public Replay {
    if (number < 1) {
      throw new IllegalArgumentException("replays are counted from 1");
    }
  }

  /** The header's value. */
  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH)
        .putLong(quarantineId.getMostSignificantBits())
        .putLong(quarantineId.getLeastSignificantBits())
        .putInt(number)
        .put((byte) (passedBefore ? 1 : 0))
        .array();
  }

  /** The replay that a record is; empty for all others, and where the header is none of ours. */
  public static Optional<Replay> of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length != LENGTH) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(header.value());
    UUID id = new UUID(bytes.getLong(), bytes.getLong());
    int number = bytes.getInt();
    return number < 1 ? Optional.empty() : Optional.of(new Replay(id, number, bytes.get() == 1));
  }
}
