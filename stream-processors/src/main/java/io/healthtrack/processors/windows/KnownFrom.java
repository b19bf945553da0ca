package io.healthtrack.processors.windows;

import io.healthtrack.schemas.windows.WindowLength;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * From which hour on the state knows every reading. State that saw the topic's very first record
 * knows all. State that was lost, or begins later, may have missed readings of any hour that was
 * lived through by then: such hours are left to the table.
 */
final class KnownFrom {

  private static final byte[] KEY = {0};

  /** Readings may be measured a little ahead of their arrival, and clocks of ours may differ. */
  private static final Duration AHEAD = Duration.ofMinutes(30);

  private final KeyValueStore<byte[], byte[]> store;
  private long hour;
  private boolean decided;

  KnownFrom(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
    byte[] stored = store.get(KEY);
    if (stored != null) {
      hour = ByteBuffer.wrap(stored).getLong();
      decided = true;
    }
  }

  /**
   * Start of the first hour known, in microseconds since 1970.
   *
   * @param offset of the record at hand; the first one ever asked about decides
   * @param receivedAt its arrival, in milliseconds since 1970
   */
  long hour(long offset, long receivedAt) {
    if (!decided) {
      decided = true;
      hour =
          offset == 0
              ? Long.MIN_VALUE
              : WindowLength.HOUR.start((receivedAt + AHEAD.toMillis()) * 1_000)
                  + WindowLength.HOUR.micros();
      store.put(KEY, ByteBuffer.allocate(Long.BYTES).putLong(hour).array());
    }
    return hour;
  }
}
