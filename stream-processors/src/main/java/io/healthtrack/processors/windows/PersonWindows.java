package io.healthtrack.processors.windows;

import io.healthtrack.processors.series.LiveStore;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.windows.WindowLength;
import io.healthtrack.schemas.windows.WindowReading;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes readings into the windows of their person and metric. Which hours are still held, and what
 * becomes of readings of others, is decided here; telling of windows is {@link WindowTeller}'s.
 *
 * <p>An hour stays as long as it is among the {@value #HOURS} that were touched last. It is told of
 * before it goes. A reading of an hour that went asks for the hour to be computed from the table.
 */
final class PersonWindows {

  /** Hours held of a metric of a person: the one being lived through and late ones. */
  static final int HOURS = 4;

  /** Hours held of amounts, which are small: an interval of a day touches 25 of them. */
  static final int HOURS_OF_AMOUNTS = 26;

  /** Amounts held in an hour; with more, the table knows better. */
  static final int AMOUNTS = 512;

  private static final byte[] TELL = {1};
  private static final byte[] FROM_TABLE = {2};
  private static final long HOUR = WindowLength.HOUR.micros();

  private final LiveStore<SeriesState> seriesStore;
  private final LiveStore<Held> windows;
  private final HeldCodec codec;
  private final KeyValueStore<byte[], byte[]> untold;
  private final WindowTeller teller;

  PersonWindows(
      LiveStore<SeriesState> series,
      LiveStore<Held> windows,
      HeldCodec codec,
      KeyValueStore<byte[], byte[]> untold,
      WindowTeller teller) {
    this.seriesStore = series;
    this.windows = windows;
    this.codec = codec;
    this.untold = untold;
    this.teller = teller;
  }

  /**
   * Takes a reading into every hour it touches.
   *
   * @param knownFrom start of the first hour of which this state knows everything
   */
  void take(UUID user, String tenant, Metric metric, WindowReading reading, long knownFrom) {
    if (!reading.isPlaced(metric)) {
      return;
    }
    byte[] seriesKey = WindowKey.series(user, metric.id());
    SeriesState series = seriesStore.get(seriesKey);
    if (series == null) {
      series = new SeriesState();
    }
    series.tenant(tenant);
    long last = reading.lastHour(metric);
    for (long hour = reading.firstHour(); hour <= last; hour += HOUR) {
      byte[] key = WindowKey.hour(seriesKey, hour);
      if (hour < knownFrom || (series.wasLetGo(hour) && !series.holds(hour))) {
        untold.put(key, FROM_TABLE);
      } else {
        enter(key, hour, series, metric, reading);
      }
    }
    advance(seriesKey, series, metric, reading);
    seriesStore.put(seriesKey, series);
  }

  /** Leaves hours, from the first to the last one, to the table for good. */
  void leaveToTable(UUID user, String tenant, Metric metric, long first, long last) {
    byte[] seriesKey = WindowKey.series(user, metric.id());
    SeriesState series = seriesStore.get(seriesKey);
    if (series == null) {
      series = new SeriesState();
    }
    series.tenant(tenant);
    for (long hour = first; hour <= last; hour += HOUR) {
      byte[] key = WindowKey.hour(seriesKey, hour);
      letGo(key, hour, series, hour(key, metric));
      untold.put(key, FROM_TABLE);
    }
    seriesStore.put(seriesKey, series);
  }

  static boolean isFromTable(byte[] mark) {
    return mark[0] == FROM_TABLE[0];
  }

  /** What is kept of an hour. */
  HourState hour(byte[] key, Metric metric) {
    HourState held = (HourState) windows.get(WindowKey.part(key, WindowKey.WHOLE));
    return held == null ? codec.newHour(metric) : held;
  }

  private void enter(
      byte[] key, long hour, SeriesState series, Metric metric, WindowReading reading) {
    series.touch(hour);
    HourState state = hour(key, metric);
    int first = minute(reading.measuredAt() - hour);
    int last = first;
    if (state.whole() == null) {
      if (state.amounts().size() == AMOUNTS) {
        letGo(key, hour, series, state);
        untold.put(key, FROM_TABLE);
        return;
      }
      state.amounts().add(reading);
      last = minute(end(reading) - 1 - hour);
    } else {
      add(state.whole(), reading);
      byte[] minuteKey = WindowKey.part(key, first);
      SourcedWindow minute = (SourcedWindow) windows.get(minuteKey);
      if (minute == null) {
        minute = codec.newWindow(metric);
      }
      add(minute, reading);
      windows.put(minuteKey, minute);
      state.present(first);
    }
    change(key, state, first, last);
    Long oldest = series.tooMany(WindowReading.amounts(metric) ? HOURS_OF_AMOUNTS : HOURS);
    if (oldest != null) {
      byte[] oldestKey = WindowKey.hour(WindowKey.series(key), oldest);
      HourState held = hour(oldestKey, metric);
      teller.tell(oldestKey, metric, series, held);
      letGo(oldestKey, oldest, series, held);
    }
  }

  private void letGo(byte[] key, long hour, SeriesState series, HourState state) {
    for (long left = state.present(); left != 0; left &= left - 1) {
      windows.delete(WindowKey.part(key, Long.numberOfTrailingZeros(left)));
    }
    windows.delete(WindowKey.part(key, WindowKey.WHOLE));
    untold.delete(key);
    series.letGo(hour);
  }

  /** Moves the source's clock on; the minute it leaves is told of once more, as closed. */
  private void advance(byte[] seriesKey, SeriesState series, Metric metric, WindowReading reading) {
    long source = source(reading);
    long before = series.clock(source);
    long now = WindowReading.amounts(metric) ? end(reading) : reading.measuredAt() + 1;
    if (now <= before) {
      return;
    }
    series.advance(source, now);
    if (before == Long.MIN_VALUE
        || WindowLength.MINUTE.start(before - 1) == WindowLength.MINUTE.start(now)) {
      return;
    }
    long hour = WindowLength.HOUR.start(before - 1);
    if (series.holds(hour)) {
      byte[] key = WindowKey.hour(seriesKey, hour);
      int left = minute(before - 1 - hour);
      change(key, hour(key, metric), left, left);
    }
  }

  private void change(byte[] key, HourState state, int first, int last) {
    if (state.change(first, last)) {
      untold.put(key, TELL);
    }
    windows.put(WindowKey.part(key, WindowKey.WHOLE), state);
  }

  private static void add(SourcedWindow window, WindowReading reading) {
    window.comesFrom(source(reading));
    window
        .aggregate()
        .add(reading.measuredAt(), reading.readingId(), reading.value(), reading.comparator());
  }

  /** A device by eight bytes of its id, which is enough within a person. */
  static long source(WindowReading reading) {
    UUID device = reading.deviceId();
    return device == null ? 0 : device.getMostSignificantBits() ^ device.getLeastSignificantBits();
  }

  private static long end(WindowReading reading) {
    return reading.endAt() == null || reading.endAt() <= reading.measuredAt()
        ? reading.measuredAt() + 1
        : reading.endAt();
  }

  private static int minute(long sinceHour) {
    return (int) Math.clamp(Math.floorDiv(sinceHour, WindowLength.MINUTE.micros()), 0L, 59L);
  }
}
