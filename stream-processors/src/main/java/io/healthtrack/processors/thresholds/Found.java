package io.healthtrack.processors.thresholds;

/**
 * An episode as a look at all points in their order finds it.
 *
 * @param rule as it judged last
 * @param outcome how it stands, and its state
 * @param openedAt when the dwell was over; microseconds
 * @param opening what opened it; {@code null} if that was before the points looked at
 * @param closing what ended it; {@code null} if no reading did
 */
record Found(Rule rule, ToldEpisode outcome, long openedAt, Signal opening, Signal closing) {

  RuleState state() {
    return outcome.state();
  }

  ToldEpisode.Key key() {
    return outcome.key();
  }

  Found with(Rule judged, ToldEpisode newer, Signal by) {
    return new Found(judged == null ? rule : judged, newer, openedAt, opening, by);
  }
}
