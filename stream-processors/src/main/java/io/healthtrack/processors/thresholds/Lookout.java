package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Says which series are to be looked at when the clock has come to a time, without a look at all
 * others. An entry stays where it was filed while readings arrive; only when it is due, what is due
 * in truth is worked out, and it is filed anew. So a series costs one entry, and a change of it now
 * and then.
 */
final class Lookout {

  /** Open episodes are looked at so often; microseconds. */
  static final long EVERY = 15_000_000L;

  /** What a tick finds at most; the rest waits for the next. */
  private static final int MOST = 10_000;

  private static final byte EPISODES = 0;
  private static final byte ABSENCES = 1;
  private static final int HEAD = Long.BYTES + 1;

  private final Deadlines deadlines;
  private final BytesStore episodes;
  private final BytesStore arrivals;

  Lookout(Deadlines deadlines, BytesStore episodes, BytesStore arrivals) {
    this.deadlines = deadlines;
    this.episodes = episodes;
    this.arrivals = arrivals;
  }

  /** What is due. */
  @SuppressWarnings("ArrayRecordComponent") // a store's key, never compared
  record Due(boolean absence, byte[] series) {}

  /** Takes out what is due; it is to be kept anew. */
  List<Due> due(long now) {
    byte[] last = ByteBuffer.allocate(Long.BYTES).putLong(now + 1).array();
    return deadlines.upTo(last, MOST).stream()
        .map(
            key -> {
              deadlines.remove(key);
              return new Due(
                  key[Long.BYTES] == ABSENCES, Arrays.copyOfRange(key, HEAD, key.length));
            })
        .toList();
  }

  /** Keeps a series' episodes; open ones will be looked at. */
  void keep(byte[] series, SeriesEpisodes held) {
    keepFrom(series, held, held.arrivedAt());
  }

  /** The same for a series of which the last arrival may be long ago. */
  void keepFrom(byte[] series, SeriesEpisodes held, long now) {
    SeriesEpisodes kept = held;
    if (held.deadline() == SeriesEpisodes.NOT_FILED && held.anyOpen()) {
      kept = file(EPISODES, series, held, now + EVERY);
    }
    episodes.put(series, kept.write());
  }

  /** Keeps the arrivals that a rule about absence watches, which will be looked at then. */
  void keepArrivals(byte[] key, SeriesEpisodes held, long due) {
    SeriesEpisodes kept = held;
    if (due < held.deadline()) {
      deadlines.remove(key(ABSENCES, key, held.deadline()));
      kept = file(ABSENCES, key, held, due);
    }
    arrivals.put(key, kept.write());
  }

  private SeriesEpisodes file(byte kind, byte[] series, SeriesEpisodes held, long due) {
    deadlines.add(key(kind, series, due));
    return held.filedUnder(due);
  }

  private static byte[] key(byte kind, byte[] series, long due) {
    return ByteBuffer.allocate(HEAD + series.length).putLong(due).put(kind).put(series).array();
  }
}
