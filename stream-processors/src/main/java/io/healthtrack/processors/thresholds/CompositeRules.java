package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes readings past composite rules. The series of such a rule is of the person and the rule's
 * own metric, whichever devices measure and whichever of its metrics has news; its clock is that of
 * the newest reading of any of them.
 */
final class CompositeRules {

  private final MetricCatalogue catalogue;
  private final BytesStore episodes;
  private final Function<UUID, Person> people;
  private final CompositeReader composites;
  private final Lookout lookout;
  private final Steps steps;

  CompositeRules(
      MetricCatalogue catalogue,
      BytesStore episodes,
      Function<UUID, Person> people,
      CompositeReader composites,
      Lookout lookout,
      Steps steps) {
    this.catalogue = catalogue;
    this.episodes = episodes;
    this.people = people;
    this.composites = composites;
    this.lookout = lookout;
    this.steps = steps;
  }

  List<RuleEngine.Alert> judge(Reading reading, Metric metric, RuleIndex rules, Instant now) {
    Set<String> composed = rules.composedOf(reading);
    if (composed.isEmpty() || !composites.isNews(reading, metric)) {
      return List.of();
    }
    List<RuleEngine.Alert> alerts = new ArrayList<>(0);
    boolean wanted = false;
    for (String own : composed) {
      Optional<Metric> ownMetric = catalogue.byCode(own);
      if (ownMetric.isPresent()) {
        List<Rule> inForce = rules.compositesInForce(own, reading, people);
        alerts.addAll(judge(reading, metric, ownMetric.get(), inForce, now));
        wanted |= !inForce.isEmpty();
      }
    }
    if (wanted) {
      composites.remember(reading, metric);
    }
    return alerts;
  }

  private List<RuleEngine.Alert> judge(
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
    EpisodeMachine.Step arrival = steps.of(reading, own, at, before.newest());
    List<Judged> judged = new ArrayList<>(inForce.size());
    List<RuleState> after = new ArrayList<>(inForce.size());
    List<Event> events = new ArrayList<>(0);
    for (Rule rule : inForce) {
      RuleState state = before.of(rule.id());
      CompositeReader.Seen seen = composites.judge(rule, reading, metric, at);
      judged.add(new Judged(rule, seen.signal()));
      boolean looks = Watched.metrics(rule.version()).contains(metric.code());
      if (looks && at - value.at() <= Signals.window(rule.version())) {
        EpisodeMachine.Step step = steps.of(reading, own, at, seen.previous()).with(seen.signal());
        state = EpisodeMachine.step(rule, state, step, events);
      }
      if (state != null) {
        after.add(state);
      }
    }
    Steps.withdrawOthers(before.states(), judged, at, events);
    lookout.keep(series, new SeriesEpisodes(at, arrival.arrivedAt(), before.deadline(), after));
    return steps.alerts(events, reading, own.code(), null, judged, now);
  }
}
