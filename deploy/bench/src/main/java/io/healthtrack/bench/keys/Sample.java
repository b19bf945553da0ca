package io.healthtrack.bench.keys;

import java.util.UUID;

/** One reading, with every id in the two forms that the shapes choose from. */
record Sample(
    UUID user,
    int userNumber,
    UUID device,
    int deviceNumber,
    short metric,
    long measuredAt,
    double value,
    UUID reading) {}
