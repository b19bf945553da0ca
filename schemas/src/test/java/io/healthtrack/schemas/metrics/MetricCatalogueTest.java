package io.healthtrack.schemas.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricCatalogueTest {

  private final MetricCatalogue catalogue = MetricCatalogue.load();

  @Test
  void shipsAtLeastThirtyMetrics() {
    assertTrue(catalogue.all().size() >= 30);
  }

  @Test
  void findsByCodeIdAndAnyAcceptedLoinc() {
    Metric heartRate = catalogue.byCode("heart-rate").orElseThrow();
    assertEquals(heartRate, catalogue.byId(heartRate.id()).orElseThrow());
    assertEquals(heartRate, catalogue.byLoinc("8867-4").orElseThrow());
    assertEquals("oxygen-saturation", catalogue.byLoinc("2708-6").orElseThrow().code());
    assertEquals("59408-5", metric("oxygen-saturation").emitted().orElseThrow().code());
  }

  @Test
  void tellsGlucoseInBloodFromGlucoseUnderTheSkin() {
    assertEquals("glucose", catalogue.byLoinc("99504-3").orElseThrow().code());
    assertEquals("blood-glucose", catalogue.byLoinc("2339-0").orElseThrow().code());
  }

  @Test
  void convertsKnownValues() {
    assertEquals(99.0858, canonical("glucose", 5.5, "mmol/L"));
    assertEquals(37.0, canonical("body-temperature", 98.6, "[degF]"));
    assertEquals(-40.0, canonical("skin-temperature", -40, "F"));
    assertEquals(68.0388555, canonical("weight", 150, "[lb_av]"), 1e-6);
    assertEquals(1609.344, canonical("distance", 1, "mi"));
    assertEquals(100.0, canonical("energy", 418.4, "kJ"), 1e-6);
    assertEquals(480.0, canonical("sleep-duration", 8, "h"));
    assertEquals(480.0, canonical("sleep-duration", 28800, "s"));
    assertEquals(120.0, canonical("systolic-pressure", 15.998686, "kPa"), 1e-4);
    assertEquals(97.0, canonical("oxygen-saturation", 0.97, "1"));
    assertEquals(72.0, canonical("heart-rate", 72, "bpm"));
    assertEquals(-67.0, canonical("device-signal", -67, "dBm"));
  }

  @Test
  void refusesUnitsItDoesNotKnow() {
    assertTrue(metric("heart-rate").toCanonical(72, "furlong").isEmpty());
    assertTrue(metric("heart-rate").toCanonical(72, "").isEmpty());
    assertFalse(metric("glucose").accepts("mol/L"));
  }

  @Test
  void refusesTheImplausibleAndKeepsTheExtreme() {
    Metric heartRate = metric("heart-rate");
    assertFalse(heartRate.plausible(900));
    assertFalse(heartRate.plausible(Double.NaN));
    assertTrue(heartRate.plausible(203));
    assertTrue(heartRate.plausible(38));
    assertTrue(metric("sedentary-minutes").plausible(1440));
  }

  @Test
  void everyCategoryOfAStageHasAName() {
    Map<Integer, String> stages = metric("sleep-stage").categories();
    assertEquals("deep", stages.get(5));
    assertEquals(7, stages.size());
  }

  private Metric metric(String code) {
    return catalogue.byCode(code).orElseThrow();
  }

  private double canonical(String code, double value, String unit) {
    return metric(code).toCanonical(value, unit).orElseThrow();
  }
}
