package io.healthtrack.processors.thresholds;

import io.healthtrack.processors.series.SeriesKey;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a person's values of a metric have been like, day by day. The newest day is a value of its
 * own, rewritten with each reading; the days before it are another, rewritten once a day.
 *
 * <pre>
 * person + metric            the newest day: its number, its values
 * person + metric + history  each earlier day with values, at most 60
 * </pre>
 */
final class Baselines {

  /** The longest baseline there is, in days. */
  static final int LONGEST = Watched.MOST_DAYS;

  private static final long NEWEST = Long.MIN_VALUE;
  private static final long HISTORY = Long.MIN_VALUE + 1;
  private static final int DAY = Integer.BYTES + Spread.BYTES;

  private final BytesStore store;

  Baselines(BytesStore store) {
    this.store = store;
  }

  /**
   * Adds a value.
   *
   * @param day its UTC day, counted from 1970
   */
  void add(UUID user, short metric, int day, double value) {
    byte[] person = SeriesKey.of(user, metric, null);
    byte[] newestKey = SeriesKey.bucket(person, NEWEST);
    byte[] stored = store.get(newestKey);
    int newest = stored == null ? day : ByteBuffer.wrap(stored).getInt();
    Spread spread = stored == null ? Spread.NONE : spread(stored);
    if (day == newest) {
      store.put(newestKey, write(day, spread.with(value)));
      return;
    }
    if (day < newest - LONGEST) {
      return;
    }
    byte[] historyKey = SeriesKey.bucket(person, HISTORY);
    SortedMap<Integer, Spread> days = read(store.get(historyKey));
    if (day > newest) {
      days.put(newest, spread);
      days.headMap(day - LONGEST).clear();
      store.put(newestKey, write(day, Spread.NONE.with(value)));
    } else {
      days.put(day, days.getOrDefault(day, Spread.NONE).with(value));
    }
    store.put(historyKey, write(days));
  }

  /** The values of the days before a day. */
  Baseline before(UUID user, short metric, int day, int days) {
    byte[] person = SeriesKey.of(user, metric, null);
    byte[] newest = store.get(SeriesKey.bucket(person, NEWEST));
    Spread all = Spread.NONE;
    int counted = 0;
    if (newest != null) {
      SortedMap<Integer, Spread> known = read(store.get(SeriesKey.bucket(person, HISTORY)));
      known.put(ByteBuffer.wrap(newest).getInt(), spread(newest));
      for (Spread one : known.subMap(day - days, day).values()) {
        all = all.with(one);
        counted++;
      }
    }
    return new Baseline(counted, all);
  }

  /**
   * @param days on which there were values
   */
  record Baseline(int days, Spread values) {

    /** Whether it says anything about the person yet. */
    boolean known() {
      return days >= 3 && values.count() >= 30 && values.deviation() > 0;
    }
  }

  private static Spread spread(byte[] day) {
    return Spread.read(ByteBuffer.wrap(day).position(Integer.BYTES));
  }

  private static byte[] write(int day, Spread spread) {
    ByteBuffer bytes = ByteBuffer.allocate(DAY).putInt(day);
    spread.write(bytes);
    return bytes.array();
  }

  private static byte[] write(SortedMap<Integer, Spread> days) {
    ByteBuffer bytes = ByteBuffer.allocate(days.size() * DAY);
    days.forEach((day, spread) -> spread.write(bytes.putInt(day)));
    return bytes.array();
  }

  private static SortedMap<Integer, Spread> read(byte[] stored) {
    SortedMap<Integer, Spread> days = new TreeMap<>();
    if (stored != null) {
      ByteBuffer bytes = ByteBuffer.wrap(stored);
      while (bytes.remaining() >= DAY) {
        days.put(bytes.getInt(), Spread.read(bytes));
      }
    }
    return days;
  }
}
