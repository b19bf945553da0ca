package io.healthtrack.processors.thresholds;

import java.util.List;

/**
 * One rule on one series, a step per reading in series time, and a tick now and then in arrival
 * time. Pure: the state goes in and comes out.
 *
 * <pre>
 *                  breach                breach, dwell over
 *   at rest -----------------&gt; pending --------------------&gt; open --+ escalated, de-escalated
 *    |    ^                       |                           |   ^    | acknowledged, silenced
 *    |    +------ back, gap ------+                           |   +----+ repeated (by the clock)
 *    |    |                                                   |        | no-data (by the clock, or
 *    |  cool-down over                                        |        |   after a gap), resumed
 *    |    |                 resolved: back for resolve_seconds|        |
 *    |    +--- calm &lt;-----------------------------------------+--------+
 *    |           |
 *    |           +-- breach --&gt; pending, open as above, but nobody is called about an episode
 *    |                          that is no worse, until the cool-down is over
 *    +---- withdrawn: the rule is gone, or a narrower one has taken its place
 * </pre>
 */
final class EpisodeMachine {

  /** The series has no reading before this. */
  static final long NO_PREVIOUS = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000L;

  private EpisodeMachine() {}

  /**
   * A reading on its way through the rules. Times in microseconds.
   *
   * @param signal what the rule holds against its limits
   * @param old whether it was old on arrival
   * @param arrivedAt the arrival clock
   * @param previous the series' time before it, or {@link #NO_PREVIOUS}
   * @param gap whether the time between is longer than the metric's {@code max_gap}
   */
  record Step(
      Signal signal, long measuredAt, boolean old, long arrivedAt, long previous, boolean gap) {

    /** The same reading as another rule sees it. */
    Step with(Signal other) {
      return new Step(other, measuredAt, old, arrivedAt, previous, gap);
    }

    /** The same reading, arrived at another time than now. */
    Step arrivedAt(long at) {
      return new Step(signal, measuredAt, old, at, previous, gap);
    }

    double value() {
      return signal.value();
    }

    Limit limit() {
      return signal.limit();
    }
  }

  /**
   * A look at an open episode while nothing arrives. Times in microseconds.
   *
   * @param now the arrival clock
   * @param newest the series' time
   * @param silent whether nothing has arrived for longer than the metric's {@code max_gap}
   */
  record Tick(long now, long newest, boolean silent) {}

  /** The state after a step, {@code null} at rest; events are added to the list. */
  static RuleState step(Rule rule, RuleState state, Step step, List<Event> events) {
    return state != null && state.open()
        ? whileOpen(rule, state, step, events)
        : whilePending(rule, state, step, events);
  }

  private static RuleState whilePending(Rule rule, RuleState state, Step step, List<Event> events) {
    Calm calm = state == null ? Calm.NONE : state.calm().at(rule.version(), step.measuredAt());
    boolean waits = state != null && state.waiting() && !step.gap();
    if (!step.limit().breached()) {
      // A silent sensor satisfies no dwell: after a gap the wait begins anew.
      return waits && step.limit() == Limit.NEAR ? state : RuleState.resting(rule, calm);
    }
    RuleState pending =
        waits
            ? state.breachedAgain(step.limit(), step.value()).with(calm)
            : RuleState.pending(rule, step.measuredAt(), step.limit(), step.value(), calm);
    boolean raised = Escalation.raised(rule.version(), pending.course().raised(), step.signal());
    pending = pending.with(pending.course().raised(raised));
    return step.measuredAt() - pending.since() < rule.version().getDwellSeconds() * SECOND
        ? pending
        : opened(rule, pending, step, events);
  }

  private static RuleState opened(Rule rule, RuleState pending, Step step, List<Event> events) {
    Severity severity = Escalation.severity(rule, pending.course().raised());
    Attention attention = Attention.NONE;
    if (!pending.calm().equals(Calm.NONE)) {
      long over = step.arrivedAt() + pending.calm().lasts(rule.version(), step.measuredAt());
      attention = attention.quietUntil(over, pending.calm().worst(), false);
    }
    if (!step.old()) {
      attention = attention.reached(severity);
    }
    RuleState open =
        pending
            .with(pending.course().opened(rule, severity, step.old()))
            .with(attention)
            .with(Calm.NONE);
    Call call = Call.of(open, step.old(), step.arrivedAt());
    events.add(new Event("opened", call.state(), null, step.old(), step.measuredAt(), call.page()));
    return call.state();
  }

  private static RuleState whileOpen(Rule rule, RuleState state, Step step, List<Event> events) {
    RuleState now = heardOfAgain(state, step, events);
    now = judgedAgain(rule, now, step, events);
    if (step.limit().breached()) {
      now = now.breachedAgain(step.limit(), step.value());
      return step.old() ? now : live(now, step, events);
    }
    if (step.limit() != Limit.WITHIN) {
      return now.back(RuleState.NOT_BACK);
    }
    long backSince = now.backSince() == RuleState.NOT_BACK ? step.measuredAt() : now.backSince();
    if (step.measuredAt() - backSince < rule.version().getResolveSeconds() * SECOND) {
      return now.back(backSince);
    }
    add(events, "resolved", now, step.measuredAt());
    Severity worst = now.attention().worst();
    return worst == null || rule.version().getCooldownSeconds() <= 0
        ? null
        : RuleState.resting(rule, new Calm(step.measuredAt(), worst));
  }

