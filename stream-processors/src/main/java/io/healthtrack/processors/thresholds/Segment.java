package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a series that has been judged: where everything stood before it, its points, and the
 * episodes that ended in it. With that it can be judged again when one more point of it comes late.
 *
 * @param begun when the reading was measured that began it, in microseconds; late ones may be older
 * @param oldest number of the oldest segment that is kept
 * @param number of this one; the next one's is one more
 * @param before where the rules stood
 * @param points in time order
 * @param told episodes that ended here; in the newest segment also those that late data disproved,
 *     which may come back, whose revisions then go on
 */
record Segment(
    long begun,
    int oldest,
    int number,
    Standing before,
    List<PastPoint> points,
    List<ToldEpisode> told) {

  /** Length of the count of points, which changes with each reading, and of what has begun. */
  private static final int HEAD = Short.BYTES + Long.BYTES;

  /**
   * Where the rules stood at a moment of the series.
   *
   * @param newest the series' time
   * @param unbrokenSince from when on rules with a window have seen everything, or {@link
   *     EpisodeMachine#NO_PREVIOUS}
   * @param states the rules that were not at rest
   */
  record Standing(long newest, long unbrokenSince, List<RuleState> states) {}

  long newest() {
    return points.isEmpty() ? before.newest() : points.getLast().at();
  }

  /** With a point in its place in time, after those of the same time. */
  Segment with(PastPoint point) {
    List<PastPoint> all = new ArrayList<>(points);
    int place = all.size();
    while (place > 0 && all.get(place - 1).at() > point.at()) {
      place--;
    }
    all.add(place, point);
    return new Segment(begun, oldest, number, before, all, told);
  }

  Segment with(ToldEpisode more) {
    List<ToldEpisode> all = new ArrayList<>(told);
    all.add(more);
    return new Segment(begun, oldest, number, before, points, all);
  }

  /** As it is kept when it is not the newest any more. */
  Segment withoutDisproved() {
    List<ToldEpisode> ended =
        told.stream().filter(one -> one.ending() != ToldEpisode.Ending.DISPROVED).toList();
    return new Segment(begun, oldest, number, before, points, ended);
  }

  byte[] write() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
                HEAD
                    + 2 * Integer.BYTES
                    + 2 * Short.BYTES
                    + 2 * Long.BYTES
                    + told.size() * ToldEpisode.BYTES
                    + before.states().size() * RuleState.BYTES
                    + points.size() * PastPoint.MOST_BYTES)
            .putShort((short) points.size())
            .putLong(begun)
            .putInt(oldest)
            .putInt(number)
            .putShort((short) told.size());
    told.forEach(one -> one.write(bytes));
    bytes
        .putLong(before.newest())
        .putLong(before.unbrokenSince())
        .putShort((short) before.states().size());
    before.states().forEach(state -> state.write(bytes));
    long previous = before.newest();
    for (PastPoint point : points) {
      point.write(bytes, previous);
      previous = point.at();
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  static Segment read(ByteBuffer bytes) {
    int count = bytes.getShort();
    long begun = bytes.getLong();
    int oldest = bytes.getInt();
    int number = bytes.getInt();
    int ended = bytes.getShort();
    List<ToldEpisode> told = new ArrayList<>(ended);
    for (int i = 0; i < ended; i++) {
      told.add(ToldEpisode.read(bytes));
    }
    long newest = bytes.getLong();
    long unbroken = bytes.getLong();
    int rules = bytes.getShort();
    List<RuleState> states = new ArrayList<>(rules);
    for (int i = 0; i < rules; i++) {
      states.add(RuleState.read(bytes, false));
    }
    List<PastPoint> points = new ArrayList<>(count + 1);
    long previous = newest;
    for (int i = 0; i < count; i++) {
      PastPoint point = PastPoint.read(bytes, previous);
      points.add(point);
      previous = point.at();
    }
    return new Segment(begun, oldest, number, new Standing(newest, unbroken, states), points, told);
  }
}
