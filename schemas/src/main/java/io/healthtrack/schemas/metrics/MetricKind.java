package io.healthtrack.schemas.metrics;

import java.util.Locale;

/** How values of a metric relate to time, and so how they may be combined. */
public enum MetricKind {
  /** True at one moment, such as a heart rate: averages and extremes make sense, sums do not. */
  INSTANT,
  /** The length or amount of one stretch of time that has a start and an end, such as a sleep. */
  INTERVAL,
  /** An amount that adds up over time, such as steps: sums make sense. */
  CUMULATIVE,
  /** A named state written as its number, such as a sleep stage: only counting makes sense. */
  CATEGORICAL;

  /** The name used in the catalogue and in the database: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