  /** A silent sensor resolves nothing either; of one gap is told once. */
  private static RuleState heardOfAgain(RuleState state, Step step, List<Event> events) {
    RuleState now = step.gap() ? state.back(RuleState.NOT_BACK) : state;
    boolean told = now.course().silent();
    if (step.gap() && !told) {
      now = add(events, "no-data", now, step.previous());
    }
    return step.gap() || told
        ? add(events, "resumed", now.with(now.course().silent(false)), step.measuredAt())
        : now;
  }

  /** The value may have passed the second limit, and the rule may have another version. */
  private static RuleState judgedAgain(Rule rule, RuleState state, Step step, List<Event> events) {
    boolean raised = Escalation.raised(rule.version(), state.course().raised(), step.signal());
    Severity severity = Escalation.severity(rule, raised);
    RuleState now = state.with(state.course().judged(rule, severity, raised));
    int change = severity.compareTo(state.severity());
    if (change != 0) {
      now = now.revised().with(now.attention().after(state.severity(), severity));
    }
    if (!step.old() && !now.retrospective()) {
      now = now.with(now.attention().reached(severity));
    }
    if (change != 0) {
      String kind = change > 0 ? "escalated" : "de-escalated";
      Call call = change > 0 ? Call.of(now, step.old(), step.arrivedAt()) : new Call(now, false);
      now = call.state();
      events.add(
          new Event(
              kind, now, state.severity(), state.retrospective(), step.measuredAt(), call.page()));
    }
    return now;
  }

  /** Live data goes on in what was known from old data only: now somebody must hear of it. */
  private static RuleState live(RuleState state, Step step, List<Event> events) {
    String kind = state.retrospective() ? "escalated" : "repeated";
    if (!state.retrospective() && !Call.owed(state, step.arrivedAt())) {
      return state;
    }
    RuleState live = state.with(state.course().live()).revised();
    live = live.with(live.attention().reached(live.severity()));
    Call call = Call.of(live, false, step.arrivedAt());
    events.add(
        new Event(kind, call.state(), null, state.retrospective(), step.measuredAt(), call.page()));
    return call.state();
  }

  private static RuleState add(List<Event> events, String kind, RuleState state, long measuredAt) {
    RuleState next = state.revised();
    events.add(new Event(kind, next, null, next.retrospective(), measuredAt, false));
    return next;
  }

  /** An open episode while nothing arrives: it may fall silent, and it may have to call again. */
  static RuleState tick(Rule rule, RuleState state, Tick tick, List<Event> events) {
    RuleState now = state;
    if (tick.silent() && !now.course().silent()) {
      now = add(events, "no-data", now.with(now.course().silent(true)), tick.newest());
    }
    if (Call.due(rule, now, tick.now())) {
      now = now.revised().with(now.attention().called(tick.now()));
      events.add(new Event("repeated", now, null, false, tick.newest(), true));
    }
    return now;
  }

  /**
   * A reading older than the series' newest, but not too late to be sure it is new: the episodes of
   * the series go on undisturbed. Where it breaches a rule without dwell outside the open episode,
   * it is an episode of its own, begun and ended.
   */
  static void stepLate(Rule rule, RuleState state, Step step, List<Event> events) {
    boolean covered = state != null && state.open() && state.since() <= step.measuredAt();
    if (step.limit().breached() && rule.version().getDwellSeconds() == 0 && !covered) {
      RuleState before = state == null ? null : RuleState.resting(rule, around(rule, state));
      RuleState open = whilePending(rule, before, step, events);
      add(events, "resolved", open, step.measuredAt());
    }
  }

  /** What somebody was called about after the late reading was measured counts as before it. */
  private static Calm around(Rule rule, RuleState state) {
    Severity worst = state.attention().worst();
    return state.open() && worst != null && rule.version().getCooldownSeconds() > 0
        ? new Calm(state.since(), worst)
        : state.calm();
  }

  /** Somebody has taken an open episode on; measurements change nothing about that. */
  static Event takeOn(RuleState state, long newest) {
    return new Event("acknowledged", state.takenOn(), null, state.retrospective(), newest, false);
  }

  /** Somebody wants to hear nothing of an open episode for a while, unless it becomes worse. */
  static Event silence(RuleState state, long until, long newest) {
    RuleState now =
        state.revised().with(state.attention().quietUntil(until, state.severity(), true));
    return new Event("silenced", now, null, state.retrospective(), newest, false);
  }

  /** The rule is gone, or a narrower one has taken its place. */
  static void withdraw(RuleState state, long measuredAt, List<Event> events) {
    if (state.open()) {
      add(events, "withdrawn", state, measuredAt);
    }
  }
}
