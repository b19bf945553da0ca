package io.healthtrack.processors.identity;

import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * From which measured time on the identity state of a partition is complete, so that what it does
 * not know was certainly never passed on.
 *
 * <p>State that begins empty is one of two things. <em>Born</em>: validation never passed on
 * anything in this partition, so an empty state is the whole truth, and a file of 2016 is as fresh
 * as a reading of today. <em>Lost</em>: something was passed on and forgotten (changelog deleted,
 * application reset). Then a reading may be in the table already, unless it was measured later than
 * anything that could have been accepted before the loss: later than the moment of the loss plus
 * how far ahead of its arrival a reading may be, plus what our machines' clocks may differ.
 *
 * <p>Which of the two it is cannot be read from the state itself; the end of the output partition
 * tells: it is 0 only if nothing was ever written there.
 */
public final class Provenance {

  /** The word for "complete from the beginning of time". */
  public static final long ALWAYS = Long.MIN_VALUE;

  /** What clocks of our own machines may differ. */
  public static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  private final KeyValueStore<byte[], byte[]> marks;
  private final byte[] key;
  private final boolean born;
  private final long ahead;
  private long provenFrom;
  private boolean marked;

  /**
   * @param marks the store that holds one mark per partition
   * @param born whether the output partition was never written to
   * @param ahead how far ahead of its arrival an accepted reading may be measured
   */
  public Provenance(
      KeyValueStore<byte[], byte[]> marks, int partition, boolean born, Duration ahead) {
    this.marks = marks;
    this.key = new byte[] {(byte) (partition >>> 8), (byte) partition};
    this.born = born;
    this.ahead = ahead.plus(CLOCK_DIFFERENCE).toNanos() / 1_000;
    byte[] mark = marks.get(key);
    this.marked = mark != null;
    this.provenFrom = marked ? IdEntries.readLong(mark, 0) : ALWAYS;
  }

  /**
   * The time after which an unknown reading is fresh; microseconds since the epoch. The first call
   * on empty state leaves the mark.
   *
   * @param nowMicros the processor's clock
   * @param receivedAt when the record at hand was received
   */
  public long provenFrom(long nowMicros, long receivedAt) {
    mark(nowMicros, receivedAt);
    return provenFrom;
  }

  /**
   * Leaves the mark on empty state, before something is passed on that is no reading.
   *
   * @param nowMicros the processor's clock
   * @param receivedAt when the record at hand was received
   */
  public void mark(long nowMicros, long receivedAt) {
    if (!marked) {
      provenFrom = born ? ALWAYS : Math.max(nowMicros, receivedAt) + ahead;
      byte[] mark = new byte[Long.BYTES];
      IdEntries.writeLong(mark, 0, provenFrom);
      marks.put(key, mark);
      marked = true;
    }
  }
}
