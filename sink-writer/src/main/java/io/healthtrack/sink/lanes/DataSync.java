package io.healthtrack.sink.lanes;

import java.util.UUID;

/**
 * What one device brought of one person in a batch.
 *
 * @param device absent for self-reports and health records
 * @param readings how many of them the batch stored or corrected
 * @param measuredFrom microseconds since 1970, the earliest fresh reading; absent when there is
 *     none
 * @param measuredUntil the latest
 */
public record DataSync(
    UUID user, UUID device, int readings, Long measuredFrom, Long measuredUntil) {}
