package io.healthtrack.schemas.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A value that should raise an alarm must never be refused as implausible: every limit that people
 * set lies well inside the plausible range.
 */
class AlarmLimitsTest {

  /** The widest limits in use at the bedside and in device alerts, and the margin beyond them. */
  @ParameterizedTest
  @CsvSource({
    // code, lowest low limit, highest high limit, margin in the canonical unit
    "heart-rate, 30, 250, 10",
    "resting-heart-rate, 30, 150, 10",
    "respiratory-rate, 4, 60, 4",
    "oxygen-saturation, 50, 100, 0",
    "body-temperature, 28, 42, 3",
    "systolic-pressure, 50, 260, 20",
    "diastolic-pressure, 30, 160, 20",
    "mean-arterial-pressure, 40, 180, 20",
    "glucose, 40, 500, 30",
    "blood-glucose, 20, 1000, 15",
    "device-battery, 0, 100, 0",
    "pain, 0, 10, 0"
  })
  void plausibleRangeContainsAlarmLimits(String code, double low, double high, double margin) {
    Metric metric = MetricCatalogue.load().byCode(code).orElseThrow();
    assertTrue(metric.plausible(low - margin), "low");
    assertTrue(metric.plausible(high + margin), "high");
    for (AgeBand band : metric.ages()) {
      assertTrue(band.plausible(low - margin), band.ages());
      assertTrue(band.plausible(high + margin), band.ages());
    }
  }
}
