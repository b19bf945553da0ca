package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.serde.TrustedRecords;
import java.time.Instant;
import java.util.List;

/** Rules of each kind to begin with, and readings for them. */
final class KindRules {

  static {
    TrustedRecords.install();
  }

  private KindRules() {}

  /** Glucose that falls faster than 3 mg/dL per minute over a quarter of an hour. */
  static RuleVersion.Builder falling() {
    return rule("rate", "glucose").setBelow(-3.0).setHysteresis(1).setWindowSeconds(900);
  }

  /** A mean heart rate of more than 100 over ten minutes. */
  static RuleVersion.Builder meanHigh() {
    return rule("aggregate", "heart-rate")
        .setStatistic("mean")
        .setAbove(100.0)
        .setWindowSeconds(600);
  }

  /** A resting heart rate three standard deviations above the last fortnight's. */
  static RuleVersion.Builder unusual() {
    return rule("baseline", "resting-heart-rate").setAbove(3.0).setBaselineDays(14);
  }

  /** A respiratory rate above 24 with a saturation below 92. */
  static RuleVersion.Builder breathless() {
    return rule("composite", "respiratory-rate")
        .setAbove(24.0)
        .setHysteresis(2)
        .setWindowSeconds(600)
        .setConditions(List.of(new RuleCondition("oxygen-saturation", null, 92.0)));
  }

  static RuleVersion.Builder rule(String kind, String metric) {
    return RuleVersion.newBuilder()
        .setVersion(1)
        .setFrom(Instant.EPOCH)
        .setName(kind)
        .setKind(kind)
        .setMetric(metric)
        .setSeverity("warning");
  }

  /** Minutes after noon. */
  static Instant minute(double minutes) {
    return Sample.NOON.plusMillis(Math.round(minutes * 60_000));
  }

  static Reading glucose(double minutes, double value) {
    return at("glucose", "mg/dL", minute(minutes), value);
  }

  static Reading heartRate(double minutes, double value) {
    return at("heart-rate", "/min", minute(minutes), value);
  }

  static Reading breaths(double minutes, double value) {
    return at("respiratory-rate", "/min", minute(minutes), value);
  }

  static Reading saturation(double minutes, double value) {
    return at("oxygen-saturation", "%", minute(minutes), value);
  }

  /** Received at once. */
  static Reading at(String metric, String unit, Instant when, double value) {
    Reading reading = Sample.reading(metric, unit, when, when, value);
    reading.setProof("fresh");
    return reading;
  }

  static Reading bounded(Reading reading, String comparator) {
    reading.setComparator(comparator);
    return reading;
  }

  static List<String> events(List<AlertEvent> alerts) {
    return alerts.stream().map(AlertEvent::getEvent).toList();
  }

  static List<String> evidence(AlertEvent alert) {
    return alert.getEvidence().stream().map(Evidence::getName).toList();
  }
}
