package io.healthtrack.sink.windows;

import java.util.UUID;

/**
 * An hour of one person and metric.
 *
 * @param start microseconds since 1970, a multiple of an hour
 */
public record Hour(UUID userId, short metricType, long start) {}
