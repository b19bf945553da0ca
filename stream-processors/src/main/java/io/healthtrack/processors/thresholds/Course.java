package io.healthtrack.processors.thresholds;

/**
 * How far a breach has come. Times are of the series, in microseconds.
 *
 * @param open whether the episode is open; before that the breach is waiting out its dwell
 * @param since when the breach began, or {@link #NEVER} while there is none
 * @param backSince since when the value has been back, or {@link #NEVER}
 * @param revision of the episode's last event; 0 before the first
 * @param version of the rule at the last event
 * @param severity at the last event
 * @param retrospective whether only old data has been seen in the episode
 * @param raised whether the value is beyond the limit of escalation
 * @param silent whether a {@code no-data} was told that no {@code resumed} has followed yet
 */
record Course(
    boolean open,
    long since,
    long backSince,
    int revision,
    int version,
    Severity severity,
    boolean retrospective,
    boolean raised,
    boolean silent) {

  static final long NEVER = Long.MIN_VALUE;

  /** No breach. */
  static Course none(Rule rule) {
    return begun(rule, NEVER);
  }

  static Course begun(Rule rule, long measuredAt) {
    return new Course(
        false,
        measuredAt,
        NEVER,
        0,
        rule.version().getVersion(),
        rule.severity(),
        false,
        false,
        false);
  }

  Course opened(Rule rule, Severity now, boolean old) {
    return new Course(true, since, NEVER, 1, rule.version().getVersion(), now, old, raised, false);
  }

  Course back(long from) {
    return new Course(
        open, since, from, revision, version, severity, retrospective, raised, silent);
  }

  Course revised() {
    return new Course(
        open, since, backSince, revision + 1, version, severity, retrospective, raised, silent);
  }

  Course judged(Rule rule, Severity now, boolean beyond) {
    return new Course(
        open,
        since,
        backSince,
        revision,
        rule.version().getVersion(),
        now,
        retrospective,
        beyond,
        silent);
  }

  /** The same with another number of its last event. */
  Course event(int number) {
    return told(number, retrospective, silent);
  }

  /** The same breach, as far on as it has been told. */
  Course told(int event, boolean old, boolean noData) {
    return new Course(open, since, backSince, event, version, severity, old, raised, noData);
  }

  Course live() {
    return new Course(open, since, backSince, revision, version, severity, false, raised, silent);
  }

  Course silent(boolean told) {
    return new Course(
        open, since, backSince, revision, version, severity, retrospective, raised, told);
  }

  Course raised(boolean beyond) {
    return new Course(
        open, since, backSince, revision, version, severity, retrospective, beyond, silent);
  }
}
