package io.healthtrack.sink.analytics;

import java.util.UUID;

/**
 * A UTC day of one person and metric.
 *
 * @param number days since 1970
 */
record Day(UUID userId, short metricType, long number) {}
