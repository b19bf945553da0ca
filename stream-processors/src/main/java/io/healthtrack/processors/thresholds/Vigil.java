package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.Reading;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What happens to episodes by the clock of arrivals, while no reading of their series comes: a
 * sensor falls silent, an absence begins, somebody is called again, a rule has ended.
 */
final class Vigil {

  private static final long SECOND = 1_000_000L;

  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final BytesStore episodes;
  private final BytesStore arrivals;
  private final Function<UUID, Person> people;
  private final Lookout lookout;
  private final ArrivalClock clock;

  Vigil(
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      BytesStore episodes,
      BytesStore arrivals,
      Function<UUID, Person> people,
      Lookout lookout,
      ArrivalClock clock) {
    this.catalogue = catalogue;
    this.settings = settings;
    this.episodes = episodes;
    this.arrivals = arrivals;
    this.people = people;
    this.lookout = lookout;
    this.clock = clock;
  }

  /** Takes a tick of the clock. */
  List<RuleEngine.Alert> tick(long at, RuleIndex rules, Instant now) {
    List<RuleEngine.Alert> alerts = new ArrayList<>(0);
    if (clock.tick(at)) {
      for (Lookout.Due due : lookout.due(clock.now())) {
        Look look = look(due, rules, now);
        if (look != null && due.absence()) {
          absence(look, alerts);
        } else if (look != null) {
          silence(look, alerts);
        }
      }
    }
    return alerts;
  }

  /** Something of a metric has arrived: that ends an absence, and puts the next one off. */
  List<RuleEngine.Alert> arrived(Reading reading, Metric metric, RuleIndex rules, Instant now) {
    List<RuleEngine.Alert> alerts = new ArrayList<>(0);
    List<Rule> inForce = absences(rules, reading);
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

  /** A series at a tick, with what there is to know of it. */
  @SuppressWarnings("ArrayRecordComponent") // a store's key, never compared
  private record Look(
      byte[] series,
      SeriesEpisodes held,
      Metric metric,
      Reading probe,
      RuleIndex rules,
      Instant now) {}

  /** {@code null} if there is nothing to look at: erased, at rest, or of rules nobody knows. */
  private Look look(Lookout.Due due, RuleIndex rules, Instant now) {
    byte[] series = due.series();
    BytesStore store = due.absence() ? arrivals : episodes;
    byte[] stored = store.get(series);
    if (stored == null) {
      return null;
    }
    SeriesEpisodes held = SeriesEpisodes.read(stored).filedUnder(SeriesEpisodes.NOT_FILED);
    Metric metric = catalogue.byId(SeriesKey.metric(series)).orElse(null);
    String tenant =
        held.states().isEmpty() ? null : rules.tenantOf(held.states().getFirst().rule());
    if (metric == null || tenant == null || (!due.absence() && !held.anyOpen())) {
      store.put(series, held.write());
      return null;
    }
    // A reading that nobody sent: what would be in force for it is in force at this time.
    Reading probe = new Reading();
    probe.setTenant(tenant);
    probe.setUserId(user(series));
    probe.setMetric(metric.code());
    probe.setMeasuredAt(EventTime.instant(clock.now()));
    probe.setReceivedAt(EventTime.instant(clock.now()));
    return new Look(series, held, metric, probe, rules, now);
  }

  private void silence(Look look, List<RuleEngine.Alert> alerts) {
    SeriesEpisodes held = look.held();
    List<Rule> inForce =
        SeriesKey.isCombined(look.series())
            ? look.rules().compositesInForce(look.metric().code(), look.probe(), () -> person(look))
            : look.rules().inForceFor(look.probe(), () -> person(look));
    long longest = look.metric().maxGap().toNanos() / 1_000;
    boolean silent = longest > 0 && clock.now() - clock.silentSince(held.arrivedAt()) > longest;
    EpisodeMachine.Tick tick = new EpisodeMachine.Tick(clock.now(), held.newest(), silent);
    List<RuleState> after = new ArrayList<>(held.states().size());
    for (RuleState state : held.states()) {
      Rule rule = find(inForce, state.rule());
      List<Event> events = new ArrayList<>(0);
      if (rule == null) {
        EpisodeMachine.withdraw(state, held.newest(), events);
      } else {
        after.add(state.open() ? EpisodeMachine.tick(rule, state, tick, events) : state);
      }
      tell(look, events, rule, null, SeriesKey.device(look.series()), alerts);
    }
    SeriesEpisodes next =
        new SeriesEpisodes(held.newest(), held.arrivedAt(), SeriesEpisodes.NOT_FILED, after);
    lookout.keepFrom(look.series(), next, clock.now());
  }

  private void absence(Look look, List<RuleEngine.Alert> alerts) {
    SeriesEpisodes held = look.held();
    RuleState state = held.states().getFirst();
    Rule rule = find(absences(look.rules(), look.probe()), state.rule());
    List<Event> events = new ArrayList<>(0);
    if (rule == null) {
      EpisodeMachine.withdraw(state, held.newest(), events);
      arrivals.put(look.series(), null);
      tell(look, events, null, null, null, alerts);
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
    tell(look, events, rule, signal, null, alerts);
  }

  private void tell(
      Look look,
      List<Event> events,
      Rule rule,
      Signal signal,
      UUID device,
      List<RuleEngine.Alert> alerts) {
    for (Event event : events) {
      AlertEvent alert =
          AlertEvents.byTheClock(
              event, rule, signal, look.probe(), look.metric(), settings.validFor(), look.now());
      alert.setDeviceId(device);
      alerts.add(new RuleEngine.Alert(alert, AlertEvents.topics(event)));
    }
  }

  private List<Rule> absences(RuleIndex rules, Reading reading) {
    UUID user = reading.getUserId();
    return rules.absencesInForce(
        reading.getTenant(),
        reading.getMetric(),
        user,
        reading.getReceivedAt(),
        () -> people.apply(user));
  }

  private Person person(Look look) {
    return people.apply(look.probe().getUserId());
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

  private static Rule find(List<Rule> rules, UUID id) {
    for (Rule rule : rules) {
      if (rule.id().equals(id)) {
        return rule;
      }
    }
    return null;
  }

  private static UUID user(byte[] series) {
    ByteBuffer bytes = ByteBuffer.wrap(series);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
