package io.healthtrack.processors.thresholds;

/**
 * Whether somebody is called about an episode, and what is remembered of it.
 *
 * @param state of the episode afterwards
 * @param page whether somebody is woken
 */
record Call(RuleState state, boolean page) {

  private static final long SECOND = 1_000_000L;

  /**
   * Something happened that somebody must know of at once, if it is critical.
   *
   * @param old whether it was old on arrival: then nobody is woken before live data says so, too
   * @param arrivedAt the arrival clock
   */
  static Call of(RuleState state, boolean old, long arrivedAt) {
    if (!critical(state)) {
      return new Call(state, false);
    }
    Attention attention = state.attention();
    if (old) {
      return new Call(state.with(attention.owing()), false);
    }
    return attention.quiet(arrivedAt, state.severity())
        ? new Call(state.with(attention.keptBack(arrivedAt)), false)
        : new Call(state.with(attention.called(arrivedAt)), true);
  }

  /** Whether a live reading is to bring the call that old data or a quiet kept back. */
  static boolean owed(RuleState state, long arrivedAt) {
    Attention attention = state.attention();
    return (attention.untold() || attention.withheld()) && mayRepeat(state, arrivedAt);
  }

  /** Whether the clock alone is to bring a call: one kept back by a quiet, or the next one. */
  static boolean due(Rule rule, RuleState state, long now) {
    return mayRepeat(state, now) && now >= dueAt(rule, state);
  }

  /** When the clock is to bring the next call; {@code Long.MAX_VALUE} for never. */
  static long dueAt(Rule rule, RuleState state) {
    Attention attention = state.attention();
    if (!critical(state) || attention.acknowledged()) {
      return Long.MAX_VALUE;
    }
    if (attention.withheld()) {
      return attention.quietUntil();
    }
    int seconds = rule.version().getRepeatSeconds();
    return seconds <= 0 || attention.calledAt() == Attention.NEVER
        ? Long.MAX_VALUE
        : Math.max(attention.calledAt() + seconds * SECOND, attention.quietUntil());
  }

  private static boolean mayRepeat(RuleState state, long now) {
    Attention attention = state.attention();
    return critical(state) && !attention.acknowledged() && !attention.quiet(now, state.severity());
  }

  private static boolean critical(RuleState state) {
    return state.open() && state.severity() == Severity.CRITICAL && !state.retrospective();
  }
}
