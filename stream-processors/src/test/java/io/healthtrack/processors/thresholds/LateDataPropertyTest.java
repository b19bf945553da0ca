package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.backtest.Backtest;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Whatever the order in which readings arrive, copies and restarts included: in the end the same
 * episodes are told as if each had come in its turn.
 */
class LateDataPropertyTest {

  private static final int READINGS = 250;
  private static final UUID SECOND_WATCH = new UUID(9, 9);

  @Property(tries = 150)
  void limitsEndInTheEpisodesOfTheCleanStream(@ForAll long seed) {
    holds(seed, limits(new Random(seed)), Duration.ofSeconds(290));
  }

  @Property(tries = 100)
  void limitsDoSoWithDataThatWasOldOnArrival(@ForAll long seed) {
    holds(seed, limits(new Random(seed)), Duration.ofMinutes(50));
  }

  @Property(tries = 60)
  void ratesDoSo(@ForAll long seed) {
    holds(seed, rates(new Random(seed)), latest(seed));
  }

  @Property(tries = 60)
  void aggregatesDoSo(@ForAll long seed) {
    holds(seed, aggregates(new Random(seed)), latest(seed));
  }

  /** Beyond midnight, and with some days before that say what is usual. */
  @Property(tries = 40)
  void baselinesDoSo(@ForAll long seed) {
    Random random = new Random(seed);
    List<Reading> readings = new ArrayList<>();
    for (int number = 0; number < 120; number++) {
      Instant at = Sample.NOON.minus(Duration.ofDays(5)).plusSeconds(3_000L * number);
      readings.add(received(at, at, 80 + 8 * random.nextGaussian()));
    }
    readings.addAll(readings(random, Sample.NOON.plusSeconds(42_000), latest(seed)));
    // The other device's days are the person's too, and are not judged again.
    readings.forEach(reading -> reading.setDeviceId(Sample.DEVICE));
    RuleVersion.Builder unusual =
        KindRules.rule("baseline", "heart-rate").setBaselineDays(4).setHysteresis(0.5);
    holds(
        seed,
        List.of(
            timed(random, 1, unusual.setAbove(3.0)),
            timed(random, 2, unusual.setAbove(null).setBelow(-2.5))),
        readings,
        latest(seed));
  }

  /** What came hours late in its order, or minutes late and out of it, is what the table holds. */
  @Property(tries = 60)
  void retrospectiveEpisodesAreThoseOfABacktest(@ForAll long seed) {
    Random random = new Random(seed);
    List<ThresholdRule> rules = new ArrayList<>(limits(random));
    rules.addAll(rates(random).stream().limit(1).toList());
    List<Reading> readings = readings(random, Sample.NOON, Duration.ofMinutes(50));
    readings.forEach(reading -> reading.setReceivedAt(reading.getReceivedAt().plusSeconds(7_200)));
    EngineRun late = late(random, rules, readings);
    late.events().forEach(event -> assertTrue(event.getRetrospective()));
    Set<List<Object>> told = new HashSet<>();
    for (EngineRun.Outline one : late.outlines(false)) {
      told.add(
          Arrays.asList(one.id(), one.openedAt(), one.endedAt(), one.extreme(), one.breaching()));
    }
    assertEquals(backtested(rules, readings), told, "seed " + seed);
  }

  private static Set<List<Object>> backtested(List<ThresholdRule> rules, List<Reading> readings) {
    Set<List<Object>> found = new HashSet<>();
    Backtest backtest =
        new Backtest(
            MetricCatalogue.load(),
            ThresholdsSettings.DEFAULTS,
            rules,
            one ->
                found.add(
                    Arrays.asList(
                        one.id(),
                        one.openedAt(),
                        one.open() ? null : one.until(),
                        EngineRun.rounded(one.extreme()),
                        one.breaching())));
    readings.stream()
        .sorted(Comparator.comparing(Reading::getMeasuredAt))
        .forEach(reading -> backtest.take(Reading.newBuilder(reading).build()));
    backtest.finish();
    return found;
  }

