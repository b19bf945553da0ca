package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes readings past rules, and says what happens to episodes. No Kafka in it: the topology gives
 * it its stores and a backtest others, so that both decide alike.
 */
public final class RuleEngine {

  /** The store of the episodes. */
  public static final String EPISODES = "episodes";

  private static final String RECENT_POINTS = "recent-points";
  private static final String BASELINES = "baselines";
  private static final String LATEST_VALUES = "latest-values";
  private static final String PEOPLE = "people";

  /** The store of what rules about absence wait for. */
  static final String ARRIVALS = "arrivals";

  /** The store of the clock, which is nobody's. */
  public static final String CLOCK = "arrival-clock";

  /** The names of all stores; in each of them a person's keys begin with the person's id. */
  public static final List<String> STORES =
      List.of(EPISODES, RECENT_POINTS, BASELINES, LATEST_VALUES, PEOPLE, ARRIVALS);

  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final BytesStore episodes;
  private final BytesStore people;
  private final SignalReader signals;
  private final CompositeReader composites;
  private final ArrivalClock clock;
  private final Lookout lookout;
  private final Vigil vigil;

  /**
   * An engine that remembers in stores, and has no clock but readings.
   *
   * @param stores gives each of {@link #STORES}, and {@link #CLOCK}, by its name
   */
  public RuleEngine(
      MetricCatalogue catalogue, ThresholdsSettings settings, Function<String, BytesStore> stores) {
    this(catalogue, settings, stores, Deadlines.NONE);
  }

  /**
   * An engine that looks after series while nothing arrives, too.
   *
   * @param stores gives each of {@link #STORES}, and {@link #CLOCK}, by its name
   * @param deadlines what is to be looked at, and when
   */
  public RuleEngine(
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      Function<String, BytesStore> stores,
      Deadlines deadlines) {
    this.catalogue = catalogue;
    this.settings = settings;
    BytesStore episodes = stores.apply(EPISODES);
    BytesStore arrivals = stores.apply(ARRIVALS);
    this.episodes = episodes;
    this.clock = new ArrivalClock(stores.apply(CLOCK));
    this.lookout = new Lookout(deadlines, episodes, arrivals);
    this.vigil = new Vigil(catalogue, settings, episodes, arrivals, this::person, lookout, clock);
    this.people = stores.apply(PEOPLE);
    this.signals =
        new SignalReader(
            new RecentPoints(stores.apply(RECENT_POINTS)), new Baselines(stores.apply(BASELINES)));
    this.composites = new CompositeReader(catalogue, new LatestValues(stores.apply(LATEST_VALUES)));
  }

  /**
   * An event, and the severities whose topics it goes to.
   *
   * @param event the record to publish
   */
  public record Alert(AlertEvent event, Set<Severity> topics) {}

  /** Learns what rules for some people only need to know of a person. */
  public void know(User user) {
    people.put(UuidSerializer.bytes(user.getUserId()), Person.of(user).write());
  }

  /**
   * Takes a tick: everything received before it has been seen.
   *
   * @param at the time of the tick
   * @param now when this is done, for the record
   */
  public List<Alert> tick(Instant at, RuleIndex rules, Instant now) {
    return vigil.tick(EventTime.micros(at), rules, now);
  }

  /**
   * Takes note of a reading that no other rule judges: something has arrived.
   *
   * @param now when this is done, for the record
   */
  public List<Alert> arrived(Reading reading, RuleIndex rules, Instant now) {
    return catalogue
        .byCode(reading.getMetric())
        .map(metric -> vigil.arrived(reading, metric, rules, now))
        .orElse(List.of());
  }

  /**
   * Steps a reading through the rules in force when it was received.
   *
   * @param now when this is done, for the record
   */
  public List<Alert> evaluate(Reading reading, RuleIndex rules, Instant now) {
    Optional<Metric> metric = catalogue.byCode(reading.getMetric());
    if (metric.isEmpty()) {
      return List.of();
    }
    List<Alert> alerts = vigil.arrived(reading, metric.get(), rules, now);
    alerts.addAll(ofSeries(reading, metric.get(), rules, now));
    Set<String> composed = rules.composedOf(reading);
    if (composed.isEmpty() || !composites.isNews(reading, metric.get())) {
      return alerts;
    }
    boolean wanted = false;
    for (String own : composed) {
      Optional<Metric> ownMetric = catalogue.byCode(own);
      if (ownMetric.isPresent()) {
        List<Rule> inForce = rules.compositesInForce(own, reading, () -> person(reading));
        alerts.addAll(ofComposites(reading, metric.get(), ownMetric.get(), inForce, now));
        wanted |= !inForce.isEmpty();
      }
    }
    if (wanted) {
      composites.remember(reading, metric.get());
    }
    return alerts;
  }

