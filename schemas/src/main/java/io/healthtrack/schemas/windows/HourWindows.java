package io.healthtrack.schemas.windows;

import io.healthtrack.schemas.metrics.Metric;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The windows of one hour of one person and metric: a function of the <em>set</em> of readings that
 * touch the hour, whatever order they are added in. The stream and the table both compute windows
 * by this class, so they agree to the last bit.
 *
 * <ul>
 *   <li>Values of instant and categorical metrics count where they were measured.
 *   <li>Amounts (interval and cumulative metrics) are shared out over the time they speak of; see
 *       {@link SharedAmounts}.
 * </ul>
 *
 * <p>Not safe for use by several threads.
 */
public final class HourWindows {

  /** Told of windows. */
  @FunctionalInterface
  public interface Visitor {

    /** One window that holds something; its start is in microseconds since 1970. */
    void window(WindowLength length, long start, WindowAggregate aggregate);
  }

  private final Metric metric;
  private final long hour;
  private final WindowAggregate none;
  private final SharedAmounts amounts;
  private final Map<WindowLength, TreeMap<Long, WindowAggregate>> windows =
      new EnumMap<>(WindowLength.class);

  /**
   * An hour without readings.
   *
   * @param hour its start, in microseconds since 1970
   */
  public HourWindows(Metric metric, long hour) {
    this.metric = metric;
    this.hour = hour;
    none = new WindowAggregate(metric.bins());
    amounts = WindowReading.amounts(metric) ? new SharedAmounts(hour) : null;
    for (WindowLength length : WindowLength.values()) {
      windows.put(length, new TreeMap<>());
    }
  }

  /**
   * Adds a reading that {@link WindowAggregate#takes} takes. One that does not touch the hour
   * changes nothing.
   */
  public void add(WindowReading reading) {
    if (!reading.isPlaced(metric)
        || reading.firstHour() > hour
        || reading.lastHour(metric) < hour) {
      return;
    }
    if (amounts != null && reading.comparator() == null && Double.isFinite(reading.value())) {
      amounts.add(reading);
    } else {
      for (WindowLength length : WindowLength.values()) {
        at(length, reading.measuredAt())
            .add(reading.measuredAt(), reading.readingId(), reading.value(), reading.comparator());
      }
    }
  }

  /** Tells of all windows that hold something, the shortest first, in the order of time. */
  public void forEach(Visitor visitor) {
    Map<WindowLength, TreeMap<Long, WindowAggregate>> all = windows;
    if (amounts != null) {
      all = new EnumMap<>(WindowLength.class);
      for (WindowLength length : WindowLength.values()) {
        TreeMap<Long, WindowAggregate> copies = new TreeMap<>();
        windows
            .get(length)
            .forEach(
                (start, held) -> {
                  WindowAggregate copy = none.empty();
                  copy.add(held);
                  copies.put(start, copy);
                });
        all.put(length, copies);
      }
      Map<WindowLength, TreeMap<Long, WindowAggregate>> into = all;
      amounts.share(
          (length, start, share) ->
              into.get(length)
                  .computeIfAbsent(start, first -> none.empty())
                  .add(share.measuredAt(), share.readingId(), share.value(), null));
    }
    all.forEach(
        (length, starts) ->
            starts.forEach((start, aggregate) -> visitor.window(length, start, aggregate)));
  }

  private WindowAggregate at(WindowLength length, long micros) {
    return windows.get(length).computeIfAbsent(length.start(micros), first -> none.empty());
  }
}
