package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.Metric;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the signals of the rules for one series. It remembers only what those rules need, so a
 * reading that only limits look at costs nothing more.
 */
final class SignalReader {

  private final RecentPoints recent;
  private final Baselines baselines;

  SignalReader(RecentPoints recent, Baselines baselines) {
    this.recent = recent;
    this.baselines = baselines;
  }

  /**
   * What the rules make of a reading. One older than the series' newest is remembered, for what it
   * adds to later windows, but no rate or window ends with it.
   *
   * @param step where it stands in its series
   */
  List<Judged> judge(
      byte[] series, Reading reading, Metric metric, List<Rule> inForce, EpisodeMachine.Step step) {
    Stretch stretch = stretch(series, reading, inForce, step);
    int day = (int) reading.getMeasuredAt().atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    boolean comparesDays = false;
    List<Judged> judged = new ArrayList<>(inForce.size());
    for (Rule rule : inForce) {
      comparesDays |= rule.kind() == RuleKind.BASELINE;
      Signal signal =
          switch (rule.kind()) {
            case LIMIT -> Signals.value(rule, reading);
            case RATE -> Signals.rate(rule, reading, stretch);
            case AGGREGATE -> Signals.aggregate(rule, reading, stretch);
            case BASELINE -> Signals.baseline(rule, reading, before(rule, reading, metric, day));
            case COMPOSITE, ABSENCE ->
                Signal.unknown(rule.kind().unit(rule.version(), reading.getUnit()));
          };
      judged.add(new Judged(rule, signal));
    }
    if (comparesDays && Point.of(reading).exact()) {
      baselines.add(reading.getUserId(), metric.id(), day, reading.getValue());
    }
    return judged;
  }

  private Baselines.Baseline before(Rule rule, Reading reading, Metric metric, int day) {
    return baselines.before(
        reading.getUserId(), metric.id(), day, rule.version().getBaselineDays());
  }

  private Stretch stretch(
      byte[] series, Reading reading, List<Rule> inForce, EpisodeMachine.Step step) {
    long longest = 0;
    for (Rule rule : inForce) {
      if (rule.kind() == RuleKind.RATE || rule.kind() == RuleKind.AGGREGATE) {
        longest = Math.max(longest, Signals.window(rule.version()));
      }
    }
    if (longest == 0) {
      return null;
    }
    if (step.measuredAt() < step.previous()) {
      recent.addLate(series, Point.of(reading), longest);
      return null;
    }
    return recent.add(series, Point.of(reading), step.previous(), step.gap(), longest);
  }
}
