package io.healthtrack.processors.windows;

import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.processors.series.LiveStore;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.HourWindows;
import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowLength;
import io.healthtrack.schemas.windows.WindowReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Turns what is kept of an hour into records of those windows that changed. */
final class WindowTeller {

  private final LiveStore<Held> windows;
  private final Consumer<ReadingWindow> told;
  private final LongSupplier now;

  /**
   * @param told takes the records
   * @param now microseconds since 1970
   */
  WindowTeller(LiveStore<Held> windows, Consumer<ReadingWindow> told, LongSupplier now) {
    this.windows = windows;
    this.told = told;
    this.now = now;
  }

  /** Tells of the windows of an hour that changed since the hour was last told of. */
  void tell(byte[] key, Metric metric, SeriesState series, HourState state) {
    long changed = state.changed();
    if (changed == 0) {
      return;
    }
    state.told();
    if (state.whole() == null) {
      tellAmounts(key, metric, series, state, changed);
    } else {
      tellMeasured(key, metric, series, state, changed);
    }
    windows.put(WindowKey.part(key, WindowKey.WHOLE), state);
  }

  /** Says that the stream does not know an hour any more. */
  void leaveToTable(byte[] key, Metric metric, SeriesState series) {
    ReadingWindow last =
        record(key, metric, series, WindowLength.HOUR, WindowKey.hour(key), Integer.MAX_VALUE);
    last.setClosed(true);
    last.setFromTable(true);
    told.accept(last);
  }

  private void tellMeasured(
      byte[] key, Metric metric, SeriesState series, HourState state, long changed) {
    long hour = WindowKey.hour(key);
    SourcedWindow none = SourcedWindow.empty(state.whole().aggregate());
    TreeMap<Integer, SourcedWindow> minutes = new TreeMap<>();
    for (int minute = 0; minute < WindowKey.WHOLE; minute++) {
      // A window of five minutes is merged of all of its minutes, also of those told before.
      if (fives(changed, minute)) {
        SourcedWindow held = (SourcedWindow) windows.get(WindowKey.part(key, minute));
        if (held != null) {
          minutes.put(minute, held);
        }
      }
    }
    minutes.forEach(
        (minute, window) -> {
          if ((changed & (1L << minute)) != 0) {
            tell(key, metric, series, state, WindowLength.MINUTE, minute, window);
          }
        });
    TreeMap<Integer, SourcedWindow> merged = new TreeMap<>();
    minutes.forEach(
        (minute, window) ->
            merged
                .computeIfAbsent(minute / 5 * 5, first -> SourcedWindow.empty(none.aggregate()))
                .add(window));
    merged.forEach(
        (minute, window) ->
            tell(key, metric, series, state, WindowLength.FIVE_MINUTES, minute, window));
    boolean closed = state.whole().isClosed(series, hour + WindowLength.HOUR.micros());
    told.accept(
        record(
            key,
            metric,
            series,
            WindowLength.HOUR,
            hour,
            state.revision(),
            state.whole().aggregate(),
            closed));
  }

  private void tell(
      byte[] key,
      Metric metric,
      SeriesState series,
      HourState state,
      WindowLength length,
      int minute,
      SourcedWindow window) {
    long start = WindowKey.hour(key) + minute * WindowLength.MINUTE.micros();
    boolean closed = window.isClosed(series, start + length.micros());
    told.accept(
        record(key, metric, series, length, start, state.revision(), window.aggregate(), closed));
  }

  private void tellAmounts(
      byte[] key, Metric metric, SeriesState series, HourState state, long changed) {
    long hour = WindowKey.hour(key);
    HourWindows shared = new HourWindows(metric, hour);
    state.amounts().forEach(shared::add);
    shared.forEach(
        (length, start, aggregate) -> {
          int minute = (int) ((start - hour) / WindowLength.MINUTE.micros());
          boolean news =
              switch (length) {
                case MINUTE -> (changed & (1L << minute)) != 0;
                case FIVE_MINUTES -> fives(changed, minute);
                case HOUR -> true;
              };
          if (news) {
            boolean closed = isClosed(state.amounts(), series, start, start + length.micros());
            told.accept(
                record(key, metric, series, length, start, state.revision(), aggregate, closed));
          }
        });
  }

  private static boolean isClosed(
      List<WindowReading> amounts, SeriesState series, long start, long end) {
    return amounts.stream()
        .filter(
            amount ->
                amount.measuredAt() < end
                    && (amount.endAt() == null
                        ? amount.measuredAt() >= start
                        : amount.endAt() > start))
        .allMatch(amount -> series.isPast(PersonWindows.source(amount), end));
  }

  /** Whether any of the five minutes around one changed. */
  private static boolean fives(long changed, int minute) {
    return (changed & (31L << (minute / 5 * 5))) != 0;
  }

  private ReadingWindow record(
      byte[] key,
      Metric metric,
      SeriesState series,
      WindowLength length,
      long start,
      int revision,
      WindowAggregate aggregate,
      boolean closed) {
    ReadingWindow window = record(key, metric, series, length, start, revision);
    window.setClosed(closed);
    window.setReadings(aggregate.readings());
    window.setLimited(aggregate.limited());
    window.setSum(aggregate.sum());
    window.setM2(aggregate.m2());
    if (aggregate.readings() > 0) {
      WindowAggregate.Point first = aggregate.first().orElseThrow();
      WindowAggregate.Point last = aggregate.last().orElseThrow();
      window.setMin(aggregate.min());
      window.setMax(aggregate.max());
      window.setFirstValue(first.value());
      window.setFirstAt(EventTime.instant(first.measuredAt()));
      window.setLastValue(last.value());
      window.setLastAt(EventTime.instant(last.measuredAt()));
    }
    if (length.storesHistogram()) {
      window.setHistogram(
          new ArrayList<>(Arrays.stream(aggregate.histogram().counts()).boxed().toList()));
    }
    return window;
  }

  private ReadingWindow record(
      byte[] key,
      Metric metric,
      SeriesState series,
      WindowLength length,
      long start,
      int revision) {
    // A builder copies the default of each field that is set below.
    ReadingWindow window = new ReadingWindow();
    window.setUserId(WindowKey.user(key));
    window.setTenant(series.tenant());
    window.setMetric(metric.code());
    window.setUnit(metric.unit());
    window.setWindowMinutes(length.minutes());
    window.setWindowStart(EventTime.instant(start));
    window.setRevision(revision);
    window.setHistogram(List.of());
    window.setComputedAt(EventTime.instant(now.getAsLong()));
    return window;
  }
}
