package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A reading, as rules over a stretch of time remember it.
 *
 * @param at when it was measured, microseconds
 * @param value in the metric's canonical unit
 * @param bound what the comparator makes of the value: {@link #EXACT}, {@link #LESS} or {@link
 *     #GREATER}
 */
record Point(long at, double value, byte bound) {

  static final byte LESS = -1;
  static final byte EXACT = 0;
  static final byte GREATER = 1;

  /** Stored: time, value, bound. */
  static final int BYTES = Long.BYTES + Double.BYTES + 1;

  static Point of(Reading reading) {
    String comparator = reading.getComparator();
    byte bound = EXACT;
    if (comparator != null) {
      bound = comparator.charAt(0) == '<' ? LESS : comparator.charAt(0) == '>' ? GREATER : EXACT;
    }
    return new Point(EventTime.micros(reading.getMeasuredAt()), reading.getValue(), bound);
  }

  boolean exact() {
    return bound == EXACT;
  }

  /** As in readings, {@code null} for an exact value. */
  String comparator() {
    return bound == LESS ? "<" : bound == GREATER ? ">" : null;
  }

  void write(ByteBuffer bytes) {
    bytes.putLong(at).putDouble(value).put(bound);
  }

  static Point read(ByteBuffer bytes) {
    return new Point(bytes.getLong(), bytes.getDouble(), bytes.get());
  }

  /** All that are left in a buffer. */
  static List<Point> readAll(ByteBuffer bytes) {
    List<Point> points = new ArrayList<>(bytes.remaining() / BYTES + 1);
    while (bytes.remaining() >= BYTES) {
      points.add(read(bytes));
    }
    return points;
  }
}
