package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
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
  private static final String RECENT_PAST = "recent-past";
  private static final String BASELINES = "baselines";
  private static final String LATEST_VALUES = "latest-values";
  private static final String PEOPLE = "people";

  /** The store of what rules about absence wait for. */
  static final String ARRIVALS = "arrivals";

  /** The store of the clock, which is nobody's. */
  public static final String CLOCK = "arrival-clock";

  /** The names of all stores; in each of them a person's keys begin with the person's id. */
  public static final List<String> STORES =
      List.of(EPISODES, RECENT_POINTS, RECENT_PAST, BASELINES, LATEST_VALUES, PEOPLE, ARRIVALS);

  private final MetricCatalogue catalogue;
  private final BytesStore people;
  private final SeriesRules series;
  private final CompositeRules composites;
  private final AbsenceWatch absences;
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
    BytesStore episodes = stores.apply(EPISODES);
    BytesStore arrivals = stores.apply(ARRIVALS);
    ArrivalClock clock = new ArrivalClock(stores.apply(CLOCK));
    Lookout lookout = new Lookout(deadlines, episodes, arrivals);
    Steps steps = new Steps(settings, clock);
    people = stores.apply(PEOPLE);
    absences = new AbsenceWatch(settings, arrivals, this::person, lookout, clock);
    vigil =
        new Vigil(catalogue, settings, episodes, arrivals, this::person, absences, lookout, clock);
    series =
        new SeriesRules(
            episodes,
            this::person,
            new SignalReader(
                new RecentPoints(stores.apply(RECENT_POINTS)),
                new Baselines(stores.apply(BASELINES))),
            new RecentPast(stores.apply(RECENT_PAST)),
            lookout,
            steps);
    composites =
        new CompositeRules(
            catalogue,
            episodes,
            this::person,
            new CompositeReader(catalogue, new LatestValues(stores.apply(LATEST_VALUES))),
            lookout,
            steps);
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
        .map(metric -> absences.arrived(reading, metric, rules, now))
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
    return together(
        absences.arrived(reading, metric.get(), rules, now),
        series.judge(reading, metric.get(), rules, now),
        composites.judge(reading, metric.get(), rules, now));
  }

  /** Nearly always there is nothing to put together. */
  private static List<Alert> together(
      List<Alert> absences, List<Alert> series, List<Alert> composites) {
    if (absences.isEmpty() && composites.isEmpty()) {
      return series;
    }
    List<Alert> all = new ArrayList<>(absences);
    all.addAll(series);
    all.addAll(composites);
    return all;
  }

  private Person person(UUID user) {
    return Person.read(people.get(UuidSerializer.bytes(user)));
  }
}
