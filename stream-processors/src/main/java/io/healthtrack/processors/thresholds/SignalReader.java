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
    List<Judged> judged = judged(reading, metric, inForce, stretch(series, reading, inForce, step));
    if (compareDays(inForce) && Point.of(reading).exact()) {
      baselines.add(reading.getUserId(), metric.id(), day(reading), reading.getValue());
    }
    return judged;
  }

  /**
   * What the rules make of a reading that is remembered already, with all that is known by now.
   *
   * @param unbrokenSince from when on nothing was missed and no gap was too long
   */
  List<Judged> judgeAgain(
      byte[] series,
      Reading reading,
      Metric metric,
      List<Rule> inForce,
      EpisodeMachine.Step step,
      long unbrokenSince) {
    Stretch stretch =
        longest(inForce) == 0 ? null : recent.upTo(series, step.measuredAt(), unbrokenSince);
    return judged(reading, metric, inForce, stretch);
  }

  /** From when on rules with a window have seen everything up to the series' newest reading. */
  long unbrokenSince(byte[] series, List<Rule> inForce, long newest) {
    return longest(inForce) == 0
        ? EpisodeMachine.NO_PREVIOUS
        : recent.unbrokenSince(series, newest);
  }

  /** Late readings have filled a gap, or made one shorter. */
  void unbroken(byte[] series, List<Rule> inForce, long since) {
    if (longest(inForce) > 0 && since != EpisodeMachine.NO_PREVIOUS) {
      recent.unbroken(series, since);
    }
  }

  private List<Judged> judged(Reading reading, Metric metric, List<Rule> inForce, Stretch stretch) {
    List<Judged> judged = new ArrayList<>(inForce.size());
    for (Rule rule : inForce) {
      Signal signal =
          switch (rule.kind()) {
            case LIMIT -> Signals.value(rule, reading);
            case RATE -> Signals.rate(rule, reading, stretch);
            case AGGREGATE -> Signals.aggregate(rule, reading, stretch);
            case BASELINE -> Signals.baseline(rule, reading, before(rule, reading, metric));
            case COMPOSITE, ABSENCE ->
                Signal.unknown(rule.kind().unit(rule.version(), reading.getUnit()));
          };
      judged.add(new Judged(rule, signal));
    }
    return judged;
  }

  private static boolean compareDays(List<Rule> inForce) {
    for (Rule rule : inForce) {
      if (rule.kind() == RuleKind.BASELINE) {
        return true;
      }
    }
    return false;
  }

  private static int day(Reading reading) {
    return (int) reading.getMeasuredAt().atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
  }

  private Baselines.Baseline before(Rule rule, Reading reading, Metric metric) {
    return baselines.before(
        reading.getUserId(), metric.id(), day(reading), rule.version().getBaselineDays());
  }

  private static long longest(List<Rule> inForce) {
    long longest = 0;
    for (Rule rule : inForce) {
      if (rule.kind().looksBack()) {
        longest = Math.max(longest, Signals.window(rule.version()));
      }
    }
    return longest;
  }

  private Stretch stretch(
      byte[] series, Reading reading, List<Rule> inForce, EpisodeMachine.Step step) {
    long longest = longest(inForce);
    if (longest == 0) {
      return null;
    }
    // A late reading may be an hour back, and the segment it belongs to begins before it.
    longest += 3 * RecentPast.HORIZON;
    if (step.measuredAt() < step.previous()) {
      recent.addLate(series, Point.of(reading), longest);
      return null;
    }
    return recent.add(series, Point.of(reading), step.previous(), step.gap(), longest);
  }
}