  @Test
  void theComparisonIsNotOfNothing() {
    int corrected = 0;
    int withdrawn = 0;
    int told = 0;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Reading> readings = readings(random, Sample.NOON, Duration.ofSeconds(290));
      EngineRun late = late(random, limits(random), readings);
      corrected += late.count("corrected");
      withdrawn += late.count("withdrawn");
      told += late.episodes().size();
    }
    assertTrue(told > 100, () -> "few episodes");
    assertTrue(corrected > 5, "few corrections");
    assertTrue(withdrawn > 20, "few withdrawals");
  }

  private static Duration latest(long seed) {
    return seed % 2 == 0 ? Duration.ofSeconds(290) : Duration.ofMinutes(50);
  }

  private static void holds(long seed, List<ThresholdRule> rules, Duration latest) {
    holds(seed, rules, readings(new Random(seed), Sample.NOON, latest), latest);
  }

  private static void holds(
      long seed, List<ThresholdRule> rules, List<Reading> readings, Duration latest) {
    Random random = new Random(seed);
    EngineRun clean = new EngineRun(rules);
    readings.stream().sorted(Comparator.comparing(Reading::getMeasuredAt)).forEach(clean::take);
    EngineRun late = late(random, rules, readings);
    boolean live = latest.compareTo(ThresholdsSettings.DEFAULTS.oldAfter()) <= 0;
    Set<EngineRun.Outline> missing = clean.outlines(live);
    Set<EngineRun.Outline> more = late.outlines(live);
    Set<EngineRun.Outline> same = new HashSet<>(missing);
    same.retainAll(more);
    missing.removeAll(same);
    more.removeAll(same);
    assertEquals(missing, more, "seed " + seed);
    late.events()
        .forEach(
            event -> {
              boolean old = event.getReceivedAt().isAfter(event.getMeasuredAt().plusSeconds(3_600));
              assertFalse(event.getPage() && old, "a page for old data, seed " + seed);
              assertFalse(event.getPage() && event.getRetrospective());
            });
  }

  private static EngineRun late(Random random, List<ThresholdRule> rules, List<Reading> readings) {
    EngineRun run = new EngineRun(rules);
    readings.stream()
        .sorted(Comparator.comparing(Reading::getReceivedAt))
        .forEach(
            reading -> {
              if (random.nextInt(20) == 0) {
                run.restart();
              }
              run.take(reading);
              if (random.nextInt(10) == 0) {
                run.copy(reading);
              }
            });
    return run;
  }

  /** Slow waves with noise and gaps; a third of it is late, one by one or as a stretch. */
  private static List<Reading> readings(Random random, Instant from, Duration latest) {
    List<Reading> readings = new ArrayList<>();
    Instant at = from;
    int pace = 2 + random.nextInt(40);
    Instant held = at;
    for (int number = 0; number < READINGS; number++) {
      at = at.plusSeconds(random.nextInt(60) == 0 ? 900 : 1 + random.nextInt(pace));
      long most = latest.toMillis();
      if (random.nextInt(30) == 0) {
        held = at.plusMillis(random.nextLong(most));
      }
      Instant received =
          random.nextInt(4) == 0 ? at.plusMillis(random.nextLong(most)) : at.plusMillis(100);
      Instant latestHere = at.plusMillis(most);
      received = held.isAfter(received) && held.isBefore(latestHere) ? held : received;
      double value = Math.rint(90 + 40 * Math.sin(number / 9.0) + 15 * random.nextGaussian());
      Reading reading = received(at, received.plusNanos(number * 1_000L), value);
      reading.setComparator(random.nextInt(40) == 0 ? ">" : null);
      if (random.nextInt(5) == 0) {
        reading.setDeviceId(SECOND_WATCH);
      }
      readings.add(reading);
    }
    return readings;
  }

  private static List<ThresholdRule> limits(Random random) {
    return List.of(
        rule(random, 1, "critical", 125.0, null, 5),
        rule(random, 2, "warning", 105.0, 60.0, 3),
        rule(random, 3, "info", null, 55.0, 0));
  }

  private static List<ThresholdRule> rates(Random random) {
    RuleVersion.Builder rate = KindRules.rule("rate", "heart-rate").setHysteresis(2);
    return List.of(
        timed(random, 21, rate.setAbove(15.0).setWindowSeconds(60 * (1 + random.nextInt(20)))),
        timed(random, 22, rate.setAbove(30.0).setBelow(-20.0).setSeverity("critical")));
  }

  private static List<ThresholdRule> aggregates(Random random) {
    List<ThresholdRule> rules = new ArrayList<>();
    double[] limits = {100, 45, 140, 1_500, 12, 75};
    Statistic[] statistics = Statistic.values();
    for (int number = 0; number < statistics.length; number++) {
      Statistic statistic = statistics[number];
      boolean lowest = statistic == Statistic.MINIMUM;
      double limit = limits[number];
      rules.add(
          timed(
              random,
              10 + number,
              KindRules.rule("aggregate", "heart-rate")
                  .setStatistic(statistic.code())
                  .setWindowSeconds(30 * (1 + random.nextInt(40)))
                  .setAbove(lowest ? null : limit)
                  .setBelow(lowest ? limit : null)
                  .setHysteresis(2)));
    }
    return rules;
  }

  private static ThresholdRule rule(
      Random random, int number, String severity, Double above, Double below, double hysteresis) {
    return timed(
        random,
        number,
        KindRules.rule("limit", "heart-rate")
            .setSeverity(severity)
            .setAbove(above)
            .setBelow(below)
            .setHysteresis(hysteresis)
            .setEscalateAbove(above == null || random.nextBoolean() ? null : above + 15)
            .setEscalateTo("critical"));
  }

  private static ThresholdRule timed(Random random, int number, RuleVersion.Builder rule) {
    return Backtest.always(
        new UUID(1, number),
        "default",
        rule.setDwellSeconds(random.nextInt(3) * random.nextInt(120))
            .setResolveSeconds(random.nextInt(3) * random.nextInt(120))
            .setCooldownSeconds(random.nextInt(2) * 300)
            .build());
  }

  private static Reading received(Instant at, Instant received, double value) {
    Reading reading = Sample.heartRate(at, value);
    reading.setReceivedAt(received);
    return reading;
  }
}
