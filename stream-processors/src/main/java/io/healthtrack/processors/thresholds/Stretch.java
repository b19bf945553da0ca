package io.healthtrack.processors.thresholds;

import java.util.List;
import java.util.Optional;

/** A series up to its newest point, as far back as points are kept. */
final class Stretch {

  private final RecentPoints memory;
  private final byte[] series;
  private final long newestMinute;
  private final long unbrokenSince;
  private final List<Point> newest;

  /**
   * @param newest the points of the newest minute, in time order
   */
  Stretch(
      RecentPoints memory,
      byte[] series,
      long newestMinute,
      long unbrokenSince,
      List<Point> newest) {
    this.memory = memory;
    this.series = series;
    this.newestMinute = newestMinute;
    this.unbrokenSince = unbrokenSince;
    this.newest = newest;
  }

  /** The first time since which nothing was missed and no gap was too long. */
  long unbrokenSince() {
    return unbrokenSince;
  }

  /** The points from a time on, that time included. */
  Summary since(long from) {
    Summary all = Summary.NONE;
    long first = Math.floorDiv(from, RecentPoints.MINUTE);
    long lastHour = Math.floorDiv(newestMinute, 60);
    for (long hour = Math.floorDiv(first, 60); first < newestMinute && hour <= lastHour; hour++) {
      Summary[] minutes = memory.hour(series, hour);
      for (int i = 0; i < minutes.length; i++) {
        long minute = hour * 60 + i;
        if (minutes[i] == null || minute < first || minute >= newestMinute) {
          continue;
        }
        all =
            minute == first ? sum(all, memory.minute(series, minute), from) : all.with(minutes[i]);
      }
    }
    return sum(all, newest, from);
  }

  /** The first exact point from a time on, that time included. */
  Optional<Point> firstExact(long from) {
    long first = Math.floorDiv(from, RecentPoints.MINUTE);
    long lastHour = Math.floorDiv(newestMinute, 60);
    for (long hour = Math.floorDiv(first, 60); first < newestMinute && hour <= lastHour; hour++) {
      Summary[] minutes = memory.hour(series, hour);
      for (int i = 0; i < minutes.length; i++) {
        long minute = hour * 60 + i;
        if (minutes[i] != null
            && minutes[i].exact() > 0
            && minute >= first
            && minute < newestMinute) {
          Optional<Point> found = firstExact(memory.minute(series, minute), from);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return firstExact(newest, from);
  }

  private static Optional<Point> firstExact(List<Point> points, long from) {
    for (Point point : points) {
      if (point.at() >= from && point.exact()) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }

  private static Summary sum(Summary before, List<Point> points, long from) {
    Summary all = before;
    for (Point point : points) {
      if (point.at() >= from) {
        all = all.with(point);
      }
    }
    return all;
  }
}
