package io.healthtrack.bench.sink;

/**
 * What one run of a contender gave.
 *
 * @param perSecond rows
 * @param clientCpu CPU-seconds of its process for a million rows
 * @param serverCpu CPU-seconds of the database server, all its processes, for a million rows
 * @param peakMegabytes the most memory its process had; NaN where it has no process of its own
 * @param walBytes bytes of log for a row
 */
record Result(
    double perSecond, double clientCpu, double serverCpu, double peakMegabytes, double walBytes) {}
