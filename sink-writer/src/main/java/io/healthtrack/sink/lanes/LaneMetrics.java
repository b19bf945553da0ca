package io.healthtrack.sink.lanes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * One lane's metrics, as one of its writers counts them: counters add up by themselves, {@link
 * LaneGauges} add up the rest. Rows are counted after the commit, so {@code rows} by outcome add up
 * to the committed tallies, except for commits whose answer was lost.
 */
final class LaneMetrics {

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter inserted;
  private final Counter alreadyStored;
  private final Counter corrected;
  private final Counter quarantined;
  private final DistributionSummary batchRows;
  private final Timer batchTime;
  private final LaneGauges.Writer gauges;

  LaneMetrics(LaneGauges gauges) {
    registry = gauges.registry();
    tags = gauges.tags();
    this.gauges = gauges.writer();
    inserted = rows("inserted");
    alreadyStored = rows("already-stored");
    corrected = rows("corrected");
    quarantined = rows("quarantined");
    batchRows =
        DistributionSummary.builder("healthtrack.sink.batch.rows")
            .description("Records per committed batch.")
            .tags(tags)
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    batchTime =
        Timer.builder("healthtrack.sink.batch.time")
            .description("From the transaction's begin to its commit.")
            .tags(tags)
            .publishPercentiles(0.5, 0.99)
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
    gauges.lag().set(offsets);
  }

  void running(boolean running) {
    gauges.paused().set(running ? 0 : 1);
  }

  void failure(String cause) {
    registry.counter("healthtrack.sink.failures", tags.and("cause", cause)).increment();
  }

  private Counter rows(String outcome) {
    return Counter.builder("healthtrack.sink.rows")
        .description("Records by what became of them.")
        .tags(tags)
        .tag("outcome", outcome)
        .register(registry);
  }
}
