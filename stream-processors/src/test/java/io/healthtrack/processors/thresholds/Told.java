package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import java.time.Instant;
import java.util.List;

/** The words in which tests say what came in since noon, and what was told of it. */
final class Told {

  private Told() {}

  /** So long after noon. */
  static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  /** A heart rate measured so long after noon. */
  static Reading at(int seconds, double value) {
    return heartRate(at(seconds), value);
  }

  /** A critical rule on heart rates above 150, without dwell. */
  static RuleVersion.Builder above150() {
    return RuleVersion.newBuilder()
        .setVersion(1)
        .setFrom(Instant.EPOCH)
        .setMetric("heart-rate")
        .setSeverity("critical")
        .setAbove(150.0);
  }

  /** What each event says happened. */
  static List<String> events(List<AlertEvent> alerts) {
    return alerts.stream().map(AlertEvent::getEvent).toList();
  }

  /** The only event there is. */
  static AlertEvent only(List<AlertEvent> alerts) {
    assertEquals(1, alerts.size());
    return alerts.getFirst();
  }
}
