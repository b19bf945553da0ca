package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A series' newest {@link Segment}, as bytes: a reading only adds its own few, and nothing is read
 * before a late one comes.
 */
final class Past {

  /** Of a series that nothing is kept of, such as one whose state an earlier version wrote. */
  static final Past NONE = new Past(new byte[0]);

  private static final int BEGUN = Short.BYTES;
  private static final int OLDEST = BEGUN + Long.BYTES;
  private static final int NUMBER = OLDEST + Integer.BYTES;
  private static final int TOLD = NUMBER + Integer.BYTES;

  private final byte[] bytes;
  private final int from;

  private Past(byte[] bytes, int from) {
    this.bytes = bytes;
    this.from = from;
  }

  private Past(byte[] bytes) {
    this(bytes, 0);
  }

  /** Nothing has been judged since. */
  static Past since(Segment.Standing standing, long begun) {
    return of(new Segment(begun, 0, 0, standing, List.of(), List.of()));
  }

  static Past of(Segment segment) {
    return new Past(segment.write());
  }

  /**
   * All that is in an array from a place on.
   *
   * @param stored which nobody changes
   */
  static Past read(byte[] stored, int from) {
    return from == stored.length ? NONE : new Past(stored, from);
  }

  boolean isNone() {
    return length() == 0;
  }

  int points() {
    return ByteBuffer.wrap(bytes).getShort(from);
  }

  /** When the reading was measured that began the segment. */
  long begun() {
    return ByteBuffer.wrap(bytes).getLong(from + BEGUN);
  }

  Segment segment() {
    return Segment.read(ByteBuffer.wrap(bytes).position(from));
  }

  /**
   * With the series' newest point.
   *
   * @param previous the series' time before it
   */
  Past with(PastPoint point, long previous) {
    byte[] room = new byte[length() + PastPoint.MOST_BYTES];
    System.arraycopy(bytes, from, room, 0, length());
    ByteBuffer more = ByteBuffer.wrap(room).putShort(0, (short) (points() + 1));
    point.write(more.position(length()), previous);
    return new Past(Arrays.copyOf(room, more.position()));
  }

  int oldest() {
    return ByteBuffer.wrap(bytes).getInt(from + OLDEST);
  }

  int number() {
    return ByteBuffer.wrap(bytes).getInt(from + NUMBER);
  }

  /** Whether episodes ended in it, or were withdrawn because of late data. */
  boolean hasTold() {
    return ByteBuffer.wrap(bytes).getShort(from + TOLD) > 0;
  }

  /** As it is stored by itself. */
  byte[] toBytes() {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** With the episodes that events ended. */
  Past with(List<Event> events) {
    Past now = this;
    for (Event event : events) {
      ToldEpisode told = ToldEpisode.ended(event);
      if (told != null && !now.isNone()) {
        now = of(now.segment().with(told));
      }
    }
    return now;
  }

  /** The revision of an episode's last event, if it was withdrawn because of late data; else 0. */
  int revisionOf(ToldEpisode.Key episode) {
    for (ToldEpisode one : segment().told()) {
      if (one.ending() == ToldEpisode.Ending.DISPROVED && one.key().equals(episode)) {
        return one.state().revision();
      }
    }
    return 0;
  }

  int length() {
    return bytes.length - from;
  }

  void write(ByteBuffer into) {
    into.put(bytes, from, length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Past past && Arrays.equals(toBytes(), past.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }
}
