package io.healthtrack.bench.pipeline;

import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.util.UUID;

/** What everybody wears: a watch that measures five things about once a second. */
final class Watch {

  static final String[] METRICS = {
    "heart-rate",
    "respiratory-rate",
    "oxygen-saturation",
    "body-temperature",
    "heart-rate-variability"
  };
  static final String[] UNITS = {"/min", "/min", "%", "Cel", "ms"};

  /** Tenths; what varies is added. */
  static final int[] LEVELS = {620, 140, 960, 364, 420};

  /** A heart that a rule without dwell finds too fast. */
  static final int FAST = 210;

  /** No saturation: it is refused, and quarantined. */
  static final int IMPLAUSIBLE = 999;

  private Watch() {}

  static String person(int number) {
    return "bench|person-%05d".formatted(number);
  }

  static String device(int number) {
    return "bench|watch-%05d".formatted(number);
  }

  static UUID user(int number) {
    return SubjectIdentity.userFrom("default", person(number));
  }

  /** The id that the gateway gives to a heart rate that is too fast. */
  static UUID breach(int number, long micros) {
    return ReadingIdentity.ofMeasurement(
        SubjectIdentity.deviceFrom("default", device(number)),
        METRICS[0],
        micros,
        FAST,
        null,
        UNITS[0],
        0);
  }
}
