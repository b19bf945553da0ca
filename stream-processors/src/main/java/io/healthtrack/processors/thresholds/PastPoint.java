package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.nio.ByteBuffer;

/**
 * A reading that was judged, as it is kept in case a late one makes the judgement another: about
 * ten bytes. Times are differences, and what a sensor says has at most one decimal as a rule.
 *
 * @param point when it was measured, and its value
 * @param receivedAt when it was received, which says what rules were in force; microseconds
 */
record PastPoint(Point point, long receivedAt) {

  /** The most that one takes. */
  static final int MOST_BYTES = 1 + 10 + 10 + Double.BYTES;

  private static final int BOUND = 3;
  private static final int WHOLE = 4;
  private static final int TENTHS = 8;
  private static final double EXACT_UP_TO = 1e15;

  static PastPoint of(Reading reading) {
    return new PastPoint(Point.of(reading), EventTime.micros(reading.getReceivedAt()));
  }

  long at() {
    return point.at();
  }

  /**
   * The reading again, as far as rules look at it; what is the same in its whole series is given.
   */
  Reading reading(Reading sibling) {
    Reading reading = new Reading();
    reading.setTenant(sibling.getTenant());
    reading.setUserId(sibling.getUserId());
    reading.setDeviceId(sibling.getDeviceId());
    reading.setMetric(sibling.getMetric());
    reading.setUnit(sibling.getUnit());
    reading.setMeasuredAt(EventTime.instant(point.at()));
    reading.setReceivedAt(EventTime.instant(receivedAt));
    reading.setValue(point.value());
    reading.setComparator(point.comparator());
    return reading;
  }

  /**
   * @param previous the series' time before it, or {@link EpisodeMachine#NO_PREVIOUS}
   */
  void write(ByteBuffer bytes, long previous) {
    double value = point.value();
    double tenths = Math.rint(value * 10);
    boolean small = Math.abs(value) < EXACT_UP_TO;
    boolean whole = small && same((double) (long) value, value);
    boolean tenth = small && !whole && same((long) tenths / 10.0, value);
    bytes.put((byte) ((point.bound() + 1) | (whole ? WHOLE : tenth ? TENTHS : 0)));
    writeNumber(bytes, point.at() - base(previous));
    writeNumber(bytes, receivedAt - point.at());
    if (whole || tenth) {
      writeNumber(bytes, (long) (whole ? value : tenths));
    } else {
      bytes.putDouble(value);
    }
  }

  static PastPoint read(ByteBuffer bytes, long previous) {
    int head = bytes.get();
    long at = base(previous) + readNumber(bytes);
    long receivedAt = at + readNumber(bytes);
    double value =
        (head & WHOLE) != 0
            ? (double) readNumber(bytes)
            : (head & TENTHS) != 0 ? readNumber(bytes) / 10.0 : bytes.getDouble();
    return new PastPoint(new Point(at, value, (byte) ((head & BOUND) - 1)), receivedAt);
  }

  /** To the bit: minus zero is another number here. */
  private static boolean same(double one, double other) {
    return Double.doubleToRawLongBits(one) == Double.doubleToRawLongBits(other);
  }

  private static long base(long previous) {
    return previous == EpisodeMachine.NO_PREVIOUS ? 0 : previous;
  }

  /** Seven bits a byte, small numbers of either sign first. */
  private static void writeNumber(ByteBuffer bytes, long number) {
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private static long readNumber(ByteBuffer bytes) {
    long all = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      all |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (all >>> 1) ^ -(all & 1);
      }
    }
  }
}
