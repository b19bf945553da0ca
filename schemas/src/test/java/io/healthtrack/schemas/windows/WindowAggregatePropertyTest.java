package io.healthtrack.schemas.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for any set of readings, however it arrived. */
class WindowAggregatePropertyTest {

  private static final List<Double> BINS = List.of(-10.0, 0.0, 40.0, 60.0, 100.0, 250.0);
  private static final double[] EDGES = BINS.stream().mapToDouble(Double::doubleValue).toArray();

  record Sample(long at, UUID id, double value, String comparator) {}

  @Property(tries = 400, seed = "20261121")
  void orderAndMergingLeaveNoTrace(@ForAll("samples") List<Sample> samples, @ForAll long seed) {
    WindowAggregate direct = fold(samples);
    Random random = new Random(seed);
    List<Sample> shuffled = new ArrayList<>(samples);
    Collections.shuffle(shuffled, random);
    WindowAggregate merged = new WindowAggregate(BINS);
    for (int from = 0; from < shuffled.size(); ) {
      int until = from + 1 + random.nextInt(shuffled.size() - from);
      merged.add(fold(shuffled.subList(from, until)));
      from = until;
    }

    assertSame(direct, merged);
  }

  @Property(tries = 300, seed = "20261121")
  void sumsAreRoundedOnce(@ForAll("samples") List<Sample> samples) {
    List<Double> values = values(samples);
    BigDecimal sum = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertEquals(sum.doubleValue(), fold(samples).sum());
  }

  @Property(tries = 300, seed = "20261121")
  void m2IsExactForOrdinaryValues(@ForAll("samples") List<Sample> samples) {
    List<Double> values = values(samples);
    if (values.size() > 1) {
      BigDecimal count = BigDecimal.valueOf(values.size());
      BigDecimal mean =
          values.stream()
              .map(BigDecimal::new)
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .divide(count, new MathContext(400));
      BigDecimal m2 =
          values.stream()
              .map(value -> new BigDecimal(value).subtract(mean).pow(2))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      double expected = m2.doubleValue();
      assertEquals(expected, fold(samples).m2(), Math.ulp(expected));
    }
  }

  @Property(tries = 300, seed = "20261121")
  void everyReadingIsInOneBinOrLimited(@ForAll("samples") List<Sample> samples) {
    WindowAggregate window = fold(samples);
    assertEquals(
        samples.size() - window.limited(), Arrays.stream(window.histogram().counts()).sum());
    assertEquals(window.readings(), Arrays.stream(window.histogram().counts()).sum());
  }

  @Property(tries = 300, seed = "20261121")
  void percentilesAreInTheTrueOnesBin(
      @ForAll("samples") List<Sample> samples, @ForAll("shares") double share) {
    List<Double> values = new ArrayList<>(values(samples));
    WindowAggregate window = fold(samples);
    if (values.isEmpty()) {
      assertTrue(window.histogram().percentile(share, 0, 0).isEmpty());
      return;
    }
    Collections.sort(values);
    double truth = values.get(Math.max(0, (int) Math.ceil(share * values.size()) - 1));
    double estimate =
        window.histogram().percentile(share, window.min(), window.max()).orElseThrow();
    int bin = 0;
    while (bin < EDGES.length - 2 && truth >= EDGES[bin + 1]) {
      bin++;
    }
    double from = bin == 0 ? window.min() : EDGES[bin];
    double until = bin == EDGES.length - 2 ? window.max() : EDGES[bin + 1];
    assertTrue(estimate >= from && estimate <= until, truth + " was estimated as " + estimate);
  }

  private static WindowAggregate fold(List<Sample> samples) {
    WindowAggregate window = new WindowAggregate(BINS);
    samples.forEach(s -> window.add(s.at(), s.id(), s.value(), s.comparator()));
    return window;
  }

  private static List<Double> values(List<Sample> samples) {
    return samples.stream().filter(s -> s.comparator() == null).map(Sample::value).toList();
  }

  private static void assertSame(WindowAggregate expected, WindowAggregate actual) {
    assertEquals(expected.readings(), actual.readings());
    assertEquals(expected.limited(), actual.limited());
    assertEquals(expected.sum(), actual.sum());
    assertEquals(expected.m2(), actual.m2());
    assertEquals(expected.min(), actual.min());
    assertEquals(expected.max(), actual.max());
    assertEquals(expected.first(), actual.first());
    assertEquals(expected.last(), actual.last());
    assertArrayEquals(expected.histogram().counts(), actual.histogram().counts());
  }

  @Provide
  Arbitrary<Double> shares() {
    return Arbitraries.doubles().between(0, 1);
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-20, 320).map(Integer::doubleValue),
            Arbitraries.doubles().between(-50, 400).ofScale(6),
            Arbitraries.doubles().between(-1e15, 1e15).ofScale(3),
            Arbitraries.of(0.0, -0.0, 0.1, 1e16, -1e16, 1e-9));
    Arbitrary<UUID> ids =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    return Combinators.combine(
            Arbitraries.longs().between(-5, 5),
            ids,
            values,
            Arbitraries.of(null, null, null, null, "<", ">="))
        .as(Sample::new)
        .list()
        .uniqueElements(Sample::id)
        .ofMaxSize(60);
  }
}
