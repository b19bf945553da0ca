package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.Reading;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Rules about absence: an episode opens by the clock of arrivals when nothing has come for too
 * long, and ends with the next arrival.
 */
final class AbsenceWatch {

  private static final long SECOND = 1_000_000L;

  private final ThresholdsSettings settings;
  private final BytesStore arrivals;
  private final Function<UUID, Person> people;
  private final Lookout lookout;
  private final ArrivalClock clock;

  AbsenceWatch(
      ThresholdsSettings settings,
      BytesStore arrivals,
      Function<UUID, Person> people,
      Lookout lookout,
      ArrivalClock clock) {
    this.settings = settings;
    this.arrivals = arrivals;
    this.people = people;
    this.lookout = lookout;
    this.clock = clock;
  }

  /** Something of a metric has arrived: that ends an absence, and puts the next one off. */
  List<RuleEngine.Alert> arrived(Reading reading, Metric metric, RuleIndex rules, Instant now) {
    List<Rule> inForce = inForce(rules, reading);
    if (inForce.isEmpty()) {
      return List.of();
    }
    List<RuleEngine.Alert> alerts = new ArrayList<>(0);
    long receivedAt = EventTime.micros(reading.getReceivedAt());
    long measuredAt = EventTime.micros(reading.getMeasuredAt());
    for (Rule rule : inForce) {
      // What a telephone brings of yesterday does not say that the sensor is there now.
      if (receivedAt - measuredAt <= longest(rule)) {
        arrived(rule, reading, metric, measuredAt, clock.arrival(receivedAt), now, alerts);
      }
    }
    return alerts;
  }

  private void arrived(
      Rule rule,
      Reading reading,
      Metric metric,
      long measuredAt,
      long arrivedAt,
      Instant now,
      List<RuleEngine.Alert> alerts) {
    byte[] key = SeriesKey.of(reading.getUserId(), metric.id(), rule.id());
    SeriesEpisodes before = SeriesEpisodes.read(arrivals.get(key));
    RuleState state = before.of(rule.id());
    boolean open = state != null && state.open();
    if (state != null && !open && arrivedAt - before.arrivedAt() < SECOND) {
      return;
    }
    List<Event> events = new ArrayList<>(0);
    long silent = state == null ? 0 : arrivedAt - clock.silentSince(before.arrivedAt());
    Signal signal = signal(silent, Limit.WITHIN, before.newest());
    RuleState after = EpisodeMachine.step(rule, state, step(signal, arrivedAt, arrivedAt), events);
    SeriesEpisodes held =
        new SeriesEpisodes(
            Math.max(measuredAt, before.newest()),
            arrivedAt,
            before.deadline(),
            List.of(after == null ? RuleState.atRest(rule) : after));
    lookout.keepArrivals(
        key, held, after != null && after.open() ? before.deadline() : arrivedAt + longest(rule));
    for (Event event : events) {
      AlertEvent alert =
          AlertEvents.record(event, new Judged(rule, signal), reading, settings.validFor(), now);
      alert.setDeviceId(null);
      alerts.add(new RuleEngine.Alert(alert, AlertEvents.topics(event)));
    }
  }

  /** A look at a tick: whether nothing has come for too long. */
  void look(Look look, List<RuleEngine.Alert> alerts) {
    SeriesEpisodes held = look.held();
    RuleState state = held.states().getFirst();
    Rule rule = Look.find(inForce(look.rules(), look.probe()), state.rule());
    List<Event> events = new ArrayList<>(0);
    if (rule == null) {
      EpisodeMachine.withdraw(state, held.newest(), events);
      arrivals.put(look.series(), null);
      look.tell(events, null, null, null, settings.validFor(), alerts);
      return;
    }
    long since = clock.silentSince(held.arrivedAt());
    long due = since + longest(rule);
    Signal signal = signal(clock.now() - since, Limit.ABOVE, held.newest());
    boolean overdue = clock.now() >= due;
    boolean back = state.open() && state.backSince() != RuleState.NOT_BACK;
    RuleState after = state;
    if (overdue && (!state.open() || back)) {
      long at = state.open() || state.waiting() ? clock.now() : due;
      after = EpisodeMachine.step(rule, state, step(signal, at, clock.now()), events);
    }
    if (after.open() && state.open()) {
      after =
          EpisodeMachine.tick(
              rule, after, new EpisodeMachine.Tick(clock.now(), held.newest(), false), events);
    }
    SeriesEpisodes next =
        new SeriesEpisodes(
            held.newest(), held.arrivedAt(), SeriesEpisodes.NOT_FILED, List.of(after));
    lookout.keepArrivals(look.series(), next, overdue ? clock.now() + Lookout.EVERY : due);
    look.tell(events, rule, signal, null, settings.validFor(), alerts);
  }

  private List<Rule> inForce(RuleIndex rules, Reading reading) {
    return rules.absencesInForce(
        reading.getTenant(),
        reading.getMetric(),
        reading.getUserId(),
        reading.getReceivedAt(),
        people);
  }

  private static EpisodeMachine.Step step(Signal signal, long at, long arrivedAt) {
    return new EpisodeMachine.Step(signal, at, false, arrivedAt, EpisodeMachine.NO_PREVIOUS, false);
  }

  private static Signal signal(long silent, Limit limit, long newest) {
    double seconds = Math.max(0, silent) / (double) SECOND;
    Instant last = newest == EpisodeMachine.NO_PREVIOUS ? null : EventTime.instant(newest);
    return new Signal(
        seconds, null, "s", limit, List.of(new Evidence("silence", seconds, "s", last)));
  }

  private static long longest(Rule rule) {
    return rule.version().getAbsentSeconds() * SECOND;
  }
}
