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

  private final byte[] bytes;

  private Past(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Nothing has been judged since. */
  static Past since(Segment.Standing standing, long begun) {
    return of(new Segment(begun, 0, 0, standing, List.of(), List.of()));
  }

  static Past of(Segment segment) {
    return new Past(segment.write());
  }

  /** All that is left in a buffer. */
  static Past read(ByteBuffer buffer) {
    if (!buffer.hasRemaining()) {
      return NONE;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new Past(bytes);
  }

  boolean isNone() {
    return bytes.length == 0;
  }

  int points() {
    return ByteBuffer.wrap(bytes).getShort();
  }

  /** When the reading was measured that began the segment. */
  long begun() {
    return ByteBuffer.wrap(bytes).getLong(Short.BYTES);
  }

  Segment segment() {
    return Segment.read(ByteBuffer.wrap(bytes));
  }

  /**
   * With the series' newest point.
   *
   * @param previous the series' time before it
   */
  Past with(PastPoint point, long previous) {
    byte[] room = Arrays.copyOf(bytes, bytes.length + PastPoint.MOST_BYTES);
    ByteBuffer more = ByteBuffer.wrap(room).putShort(0, (short) (points() + 1));
    point.write(more.position(bytes.length), previous);
    return new Past(Arrays.copyOf(room, more.position()));
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
    return bytes.length;
  }

  void write(ByteBuffer into) {
    into.put(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Past past && Arrays.equals(bytes, past.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
