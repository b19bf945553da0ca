package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Takes readings past the rules for one series: all but composites and absences. */
final class SeriesRules {

  private final BytesStore episodes;
  private final Function<UUID, Person> people;
  private final SignalReader signals;
  private final RecentPast recent;
  private final LateReadings lateReadings;
  private final Lookout lookout;
  private final Steps steps;

  SeriesRules(
      BytesStore episodes,
      Function<UUID, Person> people,
      SignalReader signals,
      RecentPast recent,
      Lookout lookout,
      Steps steps) {
    this.episodes = episodes;
    this.people = people;
    this.signals = signals;
    this.recent = recent;
    this.lateReadings = new LateReadings(recent, steps, lookout);
    this.lookout = lookout;
    this.steps = steps;
  }

  List<RuleEngine.Alert> judge(Reading reading, Metric metric, RuleIndex rules, Instant now) {
    List<Rule> inForce = rules.inForceFor(reading, people);
    byte[] series = SeriesKey.of(reading.getUserId(), metric.id(), reading.getDeviceId());
    byte[] stored = episodes.get(series);
    if (inForce.isEmpty() && stored == null) {
      return List.of();
    }
    SeriesEpisodes before = SeriesEpisodes.read(stored);
    long measuredAt = EventTime.micros(reading.getMeasuredAt());
    EpisodeMachine.Step step = steps.of(reading, metric, measuredAt, before.newest());
    if (measuredAt < before.newest()) {
      return late(
          new LateReadings.Late(series, reading, metric, before), rules, inForce, step, now);
    }
    Past past = before.past();
    if (RecentPast.isFull(past, measuredAt)) {
      past =
          recent.next(
              series, before, signals.unbrokenSince(series, inForce, before.newest()), measuredAt);
    }
    List<Judged> judged = signals.judge(series, reading, metric, inForce, step);
    List<Event> events = new ArrayList<>(0);
    List<RuleState> after = stepped(before.states(), judged, step, events);
    if (!events.isEmpty()) {
      after = revived(past, after, events);
    }
    Steps.withdrawOthers(before.states(), judged, measuredAt, events);
    past = past.with(PastPoint.of(reading), before.newest()).with(events);
    lookout.keep(
        series, new SeriesEpisodes(measuredAt, step.arrivedAt(), before.deadline(), after, past));
    return steps.alerts(events, reading, reading.getMetric(), reading.getDeviceId(), judged, now);
  }

  /** An episode that was withdrawn because of late data may come again: its revisions go on. */
  private static List<RuleState> revived(Past past, List<RuleState> after, List<Event> events) {
    List<RuleState> states = after;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      int told =
          event.kind().equals("opened") ? past.revisionOf(ToldEpisode.Key.of(event.state())) : 0;
      if (told > 0) {
        RuleState now = event.state().with(event.state().course().event(told + 1));
        events.set(i, event.with(now));
        states = new ArrayList<>(states);
        states.replaceAll(state -> state.rule().equals(now.rule()) ? now : state);
      }
    }
    return states;
  }

  private List<RuleEngine.Alert> late(
      LateReadings.Late late,
      RuleIndex rules,
      List<Rule> inForce,
      EpisodeMachine.Step step,
      Instant now) {
    Reading reading = late.reading();
    List<Judged> judged = signals.judge(late.series(), reading, late.metric(), inForce, step);
    LateReadings.Outcome outcome =
        lateReadings.take(
            late,
            (one, at, unbroken) ->
                signals.judgeAgain(
                    late.series(),
                    one,
                    late.metric(),
                    rules.inForceFor(one, people),
                    at,
                    unbroken));
    if (outcome != null) {
      signals.unbroken(late.series(), inForce, outcome.unbrokenSince());
      return steps.corrections(outcome.tellings(), reading, now);
    }
    List<Event> events = new ArrayList<>(0);
    for (Judged one : judged) {
      RuleState state = late.before().of(one.rule().id());
      EpisodeMachine.stepLate(one.rule(), state, step.with(one.signal()), events);
    }
    return steps.alerts(events, reading, reading.getMetric(), reading.getDeviceId(), judged, now);
  }

  /** Where the rules in force stand after a reading; events are added to the list. */
  static List<RuleState> stepped(
      List<RuleState> before, List<Judged> judged, EpisodeMachine.Step step, List<Event> events) {
    List<RuleState> after = List.of();
    for (Judged one : judged) {
      RuleState state = RuleState.of(before, one.rule().id());
      RuleState next = EpisodeMachine.step(one.rule(), state, step.with(one.signal()), events);
      if (next != null) {
        // At rest, as nearly always, there is nothing to list.
        after = after.isEmpty() ? new ArrayList<>(judged.size()) : after;
        after.add(next);
      }
    }
    return after;
  }
}
