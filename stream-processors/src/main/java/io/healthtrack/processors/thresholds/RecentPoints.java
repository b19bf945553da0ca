package io.healthtrack.processors.thresholds;

import io.healthtrack.processors.series.SeriesKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of each series for as long as the longest window of its rules. A minute's points are
 * one value, an hour's minutes are summed up in another, and the newest minute lies in the series'
 * head, so that the usual reading costs one read and one write and a window of a day about thirty
 * reads.
 *
 * <pre>
 * series + head          newest time, unbroken since, oldest hour, points of the newest minute
 * series + 2 * minute    points of an earlier minute
 * series + 2 * hour + 1  of each earlier minute with points: its number (0 to 59), its summary
 * </pre>
 */
final class RecentPoints {

  static final long MINUTE = 60_000_000L;
  static final long HOUR = 60 * MINUTE;

  /** More than twenty a second are not needed to judge a minute. */
  static final int PER_MINUTE = 1_200;

  private static final long HEAD = Long.MIN_VALUE;

  private final BytesStore store;

  RecentPoints(BytesStore store) {
    this.store = store;
  }

  /** What is kept beside the buckets. Points are of the newest time's minute, in time order. */
  private record Head(long newest, long unbrokenSince, long oldestHour, List<Point> points) {

    long minute() {
      return Math.floorDiv(newest, MINUTE);
    }
  }

  /**
   * Adds the series' newest point.
   *
   * @param series key of the series
   * @param previous time of the series' reading before it
   * @param gap whether the series was silent for too long before it
   * @param retention microseconds
   */
  Stretch add(byte[] series, Point point, long previous, boolean gap, long retention) {
    Head before = head(series);
    long minute = Math.floorDiv(point.at(), MINUTE);
    List<Point> points = new ArrayList<>();
    long oldestHour = Math.floorDiv(point.at(), HOUR);
    // Readings may have passed while no rule wanted them: then the stretch is broken, too.
    boolean unbroken = before != null && !gap && before.newest() == previous;
    if (before != null && before.minute() == minute) {
      points.addAll(before.points());
      oldestHour = before.oldestHour();
    } else if (before != null) {
      close(series, before.minute(), before.points());
      oldestHour = expire(series, before, point.at(), retention);
    }
    if (points.size() < PER_MINUTE) {
      points.add(point);
    }
    long since = unbroken ? before.unbrokenSince() : point.at();
    Head after = new Head(point.at(), since, oldestHour, points);
    write(series, after);
    return new Stretch(this, series, minute, since, points);
  }

  /** Adds a point older than the series' newest, which stays the newest. */
  void addLate(byte[] series, Point point, long retention) {
    Head head = head(series);
    if (head == null || point.at() < head.newest() - retention || point.at() > head.newest()) {
      return;
    }
    long minute = Math.floorDiv(point.at(), MINUTE);
    boolean inHead = minute == head.minute();
    List<Point> points = inHead ? new ArrayList<>(head.points()) : minute(series, minute);
    if (points.size() >= PER_MINUTE) {
      return;
    }
    int place = points.size();
    while (place > 0 && points.get(place - 1).at() > point.at()) {
      place--;
    }
    points.add(place, point);
    long oldest = Math.min(head.oldestHour(), Math.floorDiv(point.at(), HOUR));
    if (!inHead) {
      close(series, minute, points);
    }
    write(
        series,
        new Head(head.newest(), head.unbrokenSince(), oldest, inHead ? points : head.points()));
  }

  /**
   * The series up to one of its points.
   *
   * @param unbrokenSince from when on nothing was missed and no gap was too long
   */
  Stretch upTo(byte[] series, long at, long unbrokenSince) {
    Head head = head(series);
    long minute = Math.floorDiv(at, MINUTE);
    boolean inHead = head != null && minute == head.minute();
    List<Point> points = new ArrayList<>(inHead ? head.points() : minute(series, minute));
    points.removeIf(point -> point.at() > at);
    return new Stretch(this, series, minute, unbrokenSince, points);
  }

