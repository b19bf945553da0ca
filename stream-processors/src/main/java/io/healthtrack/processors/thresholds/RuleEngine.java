package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
    List<Event> events = new ArrayList<>(0);
    if (step.measuredAt() < before.newest()) {
      for (Rule rule : inForce) {
        EpisodeMachine.stepLate(rule, before.of(rule.id()), step, events);
      }
    } else {
      List<RuleState> after = new ArrayList<>(before.states().size() + 1);
      for (Rule rule : inForce) {
        RuleState state = EpisodeMachine.step(rule, before.of(rule.id()), step, events);
        if (state != null) {
          after.add(state);
        }
      }
      withdrawOthers(before, inForce, step, events);
      episodes.put(series, new SeriesEpisodes(step.measuredAt(), after).write());
    }
    return events.isEmpty() ? List.of() : alerts(events, reading, inForce, now);
  }

  private List<Alert> alerts(List<Event> events, Reading reading, List<Rule> inForce, Instant now) {
    List<Alert> alerts = new ArrayList<>(events.size());
    for (Event event : events) {
      RuleVersion rule = versionOf(inForce, event.state().rule());
      alerts.add(
          new Alert(
              AlertEvents.record(event, rule, reading, settings.validFor(), now),
              AlertEvents.topics(event)));
    }
    return alerts;
  }

  private static void withdrawOthers(
      SeriesEpisodes before, List<Rule> inForce, EpisodeMachine.Step step, List<Event> events) {
    for (RuleState state : before.states()) {
      if (versionOf(inForce, state.rule()) == null) {
        EpisodeMachine.withdraw(state, step, events);
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
        reading.getValue(), reading.getComparator(), measuredAt, old, previous, gap);
  }

  private static RuleVersion versionOf(List<Rule> rules, UUID id) {
    for (Rule rule : rules) {
      if (rule.id().equals(id)) {
        return rule.version();
      }
    }
    return null;
  }
}
