package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.backtest.Backtest;
import io.healthtrack.processors.backtest.Episode;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.TrustedRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A backtest finds the episodes that the topology publishes for the same readings sent live. */
class BacktestEqualsTopologyTest {

  private static final UUID BOB = new UUID(8, 8);
  private static final UUID SECOND_WATCH = new UUID(9, 9);
  private static final int READINGS = 400;

  static {
    TrustedRecords.install();
  }

  /** What both sides can be held to. */
  private record Outline(
      UUID id,
      UUID rule,
      UUID user,
      Severity worst,
      Instant openedAt,
      Instant toldAt,
      boolean open,
      Instant ended,
      int pages) {}

  @Property(tries = 40)
  void findsTheEpisodesOfTheTopology(@ForAll long seed) {
    Random random = new Random(seed);
    List<ThresholdRule> rules = rules(random);
    List<Reading> readings = readings(random);
    assertEquals(published(rules, readings), found(rules, readings), "seed " + seed);
  }

  @Property(tries = 25)
  void findsThoseOfEveryKind(@ForAll long seed) {
    Random random = new Random(seed);
    List<ThresholdRule> rules = rulesOfKinds(random);
    List<Reading> readings = readingsForKinds(random);
    assertEquals(published(rules, readings), found(rules, readings), "seed " + seed);
  }

  @Test
  void everyKindIsCompared() {
    Random random = new Random(1);
    List<ThresholdRule> rules = rulesOfKinds(random);
    Set<Outline> found = found(rules, readingsForKinds(random));
    for (ThresholdRule rule : rules) {
      assertTrue(
          found.stream().anyMatch(one -> one.rule().equals(rule.getRuleId())),
          () -> rule.getVersions().getFirst().getName());
    }
  }

  @Test
  void theComparisonIsNotOfNothing() {
    Random random = new Random(1);
    List<ThresholdRule> rules = rules(random);
    Set<Outline> found = found(rules, readings(random));
    assertTrue(found.stream().anyMatch(Outline::open));
    assertTrue(found.stream().filter(episode -> !episode.open()).count() > 10);
    assertTrue(found.stream().anyMatch(episode -> episode.pages() > 0));
  }

  @Test
  void tellsOfAnOpenEpisodeWhatItsLastReadingMadeOfIt() {
    List<Episode> episodes = new ArrayList<>();
    Backtest backtest = backtest(List.of(rule(1, "critical", 100.0, null, 5, 0, 60)), episodes);
    for (int second = 0; second < 50; second += 10) {
      backtest.take(Sample.heartRate(Sample.NOON.plusSeconds(second), 120 + second));
    }
    assertTrue(episodes.isEmpty());
    backtest.finish();
    Episode only = episodes.getFirst();
    assertTrue(only.open());
    assertEquals(160, only.extreme());
    assertEquals(5, only.breaching());
    assertEquals(Sample.NOON.plusSeconds(40), only.until());
  }

  @Test
  void judgesWhatArrivedLateAsIfItHadArrivedAtOnce() {
    List<Episode> episodes = new ArrayList<>();
    Backtest backtest = backtest(List.of(rule(1, "critical", 100.0, null, 5, 0, 0)), episodes);
    backtest.take(
        Sample.reading("heart-rate", "/min", Sample.NOON, Sample.NOON.plusSeconds(36_000), 150));
    backtest.finish();
    assertEquals(1, episodes.getFirst().pages());
  }

  @Test
  void asksWhoAPersonIsForRulesOfSomePeopleOnly() {
    ThresholdRule rule = rule(1, "critical", 100.0, null, 5, 0, 0);
    rule.getVersions().getFirst().setMinAge(65);
    for (Integer born : new Integer[] {1940, 2000, null}) {
      List<Episode> episodes = new ArrayList<>();
      Backtest backtest = backtest(List.of(rule), episodes);
      backtest.know(User.newBuilder().setUserId(Sample.USER).setBirthYear(born).build());
      backtest.take(Sample.heartRate(Sample.NOON, 150));
      backtest.finish();
      assertEquals(born != null && born == 1940 ? 1 : 0, episodes.size(), "born " + born);
    }
  }

  private static Set<Outline> found(List<ThresholdRule> rules, List<Reading> readings) {
    List<Episode> episodes = new ArrayList<>();
    Backtest backtest = backtest(rules, episodes);
    readings.stream()
        .sorted(Comparator.comparing(Reading::getUserId).thenComparing(Reading::getMeasuredAt))
        .forEach(reading -> backtest.take(Reading.newBuilder(reading).build()));
    backtest.finish();
    Set<Outline> outlines =
        episodes.stream()
            .map(
                episode ->
                    new Outline(
                        episode.id(),
                        episode.rule(),
                        episode.user(),
                        episode.severity(),
                        episode.openedAt(),
                        episode.toldAt(),
                        episode.open(),
                        episode.open() ? null : episode.until(),
                        episode.pages()))
            .collect(Collectors.toSet());
    assertEquals(episodes.size(), outlines.size(), "each episode is told once");
    return outlines;
  }

  private static Backtest backtest(List<ThresholdRule> rules, List<Episode> episodes) {
    return new Backtest(MetricCatalogue.load(), ThresholdsSettings.DEFAULTS, rules, episodes::add);
  }

