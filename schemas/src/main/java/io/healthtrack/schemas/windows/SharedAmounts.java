package io.healthtrack.schemas.windows;

import io.healthtrack.schemas.windows.WindowAggregate.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Shares amounts such as steps out over the windows of an hour. An amount is spread evenly over its
 * interval. In each minute one source counts, and none twice:
 *
 * <ol>
 *   <li>the source with the finest interval in that minute: it knows best when things happened;
 *   <li>among equally fine ones the lower device id, so that neighbouring minutes take the same
 *       one; readings without a device come last;
 *   <li>of that source, at each moment, the finest reading that covers the moment: a minute file
 *       displaces the daily file of the same device;
 *   <li>amounts without an interval count only in minutes that no interval touches, whole, because
 *       nobody knows what time they speak of.
 * </ol>
 *
 * <p>Only the set of readings decides, not the order in which they came.
 */
final class SharedAmounts {

  /** Told of what a reading adds to a window. */
  @FunctionalInterface
  interface Shares {

    void share(WindowLength length, long start, Point share);
  }

  private static final int MINUTES = 60;

  static final Comparator<UUID> BY_ID =
      (a, b) -> {
        int order = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return order == 0
            ? Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits())
            : order;
      };

  private static final Comparator<WindowReading> BY_DEVICE =
      Comparator.comparing(WindowReading::deviceId, Comparator.nullsLast(BY_ID));

  private static final Comparator<WindowReading> BY_AGE =
      Comparator.comparingLong(WindowReading::measuredAt)
          .thenComparing(WindowReading::readingId, BY_ID);

  private static final Comparator<WindowReading> FINEST_FIRST =
      Comparator.comparingLong(WindowReading::length)
          .thenComparing(BY_DEVICE)
          .thenComparing(BY_AGE);

  private final long hour;
  private final List<WindowReading> spans = new ArrayList<>();
  private final List<WindowReading> moments = new ArrayList<>();

  SharedAmounts(long hour) {
    this.hour = hour;
  }

  void add(WindowReading reading) {
    (reading.isSpan() ? spans : moments).add(reading);
  }

  void share(Shares shares) {
    List<List<WindowReading>> spansOf = byMinute(spans);
    List<List<WindowReading>> momentsOf = byMinute(moments);
    // For each length and window: how many microseconds of which reading count.
    Map<WindowLength, Map<Long, Map<WindowReading, Long>>> counted = new TreeMap<>();
    for (int i = 0; i < MINUTES; i++) {
      long minute = hour + i * WindowLength.MINUTE.micros();
      if (!spansOf.get(i).isEmpty()) {
        count(minute, spansOf.get(i), counted);
      } else if (!momentsOf.get(i).isEmpty()) {
        whole(momentsOf.get(i), shares);
      }
    }
    counted.forEach(
        (length, windows) ->
            windows.forEach(
                (start, readings) ->
                    readings.forEach(
                        (reading, micros) ->
                            shares.share(length, start, part(reading, start, micros)))));
  }

  private List<List<WindowReading>> byMinute(List<WindowReading> readings) {
    List<List<WindowReading>> minutes = new ArrayList<>();
    for (int i = 0; i < MINUTES; i++) {
      minutes.add(new ArrayList<>(0));
    }
    for (WindowReading reading : readings) {
      long last = reading.isSpan() ? reading.endAt() - 1 : reading.measuredAt();
      int from = minuteOf(reading.measuredAt());
      int until = minuteOf(last);
      for (int i = from; i <= until; i++) {
        minutes.get(i).add(reading);
      }
    }
    return minutes;
  }

  private int minuteOf(long micros) {
    long minute = Math.floorDiv(micros - hour, WindowLength.MINUTE.micros());
    return Math.clamp(minute, 0, MINUTES - 1);
  }

  /** Gives each moment of a minute to one reading of the source that counts there. */
  private static void count(
      long minute,
      List<WindowReading> candidates,
      Map<WindowLength, Map<Long, Map<WindowReading, Long>>> counted) {
    List<WindowReading> ordered = candidates.stream().sorted(FINEST_FIRST).toList();
    WindowReading finest = ordered.getFirst();
    List<WindowReading> own =
        ordered.stream().filter(span -> BY_DEVICE.compare(span, finest) == 0).toList();
    long end = minute + WindowLength.MINUTE.micros();
    TreeSet<Long> edges = new TreeSet<>(List.of(minute, end));
    for (WindowReading span : own) {
      edges.add(Math.clamp(span.measuredAt(), minute, end));
      edges.add(Math.clamp(span.endAt(), minute, end));
    }
    long from = edges.pollFirst();
    for (long until : edges) {
      for (WindowReading span : own) {
        if (span.measuredAt() <= from && span.endAt() >= until) {
          for (WindowLength length : WindowLength.values()) {
            counted
                .computeIfAbsent(length, first -> new TreeMap<>())
                .computeIfAbsent(length.start(minute), first -> new TreeMap<>(FINEST_FIRST))
                .merge(span, until - from, Long::sum);
          }
          break;
        }
      }
      from = until;
    }
  }

  private static void whole(List<WindowReading> moments, Shares shares) {
    WindowReading first = moments.stream().min(BY_DEVICE).orElseThrow();
    for (WindowReading moment : moments) {
      if (BY_DEVICE.compare(moment, first) == 0) {
        for (WindowLength length : WindowLength.values()) {
          shares.share(
              length,
              length.start(moment.measuredAt()),
              new Point(moment.measuredAt(), moment.readingId(), moment.value()));
        }
      }
    }
  }

  private static Point part(WindowReading reading, long start, long micros) {
    double value =
        micros == reading.length()
            ? reading.value()
            : reading.value() * ((double) micros / reading.length());
    return new Point(Math.max(reading.measuredAt(), start), reading.readingId(), value);
  }
}
