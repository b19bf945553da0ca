package io.healthtrack.processors.thresholds;

import io.healthtrack.processors.series.SeriesKey;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What has been judged of each series in the last hour. The newest part of it lies in the value of
 * the series' episodes, which is written with each reading anyway; so this store is asked once in
 * {@value #POINTS} readings, and for late ones.
 */
final class RecentPast {

  /** How far back validation calls a reading fresh, unless configured otherwise; microseconds. */
  static final long HORIZON = 3_600_000_000L;

  /** Points of a segment, before late ones are added. */
  static final int POINTS = 32;

  /** More are never kept in one: then what is late stays without consequences. */
  static final int MOST_POINTS = 4_096;

  /** Of so many episodes it is known that they were withdrawn, and for how long. */
  private static final int MOST_DISPROVED = 64;

  private static final long DISPROVED = 24 * HORIZON;

  /** Segments forgotten at once. */
  private static final int MOST = 8;

  private final BytesStore store;

  RecentPast(BytesStore store) {
    this.store = store;
  }

  /** Whether a series' next point begins a segment. */
  static boolean isFull(Past past, long at) {
    return past.isNone() || past.points() >= POINTS || at - past.begun() > HORIZON;
  }

  /**
   * What is kept of a series, with a new segment.
   *
   * @param at when the reading was measured that begins it
   */
  Past next(byte[] series, SeriesEpisodes before, long unbrokenSince, long at) {
    Segment.Standing standing =
        new Segment.Standing(before.newest(), unbrokenSince, before.states());
    if (before.past().isNone()) {
      return Past.since(standing, at);
    }
    Past full = before.past();
    int oldest = full.oldest();
    for (int i = 0; i < MOST && oldest < full.number(); i++) {
      byte[] last = store.get(SeriesKey.bucket(series, oldest));
      if (last != null && Segment.read(ByteBuffer.wrap(last)).newest() >= at - HORIZON) {
        break;
      }
      store.put(SeriesKey.bucket(series, oldest), null);
      oldest++;
    }
    List<ToldEpisode> disproved = full.hasTold() ? disproved(full.segment(), at) : List.of();
    if (before.newest() >= at - HORIZON) {
      byte[] kept = full.hasTold() ? full.segment().withoutDisproved().write() : full.toBytes();
      store.put(SeriesKey.bucket(series, full.number()), kept);
    }
    return Past.of(new Segment(at, oldest, full.number() + 1, standing, List.of(), disproved));
  }

  private static List<ToldEpisode> disproved(Segment full, long at) {
    List<ToldEpisode> disproved =
        full.told().stream()
            .filter(one -> one.ending() == ToldEpisode.Ending.DISPROVED)
            .filter(one -> one.state().since() >= at - DISPROVED)
            .toList();
    return disproved.subList(Math.max(0, disproved.size() - MOST_DISPROVED), disproved.size());
  }

  /**
   * The segments from the one that a moment belongs to; empty if that is longer ago than anything
   * is kept.
   */
  List<Segment> since(byte[] series, Past past, long at) {
    if (past.isNone()) {
      return List.of();
    }
    Deque<Segment> segments = new ArrayDeque<>();
    Segment newest = past.segment();
    segments.add(newest);
    while (at < segments.getFirst().before().newest()) {
      int number = segments.getFirst().number() - 1;
      Segment earlier = number < newest.oldest() ? null : segment(series, number);
      if (earlier == null) {
        return List.of();
      }
      segments.addFirst(earlier);
    }
    return segments.getFirst().points().size() < MOST_POINTS
        ? new ArrayList<>(segments)
        : List.of();
  }

  /** Keeps a segment that is not the newest. */
  void put(byte[] series, Segment segment) {
    store.put(SeriesKey.bucket(series, segment.number()), segment.write());
  }

  private Segment segment(byte[] series, int number) {
    byte[] stored = store.get(SeriesKey.bucket(series, number));
    return stored == null ? null : Segment.read(ByteBuffer.wrap(stored));
  }
}
