package io.healthtrack.gateway.limits;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The clock as buckets read it. */
record MidnightClock(Clock clock) implements TimeMeter {

  @Override
  public long currentTimeNanos() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }

  Instant nextMidnight() {
    return today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  LocalDate today() {
    return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  }
}
