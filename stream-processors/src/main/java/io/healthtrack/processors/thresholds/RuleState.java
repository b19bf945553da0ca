package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Where one rule stands for one series, while it is not at rest.
 *
 * @param rule whose state it is
 * @param course how far the breach has come
 * @param breach what breached
 * @param attention who was called about it
 * @param calm the episode before
 */
record RuleState(UUID rule, Course course, Breach breach, Attention attention, Calm calm) {

  static final long NOT_BACK = Course.NEVER;

  /** Length of a state in the layout of the first release. */
  static final int FIRST_BYTES = 16 + 1 + 8 + 8 + 4 + 4 + 1 + 8 + 8;

  /** Length of a state. */
  static final int BYTES = FIRST_BYTES + Attention.BYTES + Calm.BYTES;

  private static final int OPEN = 1;
  private static final int RETROSPECTIVE = 2;
  private static final int ABOVE = 4;
  private static final int ACKNOWLEDGED = 8;
  private static final int RAISED = 16;
  private static final int SILENT = 32;

  /**
   * The readings that breached.
   *
   * @param above whether the last breach was of the upper limit
   * @param readings how many
   * @param extreme the furthest value beyond the limit
   */
  record Breach(boolean above, long readings, double extreme) {

    private static final Breach NONE = new Breach(false, 0, 0);

    private Breach and(Limit limit, double value) {
      boolean up = limit == Limit.ABOVE;
      double furthest =
          up != above || readings == 0
              ? value
              : up ? Math.max(extreme, value) : Math.min(extreme, value);
      return new Breach(up, readings + 1, furthest);
    }
  }

  /** No breach, but an episode a short time ago; {@code null} without. */
  static RuleState resting(Rule rule, Calm calm) {
    return calm.equals(Calm.NONE)
        ? null
        : new RuleState(rule.id(), Course.none(rule), Breach.NONE, Attention.NONE, calm);
  }

  /** No breach, and nothing before: for a rule that is to be remembered all the same. */
  static RuleState atRest(Rule rule) {
    return new RuleState(rule.id(), Course.none(rule), Breach.NONE, Attention.NONE, Calm.NONE);
  }

  static RuleState pending(Rule rule, long measuredAt, Limit limit, double value, Calm calm) {
    return new RuleState(
        rule.id(),
        Course.begun(rule, measuredAt),
        Breach.NONE.and(limit, value),
        Attention.NONE,
        calm);
  }

  /** That of a rule, {@code null} if it is at rest. */
  static RuleState of(List<RuleState> states, UUID rule) {
    for (RuleState state : states) {
      if (state.rule().equals(rule)) {
        return state;
      }
    }
    return null;
  }

  boolean open() {
    return course.open();
  }

  /** Whether a breach is waiting out its dwell. */
  boolean waiting() {
    return !course.open() && course.since() != Course.NEVER;
  }

  long since() {
    return course.since();
  }

  long backSince() {
    return course.backSince();
  }

  int revision() {
    return course.revision();
  }

  int version() {
    return course.version();
  }

  Severity severity() {
    return course.severity();
  }

  boolean retrospective() {
    return course.retrospective();
  }

  boolean acknowledged() {
    return attention.acknowledged();
  }

  boolean above() {
    return breach.above();
  }

  long breaching() {
    return breach.readings();
  }

  double extreme() {
    return breach.extreme();
  }

  RuleState breachedAgain(Limit limit, double value) {
    return new RuleState(rule, course.back(NOT_BACK), breach.and(limit, value), attention, calm);
  }

  RuleState back(long from) {
    return with(course.back(from));
  }

  RuleState revised() {
    return with(course.revised());
  }

  RuleState takenOn() {
    return with(course.revised()).with(attention.takenOn());
  }

  RuleState with(Course newer) {
    return new RuleState(rule, newer, breach, attention, calm);
  }

  RuleState with(Attention newer) {
    return new RuleState(rule, course, breach, newer, calm);
  }

  RuleState with(Calm newer) {
    return new RuleState(rule, course, breach, attention, newer);
  }

  void write(ByteBuffer bytes) {
    bytes
        .putLong(rule.getMostSignificantBits())
        .putLong(rule.getLeastSignificantBits())
        .put(flags())
        .putLong(course.since())
        .putLong(course.backSince())
        .putInt(course.revision())
        .putInt(course.version())
        .put(course.severity().stored())
        .putLong(breach.readings())
        .putDouble(breach.extreme());
    attention.write(bytes);
    calm.write(bytes);
  }

  private byte flags() {
    return (byte)
        ((course.open() ? OPEN : 0)
            | (course.retrospective() ? RETROSPECTIVE : 0)
            | (breach.above() ? ABOVE : 0)
            | (attention.acknowledged() ? ACKNOWLEDGED : 0)
            | (course.raised() ? RAISED : 0)
            | (course.silent() ? SILENT : 0));
  }

  /** Reads a state of today's layout, or of the first release's. */
  static RuleState read(ByteBuffer bytes, boolean first) {
    UUID rule = new UUID(bytes.getLong(), bytes.getLong());
    byte flags = bytes.get();
    Course course =
        new Course(
            (flags & OPEN) != 0,
            bytes.getLong(),
            bytes.getLong(),
            bytes.getInt(),
            bytes.getInt(),
            Severity.ofStored(bytes.get()),
            (flags & RETROSPECTIVE) != 0,
            (flags & RAISED) != 0,
            (flags & SILENT) != 0);
    Breach breach = new Breach((flags & ABOVE) != 0, bytes.getLong(), bytes.getDouble());
    boolean acknowledged = (flags & ACKNOWLEDGED) != 0;
    return new RuleState(
        rule,
        course,
        breach,
        first ? ofFirst(course, acknowledged) : Attention.read(bytes, acknowledged),
        first ? Calm.NONE : Calm.read(bytes));
  }

  /** Who was called in the first release: everybody at once, at a time that nobody noted. */
  private static Attention ofFirst(Course course, boolean acknowledged) {
    boolean live = course.open() && !course.retrospective();
    boolean called = live && course.severity() == Severity.CRITICAL;
    Attention attention = live ? Attention.NONE.reached(course.severity()) : Attention.NONE;
    Attention since = called ? attention.called(0) : attention;
    return acknowledged ? since.takenOn() : since;
  }
}
