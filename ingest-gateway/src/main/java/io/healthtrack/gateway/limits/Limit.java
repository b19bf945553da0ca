package io.healthtrack.gateway.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** One limit of one credential, and what is left of it. */
final class Limit {

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final String name;
  private final long quota;
  private final Duration window;
  private final Bucket bucket;

  private Limit(String name, long quota, Duration window, Bucket bucket) {
    this.name = name;
    this.quota = quota;
    this.window = window;
    this.bucket = bucket;
  }

  /** Fills evenly; what is not used is kept for as long as {@code burst}. */
  static Limit rate(String name, int perSecond, Duration burst, TimeMeter clock) {
    long capacity = perSecond * burst.toSeconds();
    return new Limit(
        name,
        capacity,
        burst,
        Bucket.builder()
            .withCustomTimePrecision(clock)
            .addLimit(
                limit -> limit.capacity(capacity).refillGreedy(perSecond, Duration.ofSeconds(1)))
            .build());
  }

  /** Fills at midnight, in UTC. */
  static Limit quota(String name, long perDay, MidnightClock clock) {
    return new Limit(
        name,
        perDay,
        Duration.ofDays(1),
        Bucket.builder()
            .withCustomTimePrecision(clock)
            .addLimit(
                limit ->
                    limit
                        .capacity(perDay)
                        .refillIntervallyAligned(perDay, Duration.ofDays(1), clock.nextMidnight()))
            .build());
  }

  /** All or nothing. */
  Permission take(long count) {
    return probe(count);
  }

  /**
   * All or nothing, except that more than would ever fit is let through when nothing else was asked
   * lately, and is then paid off: otherwise a request above the burst could never be answered.
   */
  Permission takeOrOwe(long count) {
    long now = Math.min(count, quota);
    Permission permission = probe(now);
    if (permission instanceof Permission.Granted && count > now) {
      bucket.consumeIgnoringRateLimits(count - now);
    }
    return permission;
  }

  /** What was taken and came to nothing. */
  void giveBack(long count) {
    bucket.addTokens(count);
  }

  private Permission probe(long count) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(count);
    if (probe.isConsumed()) {
      return new Permission.Granted();
    }
    // What is more than a whole quota never fits, however long one waits.
    long nanos = Math.min(probe.getNanosToWaitForRefill(), LONGEST_WAIT.toNanos());
    // Rounded up: whoever waits as long as this is not refused again for a fraction of a second.
    Duration wait = Duration.ofNanos(nanos).plusNanos(999_999_999);
    return new Permission.Refused(
        name,
        quota,
        window,
        Math.max(0, probe.getRemainingTokens()),
        Duration.ofSeconds(Math.max(1, wait.toSeconds())));
  }
}