  private static Set<Outline> published(List<ThresholdRule> rules, List<Reading> readings) {
    Map<UUID, Map<Integer, AlertEvent>> episodes = new HashMap<>();
    try (ThresholdsRun run = new ThresholdsRun(Sample.NOON)) {
      rules.forEach(
          rule -> run.rule(rule.getRuleId(), rule.getVersions().toArray(RuleVersion[]::new)));
      // As they would come: everybody's mixed.
      readings.forEach(run::send);
      Stream.of(run.critical(), run.warning(), run.info())
          .flatMap(List::stream)
          .forEach(
              event ->
                  episodes
                      .computeIfAbsent(event.getEpisodeId(), id -> new HashMap<>())
                      .put(event.getRevision(), event));
    }
    return episodes.values().stream()
        .map(BacktestEqualsTopologyTest::outline)
        .collect(Collectors.toSet());
  }

  private static Outline outline(Map<Integer, AlertEvent> events) {
    AlertEvent first = events.get(1);
    AlertEvent last = events.get(events.size());
    boolean ended = Set.of("resolved", "withdrawn").contains(last.getEvent());
    return new Outline(
        first.getEpisodeId(),
        first.getRuleId(),
        first.getUserId(),
        events.values().stream()
            .map(event -> Severity.of(event.getSeverity()))
            .max(Comparator.naturalOrder())
            .orElseThrow(),
        first.getOpenedAt(),
        first.getMeasuredAt(),
        !ended,
        ended ? last.getMeasuredAt() : null,
        (int) events.values().stream().filter(AlertEvent::getPage).count());
  }

  private static List<ThresholdRule> rules(Random random) {
    return List.of(
        rule(1, "critical", 130.0, null, 5, 10 * random.nextInt(4), 10 * random.nextInt(6)),
        rule(2, "warning", 110.0, 55.0, 3, 10 * random.nextInt(8), 10 * random.nextInt(6)),
        rule(3, "info", null, 60.0, 0, 0, 0));
  }

  private static ThresholdRule rule(
      int number,
      String severity,
      Double above,
      Double below,
      double hysteresis,
      int dwell,
      int back) {
    return Backtest.always(
        new UUID(1, number),
        "default",
        RuleVersion.newBuilder()
            .setVersion(1)
            .setFrom(Instant.EPOCH)
            .setName("rule " + number)
            .setMetric("heart-rate")
            .setSeverity(severity)
            .setAbove(above)
            .setBelow(below)
            .setHysteresis(hysteresis)
            .setDwellSeconds(dwell)
            .setResolveSeconds(back)
            .build());
  }

  private static List<ThresholdRule> rulesOfKinds(Random random) {
    return List.of(
        timed(random, 11, KindRules.rule("rate", "heart-rate").setAbove(20.0), 240),
        timed(random, 12, KindRules.meanHigh().setAbove(95.0), 300),
        timed(random, 13, KindRules.meanHigh().setStatistic("range").setAbove(60.0), 120),
        timed(random, 14, KindRules.meanHigh().setStatistic("count").setAbove(9.0), 180),
        timed(
            random,
            15,
            KindRules.rule("baseline", "heart-rate").setBaselineDays(5).setAbove(1.5),
            0),
        timed(random, 16, KindRules.breathless().setSeverity("critical"), 120),
        timed(
            random,
            17,
            KindRules.breathless().setMatch("any").setEscalateAbove(28.0).setEscalateTo("critical"),
            60));
  }

  private static ThresholdRule timed(
      Random random, int number, RuleVersion.Builder rule, int window) {
    return Backtest.always(
        new UUID(1, number),
        "default",
        rule.setName("rule " + number)
            .setWindowSeconds(window)
            .setDwellSeconds(10 * random.nextInt(4))
            .setResolveSeconds(10 * random.nextInt(4))
            .setCooldownSeconds(60 * random.nextInt(3))
            .build());
  }

  /** The same waves, after five days that say what is usual, and with breaths and saturation. */
  private static List<Reading> readingsForKinds(Random random) {
    List<Reading> readings = new ArrayList<>();
    for (int number = 0; number < 160; number++) {
      Instant at = Sample.NOON.minusSeconds(432_000).plusSeconds(2_600L * number);
      readings.add(received(Sample.heartRate(at, Math.rint(85 + 9 * random.nextGaussian())), at));
    }
    for (Reading reading : readings(random)) {
      readings.add(reading);
      Instant at = reading.getMeasuredAt().plusMillis(500);
      switch (random.nextInt(3)) {
        case 0 -> readings.add(beside(reading, at, "respiratory-rate", "/min", 22, 5, random));
        case 1 -> readings.add(beside(reading, at, "oxygen-saturation", "%", 93, 2, random));
        default -> {}
      }
    }
    return readings;
  }

  private static Reading beside(
      Reading reading,
      Instant at,
      String metric,
      String unit,
      double usual,
      double spread,
      Random random) {
    double value = Math.rint(usual + spread * random.nextGaussian());
    Reading other = received(Sample.reading(metric, unit, at, at, value), at);
    other.setUserId(reading.getUserId());
    return other;
  }

  private static Reading received(Reading reading, Instant at) {
    reading.setReceivedAt(at);
    return reading;
  }

  /** Two people, one of them with two watches: slow waves with noise, and gaps now and then. */
  private static List<Reading> readings(Random random) {
    List<Reading> readings = new ArrayList<>();
    Instant at = Sample.NOON;
    for (int number = 0; number < READINGS; number++) {
      at = at.plusSeconds(random.nextInt(100) == 0 ? 900 : 2 + random.nextInt(8));
      Reading reading = Sample.heartRate(at, wave(random, number));
      reading.setReceivedAt(at);
      switch (random.nextInt(3)) {
        case 0 -> reading.setUserId(BOB);
        case 1 -> reading.setDeviceId(SECOND_WATCH);
        default -> {}
      }
      readings.add(reading);
    }
    return readings;
  }

  private static double wave(Random random, int number) {
    return Math.rint(90 + 45 * Math.sin(number / 17.0) + 12 * random.nextGaussian());
  }
}
