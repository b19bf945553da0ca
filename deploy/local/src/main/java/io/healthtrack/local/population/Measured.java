package io.healthtrack.local.population;

import io.healthtrack.gateway.formats.ReadingDraft;
import java.time.Instant;

/** Readings as a simulated device states them. */
final class Measured {
  private Measured() {}

  static ReadingDraft of(String device, String metric, double value, String unit, Instant at) {
    return over(device, metric, value, unit, at, null);
  }

  static ReadingDraft over(
      String device, String metric, double value, String unit, Instant from, Instant until) {
    return beyond(null, device, metric, value, unit, from, until);
  }

  /** With a comparator: the sensor knows only that the value is beyond {@code value}. */
  static ReadingDraft beyond(
      String comparator,
      String device,
      String metric,
      double value,
      String unit,
      Instant from,
      Instant until) {
    return new ReadingDraft(
        null,
        device,
        null,
        metric,
        value,
        comparator,
        unit,
        from,
        until,
        null,
        0,
        ReadingDraft.FINAL,
        null,
        ReadingDraft.SENSED,
        null,
        null);
  }
}
