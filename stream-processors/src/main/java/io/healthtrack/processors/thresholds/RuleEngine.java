package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes readings past rules, and says what happens to episodes. No Kafka in it: the topology gives
 * it its stores and a backtest others, so that both decide alike.
 */
public final class RuleEngine {

  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final BytesStore episodes;

  /** An engine that remembers in a store. */
  public RuleEngine(MetricCatalogue catalogue, ThresholdsSettings settings, BytesStore episodes) {
    this.catalogue = catalogue;
    this.settings = settings;
    this.episodes = episodes;
  }

  /**
   * An event, and the severities whose topics it goes to.
   *
   * @param event the record to publish
   */
  public record Alert(AlertEvent event, Set<Severity> topics) {}

  /**
   * Steps a reading through the rules in force when it was received.
   *
   * @param now when this is done, for the record
   */
  public List<Alert> evaluate(Reading reading, RuleIndex rules, Instant now) {
    List<Rule> inForce = rules.inForceFor(reading);
    Optional<Metric> metric = catalogue.byCode(reading.getMetric());
    if (metric.isEmpty()) {
      return List.of();
    }
    byte[] series = SeriesKey.of(reading.getUserId(), metric.get().id(), reading.getDeviceId());
    byte[] stored = inForce.isEmpty() ? episodes.get(series) : null;
    if (inForce.isEmpty() && stored == null) {
      return List.of();
    }
    SeriesEpisodes before = SeriesEpisodes.read(stored == null ? episodes.get(series) : stored);
    EpisodeMachine.Step step = step(reading, metric.get(), before.newest());
    List<Judged> judged = judge(reading, inForce);
    List<Event> events = new ArrayList<>(0);
    if (step.measuredAt() < before.newest()) {
      for (Judged one : judged) {
        RuleState state = before.of(one.rule().id());
        EpisodeMachine.stepLate(one.rule(), state, step.with(one.signal()), events);
      }
    } else {
      List<RuleState> after = new ArrayList<>(before.states().size() + 1);
      for (Judged one : judged) {
        RuleState state = before.of(one.rule().id());
        RuleState next = EpisodeMachine.step(one.rule(), state, step.with(one.signal()), events);
        if (next != null) {
          after.add(next);
        }
      }
      withdrawOthers(before, judged, step, events);
      episodes.put(
          series,
          new SeriesEpisodes(step.measuredAt(), step.arrivedAt(), before.deadline(), after)
              .write());
    }
    return events.isEmpty() ? List.of() : alerts(events, reading, judged, now);
  }

  private static List<Judged> judge(Reading reading, List<Rule> inForce) {
    List<Judged> judged = new ArrayList<>(inForce.size());
    for (Rule rule : inForce) {
      judged.add(new Judged(rule, Signals.value(rule, reading)));
    }
    return judged;
  }

  private List<Alert> alerts(
      List<Event> events, Reading reading, List<Judged> judged, Instant now) {
    List<Alert> alerts = new ArrayList<>(events.size());
    for (Event event : events) {
      Judged one = Judged.of(judged, event.state().rule());
      alerts.add(
          new Alert(
              AlertEvents.record(event, one, reading, settings.validFor(), now),
              AlertEvents.topics(event)));
    }
    return alerts;
  }

  private static void withdrawOthers(
      SeriesEpisodes before, List<Judged> judged, EpisodeMachine.Step step, List<Event> events) {
    for (RuleState state : before.states()) {
      if (Judged.of(judged, state.rule()) == null) {
        EpisodeMachine.withdraw(state, step.measuredAt(), events);
      }
    }
  }

  private EpisodeMachine.Step step(Reading reading, Metric metric, long previous) {
    long measuredAt = EventTime.micros(reading.getMeasuredAt());
    long longest = metric.maxGap().toNanos() / 1_000;
    boolean old =
        reading.getReceivedAt().isAfter(reading.getMeasuredAt().plus(settings.oldAfter()));
    boolean gap =
        previous != EpisodeMachine.NO_PREVIOUS && longest > 0 && measuredAt - previous > longest;
    return new EpisodeMachine.Step(
        Signal.unknown(metric.unit()),
        measuredAt,
        old,
        EventTime.micros(reading.getReceivedAt()),
        previous,
        gap);
  }
}
