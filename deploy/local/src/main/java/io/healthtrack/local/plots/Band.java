package io.healthtrack.local.plots;

import java.time.Instant;

/** An episode in a picture. */
public record Band(Instant from, Instant until, Urgency urgency) {}
