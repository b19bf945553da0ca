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
  private final Lookout lookout;
  private final Steps steps;

  SeriesRules(
      BytesStore episodes,
      Function<UUID, Person> people,
      SignalReader signals,
      Lookout lookout,
      Steps steps) {
    this.episodes = episodes;
    this.people = people;
    this.signals = signals;
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
    List<Judged> judged = signals.judge(series, reading, metric, inForce, step);
    List<Event> events = new ArrayList<>(0);
    if (measuredAt < before.newest()) {
      for (Judged one : judged) {
        RuleState state = before.of(one.rule().id());
        EpisodeMachine.stepLate(one.rule(), state, step.with(one.signal()), events);
      }
    } else {
      List<RuleState> after = stepped(before, judged, step, events);
      Steps.withdrawOthers(before, judged, measuredAt, events);
      lookout.keep(
          series, new SeriesEpisodes(measuredAt, step.arrivedAt(), before.deadline(), after));
    }
    return steps.alerts(events, reading, reading.getMetric(), reading.getDeviceId(), judged, now);
  }

  private static List<RuleState> stepped(
      SeriesEpisodes before, List<Judged> judged, EpisodeMachine.Step step, List<Event> events) {
    List<RuleState> after = List.of();
    for (Judged one : judged) {
      RuleState state = before.of(one.rule().id());
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
