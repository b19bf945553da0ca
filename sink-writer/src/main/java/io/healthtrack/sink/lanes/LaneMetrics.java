package io.healthtrack.sink.lanes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One lane's metrics. Rows are counted after the commit, so {@code rows} by outcome add up to the
 * committed tallies, except for commits whose answer was lost.
 */
final class LaneMetrics {

  private final MeterRegistry registry;
  private final String lane;
  private final Counter inserted;
  private final Counter alreadyStored;
  private final Counter corrected;
  private final Counter quarantined;
  private final DistributionSummary batchRows;
  private final Timer batchTime;
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong paused = new AtomicLong(1);

  LaneMetrics(MeterRegistry registry, String lane) {
    this.registry = registry;
    this.lane = lane;
    inserted = rows("inserted");
    alreadyStored = rows("already-stored");
    corrected = rows("corrected");
    quarantined = rows("quarantined");
    batchRows =
        DistributionSummary.builder("healthtrack.sink.batch.rows")
            .description("Records per committed batch.")
            .tag("lane", lane)
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    batchTime =
        Timer.builder("healthtrack.sink.batch.time")
            .description("From the transaction's begin to its commit.")
            .tag("lane", lane)
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    Gauge.builder("healthtrack.sink.lag", lag, AtomicLong::get)
        .description("Offsets between the lane and the end of its topics.")
        .tag("lane", lane)
        .register(registry);
    Gauge.builder("healthtrack.sink.paused", paused, AtomicLong::get)
        .description("1 while the lane does not write.")
        .tag("lane", lane)
        .register(registry);
  }

  void committed(Outcomes outcomes, int records, Duration took) {
    Outcomes.Totals totals = outcomes.totals();
    inserted.increment((double) totals.inserted());
    alreadyStored.increment((double) totals.alreadyStored());
    corrected.increment((double) totals.corrected());
    quarantined.increment((double) totals.quarantined());
    if (records > 0) {
      batchRows.record(records);
      batchTime.record(took);
    }
  }

  void lag(long offsets) {
    lag.set(offsets);
  }

  void running(boolean running) {
    paused.set(running ? 0 : 1);
  }

  void failure(String cause) {
    registry.counter("healthtrack.sink.failures", "lane", lane, "cause", cause).increment();
  }

  private Counter rows(String outcome) {
    return Counter.builder("healthtrack.sink.rows")
        .description("Records by what became of them.")
        .tag("lane", lane)
        .tag("outcome", outcome)
        .register(registry);
  }
}
