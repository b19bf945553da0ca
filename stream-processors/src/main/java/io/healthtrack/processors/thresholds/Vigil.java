package io.healthtrack.processors.thresholds;

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
 * sensor falls silent, somebody is called again, a rule has ended; and whose turn it is.
 */
final class Vigil {

  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final BytesStore episodes;
  private final BytesStore arrivals;
  private final Function<UUID, Person> people;
  private final AbsenceWatch absences;
  private final Lookout lookout;
  private final ArrivalClock clock;

  Vigil(
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      BytesStore episodes,
      BytesStore arrivals,
      Function<UUID, Person> people,
      AbsenceWatch absences,
      Lookout lookout,
      ArrivalClock clock) {
    this.catalogue = catalogue;
    this.settings = settings;
    this.episodes = episodes;
    this.arrivals = arrivals;
    this.people = people;
    this.absences = absences;
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
          absences.look(look, alerts);
        } else if (look != null) {
          silence(look, alerts);
        }
      }
    }
    return alerts;
  }

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
            ? look.rules().compositesInForce(look.metric().code(), look.probe(), people)
            : look.rules().inForceFor(look.probe(), people);
    long longest = look.metric().maxGap().toNanos() / 1_000;
    boolean silent = longest > 0 && clock.now() - clock.silentSince(held.arrivedAt()) > longest;
    EpisodeMachine.Tick tick = new EpisodeMachine.Tick(clock.now(), held.newest(), silent);
    List<RuleState> after = new ArrayList<>(held.states().size());
    Past past = held.past();
    for (RuleState state : held.states()) {
      Rule rule = Look.find(inForce, state.rule());
      List<Event> events = new ArrayList<>(0);
      if (rule == null) {
        EpisodeMachine.withdraw(state, held.newest(), events);
        past = past.with(events);
      } else {
        after.add(state.open() ? EpisodeMachine.tick(rule, state, tick, events) : state);
      }
      look.tell(events, rule, null, SeriesKey.device(look.series()), settings.validFor(), alerts);
    }
    SeriesEpisodes next =
        new SeriesEpisodes(held.newest(), held.arrivedAt(), SeriesEpisodes.NOT_FILED, after, past);
    lookout.keepFrom(look.series(), next, clock.now());
  }

  private static UUID user(byte[] series) {
    ByteBuffer bytes = ByteBuffer.wrap(series);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
