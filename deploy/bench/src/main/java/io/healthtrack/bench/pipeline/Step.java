package io.healthtrack.bench.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rate, held for a while, and what came of it.
 *
 * @param rate readings a second that were due
 * @param outcome what the gateway answered
 * @param lags of each stage
 * @param cpuSeconds used meanwhile, by process
 * @param loadCpuSeconds used meanwhile by whoever sends and looks
 * @param lookCpuSeconds used meanwhile by the database to look for readings under way
 * @param partSeconds used meanwhile, by process and what its threads or children do
 * @param stored from when a request was due until its reading was in the table
 * @param alerts from when a request was due until its alert was seen
 */
record Step(
    double rate,
    Generator.Outcome outcome,
    List<Lag> lags,
    Map<String, Double> cpuSeconds,
    double loadCpuSeconds,
    double lookCpuSeconds,
    Map<String, Map<String, Double>> partSeconds,
    Samples.Quantiles stored,
    Samples.Quantiles alerts) {

  /** Less than this of what was due is not the rate that was asked for. */
  private static final double ENOUGH = 0.97;

  /** Whether everything followed. */
  boolean sustained() {
    return fault().isEmpty();
  }

  /** What did not follow first, in the order in which a reading meets the stages. */
  Optional<String> fault() {
    if (!outcome.otherwise().isEmpty()) {
      return Optional.of("gateway: answers other than 202, by status: " + outcome.otherwise());
    }
    if (outcome.perSecond() < ENOUGH * rate) {
      return Optional.of("gateway: %,.0f readings/s were taken".formatted(outcome.perSecond()));
    }
    return lags.stream()
        .filter(Lag::grew)
        .findFirst()
        .map(
            lag ->
                "%s: behind by %,.0f in the middle, %,.0f at the end"
                    .formatted(lag.stage(), lag.middle(), lag.end()));
  }

  /** CPU-seconds for a million readings of what somebody has used. */
  double perMillion(double seconds) {
    return seconds / outcome.readings() * 1e6;
  }
}
