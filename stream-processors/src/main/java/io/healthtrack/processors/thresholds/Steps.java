package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Where a reading stands in its series, and what is told of what rules made of it. */
final class Steps {

  private final ThresholdsSettings settings;
  private final ArrivalClock clock;

  Steps(ThresholdsSettings settings, ArrivalClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A reading's step, of which no rule has said anything yet.
   *
   * @param previous the series' time before it, or {@link EpisodeMachine#NO_PREVIOUS}
   */
  EpisodeMachine.Step of(Reading reading, Metric metric, long measuredAt, long previous) {
    long longest = metric.maxGap().toNanos() / 1_000;
    boolean old =
        reading.getReceivedAt().isAfter(reading.getMeasuredAt().plus(settings.oldAfter()));
    boolean gap =
        previous != EpisodeMachine.NO_PREVIOUS && longest > 0 && measuredAt - previous > longest;
    return new EpisodeMachine.Step(
        Signal.unknown(metric.unit()),
        measuredAt,
        old,
        clock.arrival(EventTime.micros(reading.getReceivedAt())),
        previous,
        gap);
  }

  /** For how long after its arrival an event may page, in microseconds. */
  long validFor() {
    return settings.validFor().toNanos() / 1_000;
  }

  /** The records of what late data made of the episodes of a series. */
  List<RuleEngine.Alert> corrections(
      List<Correction.Telling> tellings, Reading reading, Instant now) {
    List<RuleEngine.Alert> alerts = new ArrayList<>(tellings.size());
    for (Correction.Telling one : tellings) {
      AlertEvent alert =
          AlertEvents.record(one.event(), one.judged(), reading, settings.validFor(), now);
      alerts.add(new RuleEngine.Alert(alert, AlertEvents.topics(one.event())));
    }
    return alerts;
  }

  /** The records of what happened at a reading. */
  List<RuleEngine.Alert> alerts(
      List<Event> events,
      Reading reading,
      String metric,
      UUID device,
      List<Judged> judged,
      Instant now) {
    if (events.isEmpty()) {
      return List.of();
    }
    List<RuleEngine.Alert> alerts = new ArrayList<>(events.size());
    for (Event event : events) {
      Judged one = Judged.of(judged, event.state().rule());
      AlertEvent alert = AlertEvents.record(event, one, reading, settings.validFor(), now);
      alert.setMetric(metric);
      alert.setDeviceId(device);
      alerts.add(new RuleEngine.Alert(alert, AlertEvents.topics(event)));
    }
    return alerts;
  }

  /** Ends the episodes of rules that are not in force any more. */
  static void withdrawOthers(
      List<RuleState> before, List<Judged> judged, long measuredAt, List<Event> events) {
    for (RuleState state : before) {
      if (Judged.of(judged, state.rule()) == null) {
        EpisodeMachine.withdraw(state, measuredAt, events);
      }
    }
  }
}