  /** {@link EpisodeMachine#NO_PREVIOUS} if the series' newest reading was not wanted. */
  long unbrokenSince(byte[] series, long newest) {
    Head head = head(series);
    return head == null || head.newest() != newest
        ? EpisodeMachine.NO_PREVIOUS
        : head.unbrokenSince();
  }

  /** Late points have made the newest stretch another. */
  void unbroken(byte[] series, long since) {
    Head head = head(series);
    if (head != null && head.unbrokenSince() != since) {
      write(series, new Head(head.newest(), since, head.oldestHour(), head.points()));
    }
  }

  /** The points of a minute before the newest; its own list. */
  List<Point> minute(byte[] series, long minute) {
    byte[] stored = store.get(SeriesKey.bucket(series, 2 * minute));
    return stored == null ? new ArrayList<>() : Point.readAll(ByteBuffer.wrap(stored));
  }

  /** Summaries by minute of an hour; {@code null} where there are no points. */
  Summary[] hour(byte[] series, long hour) {
    Summary[] minutes = new Summary[60];
    byte[] stored = store.get(SeriesKey.bucket(series, 2 * hour + 1));
    if (stored != null) {
      ByteBuffer bytes = ByteBuffer.wrap(stored);
      while (bytes.hasRemaining()) {
        byte minute = bytes.get();
        minutes[minute] = Summary.read(bytes);
      }
    }
    return minutes;
  }

  private void close(byte[] series, long minute, List<Point> points) {
    Summary summary = Summary.NONE;
    ByteBuffer bytes = ByteBuffer.allocate(points.size() * Point.BYTES);
    for (Point point : points) {
      point.write(bytes);
      summary = summary.with(point);
    }
    store.put(SeriesKey.bucket(series, 2 * minute), bytes.array());
    long hour = Math.floorDiv(minute, 60);
    Summary[] minutes = hour(series, hour);
    minutes[(int) Math.floorMod(minute, 60L)] = summary;
    store.put(SeriesKey.bucket(series, 2 * hour + 1), write(minutes));
  }

  private static byte[] write(Summary[] minutes) {
    ByteBuffer bytes = ByteBuffer.allocate(minutes.length * (1 + Summary.BYTES));
    for (byte minute = 0; minute < minutes.length; minute++) {
      if (minutes[minute] != null) {
        minutes[minute].write(bytes.put(minute));
      }
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  /** Forgets hours that no window reaches any more; the oldest that is left. */
  private long expire(byte[] series, Head before, long newest, long retention) {
    long keep = Math.floorDiv(newest - retention, HOUR);
    long last = Math.floorDiv(before.newest(), HOUR);
    for (long hour = before.oldestHour(); hour < keep && hour <= last; hour++) {
      Summary[] minutes = hour(series, hour);
      for (int minute = 0; minute < minutes.length; minute++) {
        if (minutes[minute] != null) {
          store.put(SeriesKey.bucket(series, 2 * (hour * 60 + minute)), null);
        }
      }
      store.put(SeriesKey.bucket(series, 2 * hour + 1), null);
    }
    return keep > last ? Math.floorDiv(newest, HOUR) : Math.max(before.oldestHour(), keep);
  }

  private Head head(byte[] series) {
    byte[] stored = store.get(SeriesKey.bucket(series, HEAD));
    if (stored == null) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    return new Head(bytes.getLong(), bytes.getLong(), bytes.getLong(), Point.readAll(bytes));
  }

  private void write(byte[] series, Head head) {
    ByteBuffer bytes =
        ByteBuffer.allocate(3 * Long.BYTES + head.points().size() * Point.BYTES)
            .putLong(head.newest())
            .putLong(head.unbrokenSince())
            .putLong(head.oldestHour());
    head.points().forEach(point -> point.write(bytes));
    store.put(SeriesKey.bucket(series, HEAD), bytes.array());
  }
}
