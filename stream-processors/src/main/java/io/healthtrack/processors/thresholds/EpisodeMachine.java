package io.healthtrack.processors.thresholds;

import java.util.List;

/**
 * One rule on one series, a step per reading in series time. Pure: the state goes in and comes out.
 *
 * <pre>
 *             breach                breach, dwell over
 *   at rest ---------&gt; pending ------------------------&gt; open --+ no-data + resumed (after a gap)
 *      ^                  |                              |   ^    | escalated, de-escalated
 *      +---- back, gap ---+        back for resolve_seconds   +----+
 *      +---------------------------- resolved -----------+
 * </pre>
 */
final class EpisodeMachine {

  private static final long SECOND = 1_000_000L;

  private EpisodeMachine() {}

  /**
   * A reading on its way through the rules.
   *
   * @param signal what the rule holds against its limits
   * @param old whether it was old on arrival
   * @param previous the series' time before it, or {@link #NO_PREVIOUS}
   * @param gap whether the time between is longer than the metric's {@code max_gap}
   */
  record Step(Signal signal, long measuredAt, boolean old, long previous, boolean gap) {

    /** The same reading as another rule sees it. */
    Step with(Signal other) {
      return new Step(other, measuredAt, old, previous, gap);
    }

    double value() {
      return signal.value();
    }

    Limit limit() {
      return signal.limit();
    }
  }

  /** The series has no reading before this. */
  static final long NO_PREVIOUS = Long.MIN_VALUE;

  /** The state after a step, {@code null} at rest; events are added to the list. */
  static RuleState step(Rule rule, RuleState state, Step step, List<Event> events) {
    Limit limit = step.limit();
    return state != null && state.open()
        ? whileOpen(rule, state, step, limit, events)
        : whilePending(rule, state, step, limit, events);
  }

  private static RuleState whilePending(
      Rule rule, RuleState state, Step step, Limit limit, List<Event> events) {
    if (!limit.breached()) {
      // A silent sensor satisfies no dwell: after a gap the wait begins anew.
      return state == null || step.gap() || limit != Limit.NEAR ? null : state;
    }
    RuleState pending =
        state == null || step.gap()
            ? RuleState.pending(rule, step.measuredAt(), limit, step.value())
            : state.breachedAgain(limit, step.value());
    if (step.measuredAt() - pending.since() < rule.version().getDwellSeconds() * SECOND) {
      return pending;
    }
    RuleState open = pending.opened(rule, step.old());
    events.add(new Event("opened", open, null, step.old(), step.measuredAt(), pages(open)));
    return open;
  }

  private static RuleState whileOpen(
      Rule rule, RuleState state, Step step, Limit limit, List<Event> events) {
    RuleState now = state;
    if (step.gap()) {
      // A silent sensor resolves nothing either.
      now = now.back(RuleState.NOT_BACK);
      now = add(events, "no-data", now, step.previous());
      now = add(events, "resumed", now, step.measuredAt());
    }
    now = underNewVersion(rule, now, step, events);
    if (limit.breached()) {
      now = now.breachedAgain(limit, step.value());
      return now.retrospective() && !step.old() ? liveNow(now, step, events) : now;
    }
    if (limit != Limit.WITHIN) {
      return now.back(RuleState.NOT_BACK);
    }
    long backSince = now.backSince() == RuleState.NOT_BACK ? step.measuredAt() : now.backSince();
    if (step.measuredAt() - backSince < rule.version().getResolveSeconds() * SECOND) {
      return now.back(backSince);
    }
    add(events, "resolved", now, step.measuredAt());
    return null;
  }

  private static RuleState underNewVersion(
      Rule rule, RuleState state, Step step, List<Event> events) {
    RuleState now = state.judgedBy(rule);
    int change = rule.severity().compareTo(state.severity());
    if (change == 0) {
      return now;
    }
    now = now.revised();
    String kind = change > 0 ? "escalated" : "de-escalated";
    events.add(
        new Event(
            kind,
            now,
            state.severity(),
            state.retrospective(),
            step.measuredAt(),
            change > 0 && !step.old() && pages(now)));
    return now;
  }

  /** What was known from old data only goes on in live data: now somebody must hear of it. */
  private static RuleState liveNow(RuleState state, Step step, List<Event> events) {
    RuleState live = state.live().revised();
    events.add(new Event("escalated", live, null, true, step.measuredAt(), pages(live)));
    return live;
  }

  private static RuleState add(List<Event> events, String kind, RuleState state, long measuredAt) {
    RuleState next = state.revised();
    events.add(new Event(kind, next, null, next.retrospective(), measuredAt, false));
    return next;
  }

  private static boolean pages(RuleState state) {
    return state.severity() == Severity.CRITICAL && !state.retrospective();
  }

  /**
   * A reading older than the series' newest, but not too late to be sure it is new: the episodes of
   * the series go on undisturbed. Where it breaches a rule without dwell outside the open episode,
   * it is an episode of its own, begun and ended.
   */
  static void stepLate(Rule rule, RuleState state, Step step, List<Event> events) {
    Limit limit = step.limit();
    boolean covered = state != null && state.open() && state.since() <= step.measuredAt();
    if (limit.breached() && rule.version().getDwellSeconds() == 0 && !covered) {
      RuleState open = whilePending(rule, null, step, limit, events);
      add(events, "resolved", open, step.measuredAt());
    }
  }

  /** Somebody has taken an open episode on; measurements change nothing about that. */
  static Event takeOn(RuleState state, long newest) {
    return new Event("acknowledged", state.takenOn(), null, state.retrospective(), newest, false);
  }

  /** The rule is gone, or a narrower one has taken its place. */
  static void withdraw(RuleState state, Step step, List<Event> events) {
    if (state.open()) {
      add(events, "withdrawn", state, step.measuredAt());
    }
  }
}
