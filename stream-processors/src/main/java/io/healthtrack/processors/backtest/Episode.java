package io.healthtrack.processors.backtest;

import io.healthtrack.processors.thresholds.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An episode that a backtest found.
 *
 * @param id the same as the live episode's, since it is made of rule, person and opening
 * @param device of the reading that opened it; null where there was none
 * @param metric code of the metric
 * @param severity the worst it had
 * @param openedAt when the breach began
 * @param toldAt when the episode opened: after the breach had lasted for the rule's dwell
 * @param until when it ended, or its series' last reading while it is open
 * @param open whether it had not ended with the last reading
 * @param pages how often somebody would have been woken
 * @param breaching readings that breached
 * @param extreme the furthest value beyond the limit
 * @param unit of the value
 */
public record Episode(
    UUID id,
    UUID rule,
    UUID user,
    UUID device,
    String metric,
    Severity severity,
    Instant openedAt,
    Instant toldAt,
    Instant until,
    boolean open,
    int pages,
    long breaching,
    double extreme,
    String unit) {

  /** From the beginning of the breach to its end, or to the last reading while it is open. */
  public Duration duration() {
    return Duration.between(openedAt, until);
  }
}
