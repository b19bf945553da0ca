package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Steps through the points of a series once more, in their order. */
final class Replay {

  /** What the rules in force for a reading make of it, at its place in the series. */
  @FunctionalInterface
  interface Judge {
    /**
     * Judges a reading at its place.
     *
     * @param unbrokenSince from when on rules with a window have seen everything
     */
    List<Judged> judge(Reading reading, EpisodeMachine.Step step, long unbrokenSince);
  }

  private final Steps steps;
  private final SeriesOf series;
  private final Judge judge;
  private final Map<ToldEpisode.Key, Found> found = new LinkedHashMap<>();
  private final Map<UUID, ToldEpisode.Key> open = new LinkedHashMap<>();
  private Segment.Standing standing;

  /**
   * What is the same for all points.
   *
   * @param sibling a reading of the series
   */
  record SeriesOf(Metric metric, Reading sibling) {}

  Replay(Steps steps, SeriesOf series, Segment.Standing from, Judge judge) {
    this.steps = steps;
    this.series = series;
    this.standing = from;
    this.judge = judge;
    for (RuleState state : from.states()) {
      if (state.open()) {
        keep(new Found(null, ToldEpisode.open(state), state.since(), null, null));
      }
    }
  }

  Segment.Standing standing() {
    return standing;
  }

  List<Found> found() {
    for (RuleState state : standing.states()) {
      if (state.open()) {
        Found one = found.get(ToldEpisode.Key.of(state));
        keep(one.with(null, ToldEpisode.open(state), null));
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * Takes the next point; what the rules made of it.
   *
   * @param late whether one after it was received before it: that no rule was in force for it any
   *     more says nothing about the episodes that were open at its place
   */
  List<Judged> take(PastPoint point, boolean late) {
    Reading reading = point.reading(series.sibling());
    EpisodeMachine.Step step =
        steps
            .of(reading, series.metric(), point.at(), standing.newest())
            .arrivedAt(point.receivedAt());
    long unbroken =
        step.gap() || standing.unbrokenSince() == EpisodeMachine.NO_PREVIOUS
            ? point.at()
            : standing.unbrokenSince();
    List<Judged> judged = judge.judge(reading, step, unbroken);
    List<Event> events = new ArrayList<>(0);
    List<RuleState> after = SeriesRules.stepped(standing.states(), judged, step, events);
    if (late) {
      after = withOthers(after, judged);
    } else {
      Steps.withdrawOthers(standing.states(), judged, point.at(), events);
    }
    for (Event event : events) {
      take(event, Judged.of(judged, event.state().rule()));
    }
    boolean wanted = judged.stream().anyMatch(one -> one.rule().kind().looksBack());
    standing =
        new Segment.Standing(point.at(), wanted ? unbroken : EpisodeMachine.NO_PREVIOUS, after);
    return judged;
  }

  private List<RuleState> withOthers(List<RuleState> after, List<Judged> judged) {
    List<RuleState> all = new ArrayList<>(after);
    for (RuleState state : standing.states()) {
      if (Judged.of(judged, state.rule()) == null) {
        all.add(state);
      }
    }
    return all;
  }

  private void take(Event event, Judged judged) {
    Rule rule = judged == null ? null : judged.rule();
    Signal signal = judged == null ? null : judged.signal();
    ToldEpisode ended = ToldEpisode.ended(event);
    if (ended != null) {
      Found one = found.get(open.get(event.state().rule()));
      keep(one.with(rule, ended, signal));
    } else if (event.kind().equals("opened")) {
      keep(new Found(rule, ToldEpisode.open(event.state()), event.measuredAt(), signal, null));
    }
  }

  private void keep(Found one) {
    found.put(one.key(), one);
    open.put(one.state().rule(), one.key());
  }
}
