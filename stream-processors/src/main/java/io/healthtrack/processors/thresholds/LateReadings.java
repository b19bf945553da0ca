package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a reading that is older than its series' newest in its place, and judges the series from
 * there once more: what was told of it is corrected, withdrawn or made up for.
 */
final class LateReadings {

  private final RecentPast past;
  private final Steps steps;
  private final Lookout lookout;

  LateReadings(RecentPast past, Steps steps, Lookout lookout) {
    this.past = past;
    this.steps = steps;
    this.lookout = lookout;
  }

  /**
   * A late reading in its series.
   *
   * @param series the store's key
   */
  @SuppressWarnings("ArrayRecordComponent") // a store's key, never compared
  record Late(byte[] series, Reading reading, Metric metric, SeriesEpisodes before) {}

  /**
   * What is to be told.
   *
   * @param tellings in order
   * @param unbrokenSince from when on rules with a window have seen everything
   */
  record Outcome(List<Correction.Telling> tellings, long unbrokenSince) {}

  /** {@code null} if it is older than anything that is kept of its series. */
  Outcome take(Late reading, Replay.Judge judge) {
    SeriesEpisodes before = reading.before();
    PastPoint point = PastPoint.of(reading.reading());
    List<Segment> segments = past.since(reading.series(), before.past(), point.at());
    if (segments.isEmpty()) {
      return null;
    }
    int place = 0;
    for (PastPoint one : segments.getFirst().points()) {
      place += one.at() <= point.at() ? 1 : 0;
    }
    segments.set(0, segments.getFirst().with(point));
    Replay replay =
        new Replay(
            steps,
            new Replay.SeriesOf(reading.metric(), reading.reading()),
            segments.getFirst().before(),
            judge);
    List<Segment.Standing> standings = new ArrayList<>(segments.size());
    List<ToldEpisode> told = new ArrayList<>();
    List<Judged> judged = List.of();
    List<PastPoint> points = new ArrayList<>();
    segments.forEach(segment -> points.addAll(segment.points()));
    boolean[] late = late(points);
    int number = 0;
    for (Segment segment : segments) {
      standings.add(replay.standing());
      told.addAll(segment.told());
      for (PastPoint one : segment.points()) {
        List<Judged> here = replay.take(one, late[number]);
        judged = number == place ? here : judged;
        number++;
      }
    }
    EpisodeMachine.Step step =
        steps.of(reading.reading(), reading.metric(), point.at(), EpisodeMachine.NO_PREVIOUS);
    Correction correction =
        new Correction(
            new Correction.Cause(
                point.at(), step.old(), step.arrivedAt(), steps.validFor(), judged),
            told,
            before.states());
    correction.take(replay.found());
    List<RuleState> states = correction.states(replay.standing().states());
    keep(reading, segments, standings, correction.ended(), states);
    return new Outcome(correction.tellings(), replay.standing().unbrokenSince());
  }

  /** Which of the points came after one that was measured later. */
  private static boolean[] late(List<PastPoint> points) {
    boolean[] late = new boolean[points.size()];
    long earliest = Long.MAX_VALUE;
    for (int i = points.size() - 1; i >= 0; i--) {
      late[i] = points.get(i).receivedAt() > earliest;
      earliest = Math.min(earliest, points.get(i).receivedAt());
    }
    return late;
  }

  private void keep(
      Late late,
      List<Segment> segments,
      List<Segment.Standing> standings,
      List<ToldEpisode> ended,
      List<RuleState> states) {
    SeriesEpisodes before = late.before();
    Segment newest = null;
    for (int i = 0; i < segments.size(); i++) {
      boolean last = i == segments.size() - 1;
      long from = i == 0 ? Long.MIN_VALUE : standings.get(i).newest();
      long to = last ? Long.MAX_VALUE : segments.get(i).newest();
      List<ToldEpisode> here = new ArrayList<>();
      for (ToldEpisode one : ended) {
        boolean disproved = one.ending() == ToldEpisode.Ending.DISPROVED;
        if (disproved ? last : one.endedAt() > from && one.endedAt() <= to) {
          here.add(one);
        }
      }
      Segment segment = segments.get(i);
      newest =
          new Segment(
              segment.begun(),
              segment.oldest(),
              segment.number(),
              standings.get(i),
              segment.points(),
              here);
      if (i < segments.size() - 1) {
        past.put(late.series(), newest);
      }
    }
    lookout.keep(
        late.series(),
        new SeriesEpisodes(
            before.newest(), before.arrivedAt(), before.deadline(), states, Past.of(newest)));
  }
}
