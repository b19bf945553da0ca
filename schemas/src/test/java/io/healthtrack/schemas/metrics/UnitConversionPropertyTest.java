package io.healthtrack.schemas.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for every metric in every unit it is accepted in. */
class UnitConversionPropertyTest {

  @Property(tries = 300, seed = "20261121")
  void canonicalValuesPassUntouched(@ForAll("metrics") Metric metric, @ForAll double value) {
    assertEquals(value, metric.toCanonical(value, metric.unit()).orElseThrow());
  }

  @Property(tries = 300, seed = "20261121")
  void conversionThereAndBackIsTheSameValue(@ForAll("conversions") Conversion conversion) {
    double canonical = conversion.canonical();
    AcceptedUnit unit = conversion.unit();
    double sent = (canonical - unit.offset()) / unit.factor();
    double back = conversion.metric().toCanonical(sent, unit.code()).orElseThrow();
    assertEquals(canonical, back, 1e-6 + Math.abs(canonical) * 1e-12);
  }

  @Property(tries = 300, seed = "20261121")
  void conversionKeepsOrder(
      @ForAll("conversions") Conversion left, @ForAll("fractions") double fraction) {
    Metric metric = left.metric();
    String unit = left.unit().code();
    double low = metric.toCanonical(left.canonical() - fraction, unit).orElseThrow();
    double high = metric.toCanonical(left.canonical(), unit).orElseThrow();
    assertTrue(low <= high);
  }

  @Property(tries = 100, seed = "20261121")
  void otherUnitsAreRefused(@ForAll("metrics") Metric metric, @ForAll String unit) {
    assertEquals(metric.accepts(unit), metric.toCanonical(1, unit).isPresent());
  }

  @Provide
  Arbitrary<Metric> metrics() {
    return Arbitraries.of(MetricCatalogue.load().all());
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Arbitraries.doubles().between(0, 100);
  }

  @Provide
  Arbitrary<Conversion> conversions() {
    return metrics()
        .filter(metric -> !metric.accepted().isEmpty())
        .flatMap(
            metric ->
                Arbitraries.of(metric.accepted())
                    .flatMap(
                        unit ->
                            Arbitraries.doubles()
                                .between(metric.low(), metric.high())
                                .map(value -> new Conversion(metric, unit, value))));
  }

  record Conversion(Metric metric, AcceptedUnit unit, double canonical) {}
}