  private List<Alert> ofSeries(Reading reading, Metric metric, RuleIndex rules, Instant now) {
    List<Rule> inForce = rules.inForceFor(reading, () -> person(reading));
    byte[] series = SeriesKey.of(reading.getUserId(), metric.id(), reading.getDeviceId());
    byte[] stored = episodes.get(series);
    if (inForce.isEmpty() && stored == null) {
      return List.of();
    }
    SeriesEpisodes before = SeriesEpisodes.read(stored);
    long measuredAt = EventTime.micros(reading.getMeasuredAt());
    EpisodeMachine.Step step = step(reading, metric, measuredAt, before.newest());
    List<Judged> judged = signals.judge(series, reading, metric, inForce, step);
    List<Event> events = new ArrayList<>(0);
    if (measuredAt < before.newest()) {
      for (Judged one : judged) {
        RuleState state = before.of(one.rule().id());
        EpisodeMachine.stepLate(one.rule(), state, step.with(one.signal()), events);
      }
    } else {
      List<RuleState> after = new ArrayList<>(before.states().size() + 1);
      for (Judged one : judged) {
        RuleState state = before.of(one.rule().id());
        add(after, EpisodeMachine.step(one.rule(), state, step.with(one.signal()), events));
      }
      withdrawOthers(before, judged, step, events);
      lookout.keep(
          series,
          new SeriesEpisodes(step.measuredAt(), step.arrivedAt(), before.deadline(), after));
    }
    return alerts(events, reading, reading.getMetric(), reading.getDeviceId(), judged, now);
  }

  /**
   * A composite rule's series is of the person and the rule's own metric, whichever devices measure
   * and whichever of its metrics has news; its clock is that of the newest reading of any of them.
   */
  private List<Alert> ofComposites(
      Reading reading, Metric metric, Metric own, List<Rule> inForce, Instant now) {
    UUID user = reading.getUserId();
    byte[] series = SeriesKey.combined(user, own.id());
    byte[] stored = episodes.get(series);
    if (inForce.isEmpty() && stored == null) {
      return List.of();
    }
    Point value = Point.of(reading);
    SeriesEpisodes before = SeriesEpisodes.read(stored);
    long at = Math.max(value.at(), before.newest());
    List<Judged> judged = new ArrayList<>(inForce.size());
    List<RuleState> after = new ArrayList<>(before.states().size() + 1);
    List<Event> events = new ArrayList<>(0);
    for (Rule rule : inForce) {
      RuleState state = before.of(rule.id());
      CompositeReader.Seen seen = composites.judge(rule, reading, metric, at);
      judged.add(new Judged(rule, seen.signal()));
      boolean looks = Watched.metrics(rule.version()).contains(metric.code());
      if (looks && at - value.at() <= Signals.window(rule.version())) {
        EpisodeMachine.Step step = step(reading, own, at, seen.previous()).with(seen.signal());
        state = EpisodeMachine.step(rule, state, step, events);
      }
      add(after, state);
    }
    withdrawOthers(before, judged, step(reading, own, at, before.newest()), events);
    long arrivedAt = clock.arrival(EventTime.micros(reading.getReceivedAt()));
    lookout.keep(series, new SeriesEpisodes(at, arrivedAt, before.deadline(), after));
    return alerts(events, reading, own.code(), null, judged, now);
  }

  private List<Alert> alerts(
      List<Event> events,
      Reading reading,
      String metric,
      UUID device,
      List<Judged> judged,
      Instant now) {
    List<Alert> alerts = new ArrayList<>(events.size());
    for (Event event : events) {
      Judged one = Judged.of(judged, event.state().rule());
      AlertEvent alert = AlertEvents.record(event, one, reading, settings.validFor(), now);
      alert.setMetric(metric);
      alert.setDeviceId(device);
      alerts.add(new Alert(alert, AlertEvents.topics(event)));
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

  private EpisodeMachine.Step step(Reading reading, Metric metric, long measuredAt, long previous) {
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

  private Person person(Reading reading) {
    return person(reading.getUserId());
  }

  private Person person(UUID user) {
    return Person.read(people.get(UuidSerializer.bytes(user)));
  }

  private static void add(List<RuleState> states, RuleState state) {
    if (state != null) {
      states.add(state);
    }
  }
}
