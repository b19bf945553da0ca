package io.healthtrack.local.backtesting;

import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;

/**
 * What both sides of a comparison are judged on.
 *
 * @param tenant whose people and rules
 * @param cohorts who is who, for rules that ask
 */
public record Grounds(String tenant, MetricCatalogue catalogue, Cohorts cohorts) {

  /** As the topology has them unless configured. */
  ThresholdsSettings settings() {
    return ThresholdsSettings.DEFAULTS;
  }
}
