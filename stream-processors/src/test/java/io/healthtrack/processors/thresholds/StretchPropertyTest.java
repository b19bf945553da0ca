package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Rates and aggregates are what a naive look over the list of readings finds, with late readings,
 * gaps and a restart at any moment; and no more is remembered than the longest window needs.
 */
class StretchPropertyTest {

  private static final long MAX_GAP = 600_000_000L;
  private static final List<Statistic> STATISTICS = List.of(Statistic.values());

  /** What the reader remembers in; it outlives the reader, as a store outlives a process. */
  private static final class Memory implements BytesStore {

    private final TreeMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public byte[] get(byte[] key) {
      return values.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (value == null) {
        values.remove(key);
      } else {
        values.put(key, value);
      }
    }
  }

  @Property(tries = 60)
  void signalsAreWhatTheListOfReadingsSays(@ForAll long seed) {
    Random random = new Random(seed);
    int window = 60 * (1 + random.nextInt(random.nextBoolean() ? 20 : 200));
    List<Rule> rules = rules(window);
    Memory memory = new Memory();
    SignalReader reader = reader(memory);
    List<Point> naive = new ArrayList<>();
    byte[] series = {1};
    long newest = Long.MIN_VALUE;
    long unbroken = 0;
    for (int i = 0; i < 300; i++) {
      if (random.nextInt(20) == 0) {
        reader = reader(memory);
      }
      Reading reading = reading(random, newest);
      Point point = Point.of(reading);
      boolean late = point.at() < newest;
      boolean gap = newest != Long.MIN_VALUE && point.at() - newest > MAX_GAP;
      List<Judged> judged =
          reader.judge(
              series,
              reading,
              MetricCatalogue.load().byCode("heart-rate").orElseThrow(),
              rules,
              new EpisodeMachine.Step(
                  Signal.unknown("/min"), point.at(), false, point.at(), newest, gap));
      naive.add(point);
      if (late) {
        assertTrue(judged.stream().noneMatch(one -> one.signal().known()));
        continue;
      }
      unbroken = newest == Long.MIN_VALUE || gap ? point.at() : unbroken;
      newest = point.at();
      for (Judged one : judged) {
        compare(one, naive, point, unbroken, window * 1_000_000L, seed);
      }
    }
    long minutes = window / 60;
    assertTrue(memory.values.size() <= 1 + 2 * (minutes + 300), "remembers too much");
  }

  private static void compare(
      Judged judged, List<Point> all, Point newest, long unbroken, long window, long seed) {
    Signal signal = judged.signal();
    double expected =
        judged.rule().kind() == RuleKind.RATE
            ? rate(all, newest, Math.max(unbroken, newest.at() - window), window)
            : aggregate(judged.rule(), all, newest, unbroken, window);
    assertEquals(expected, signal.value(), 1e-6, () -> judged.rule() + " seed " + seed);
    assertEquals(!Double.isNaN(expected), signal.known());
  }

  private static double rate(List<Point> all, Point newest, long from, long window) {
    Point oldest = null;
    for (Point point : all) {
      if (point.exact() && point.at() >= from && (oldest == null || point.at() < oldest.at())) {
        oldest = point;
      }
    }
    return !newest.exact() || oldest == null || newest.at() - oldest.at() < window / 2
        ? Double.NaN
        : (newest.value() - oldest.value()) / (newest.at() - oldest.at()) * 60e6;
  }

  private static double aggregate(
      Rule rule, List<Point> all, Point newest, long unbroken, long window) {
    Statistic statistic = Statistic.of(rule.version().getStatistic()).orElseThrow();
    if (newest.at() - unbroken < statistic.covered(window)) {
      return Double.NaN;
    }
    List<Point> inside =
        all.stream()
            .filter(point -> point.at() > newest.at() - window && point.at() >= unbroken)
            .toList();
    double[] exact = inside.stream().filter(Point::exact).mapToDouble(Point::value).toArray();
    double lowest = extreme(inside, Point.LESS, 1);
    double highest = extreme(inside, Point.GREATER, -1);
    return switch (statistic) {
      case MEAN -> Arrays.stream(exact).average().orElse(Double.NaN);
      case MINIMUM -> lowest;
      case MAXIMUM -> highest;
      case SUM -> Arrays.stream(exact).sum();
      case COUNT -> inside.size();
      case RANGE -> highest - lowest;
    };
  }

  /** The lowest (sign 1) or highest (sign -1) of the exact values and those of one bound. */
  private static double extreme(List<Point> points, byte bound, int sign) {
    double extreme = Double.NaN;
    for (Point point : points) {
      if (point.exact() || point.bound() == bound) {
        extreme =
            Double.isNaN(extreme) || point.value() * sign < extreme * sign
                ? point.value()
                : extreme;
      }
    }
    return extreme;
  }

  /** Mostly the next of its series; now and then late, after a gap, or only a bound. */
  private static Reading reading(Random random, long newest) {
    long at = newest == Long.MIN_VALUE ? EventTime.micros(Sample.NOON) : newest;
    int kind = random.nextInt(100);
    if (kind < 10 && newest != Long.MIN_VALUE) {
      at -= 1 + random.nextInt(300_000_000);
    } else if (kind < 12) {
      at += MAX_GAP + 1 + random.nextInt(1_000_000_000);
    } else {
      at += random.nextInt(kind < 50 ? 10_000_000 : 400_000_000);
    }
    Reading reading = Sample.heartRate(EventTime.instant(at), 40 + random.nextInt(1_000) / 10.0);
    int bound = random.nextInt(20);
    reading.setComparator(bound == 0 ? "<" : bound == 1 ? ">" : null);
    return reading;
  }

  private static SignalReader reader(Memory memory) {
    return new SignalReader(new RecentPoints(memory), new Baselines(memory));
  }

  private static List<Rule> rules(int window) {
    List<Rule> rules = new ArrayList<>();
    rules.add(rule(KindRules.rule("rate", "heart-rate"), window));
    for (Statistic statistic : STATISTICS) {
      rules.add(
          rule(KindRules.rule("aggregate", "heart-rate").setStatistic(statistic.code()), window));
    }
    return rules;
  }

  private static Rule rule(RuleVersion.Builder version, int window) {
    RuleVersion built =
        version.setAbove(100.0).setWindowSeconds(window).setFrom(Instant.EPOCH).build();
    return Rule.of(new UUID(0, 1), built, RuleKind.of(built.getKind()).orElseThrow());
  }
}
