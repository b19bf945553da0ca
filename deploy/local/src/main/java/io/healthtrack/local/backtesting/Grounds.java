package io.healthtrack.local.backtesting;

import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;

/**
 * What both sides of a comparison are judged on.
 *
 * @param tenant whose people and rules
 * @param settings as the topology has them
 * @param cohorts who is who, for rules that ask
 */
public record Grounds(
    String tenant, MetricCatalogue catalogue, ThresholdsSettings settings, Cohorts cohorts) {}
