package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Where one rule stands for one series, while it is not at rest. Times in microseconds.
 *
 * @param open whether the episode is open; before that the breach is waiting out its dwell
 * @param since when the breach began
 * @param backSince since when the value has been back, or {@link #NOT_BACK}
 * @param revision of the episode's last event; 0 before the first
 * @param version of the rule at the last event
 * @param severity at the last event
 * @param retrospective whether only old data has been seen in the episode
 * @param acknowledged whether somebody has taken it on since it last became worse
 * @param above whether the last breach was of the upper limit
 * @param breaching readings that breached
 * @param extreme the furthest value beyond the limit
 */
record RuleState(
    UUID rule,
    boolean open,
    long since,
    long backSince,
    int revision,
    int version,
    Severity severity,
    boolean retrospective,
    boolean acknowledged,
    boolean above,
    long breaching,
    double extreme) {

  static final long NOT_BACK = Long.MIN_VALUE;
  static final int BYTES = 16 + 1 + 8 + 8 + 4 + 4 + 1 + 8 + 8;

  private static final int OPEN = 1;
  private static final int RETROSPECTIVE = 2;
  private static final int ABOVE = 4;
  private static final int ACKNOWLEDGED = 8;

  static RuleState pending(Rule rule, long measuredAt, Limit limit, double value) {
    return new RuleState(
        rule.id(),
        false,
        measuredAt,
        NOT_BACK,
        0,
        rule.version().getVersion(),
        rule.severity(),
        false,
        false,
        limit == Limit.ABOVE,
        1,
        value);
  }

  RuleState opened(Rule rule, boolean old) {
    return new RuleState(
        this.rule,
        true,
        since,
        NOT_BACK,
        1,
        rule.version().getVersion(),
        rule.severity(),
        old,
        false,
        above,
        breaching,
        extreme);
  }

  RuleState breachedAgain(Limit limit, double value) {
    boolean up = limit == Limit.ABOVE;
    double furthest =
        up != above ? value : up ? Math.max(extreme, value) : Math.min(extreme, value);
    return new RuleState(
        rule,
        open,
        since,
        NOT_BACK,
        revision,
        version,
        severity,
        retrospective,
        acknowledged,
        up,
        breaching + 1,
        furthest);
  }

  RuleState back(long from) {
    return new RuleState(
        rule,
        open,
        since,
        from,
        revision,
        version,
        severity,
        retrospective,
        acknowledged,
        above,
        breaching,
        extreme);
  }

  RuleState revised() {
    return new RuleState(
        rule,
        open,
        since,
        backSince,
        revision + 1,
        version,
        severity,
        retrospective,
        acknowledged,
        above,
        breaching,
        extreme);
  }

  RuleState judgedBy(Rule newer) {
    return new RuleState(
        rule,
        open,
        since,
        backSince,
        revision,
        newer.version().getVersion(),
        newer.severity(),
        retrospective,
        // Whoever took on a warning has not taken on what it became.
        acknowledged && newer.severity().compareTo(severity) <= 0,
        above,
        breaching,
        extreme);
  }

  RuleState takenOn() {
    return new RuleState(
        rule,
        open,
        since,
        backSince,
        revision + 1,
        version,
        severity,
        retrospective,
        true,
        above,
        breaching,
        extreme);
  }

  RuleState live() {
    return new RuleState(
        rule, open, since, backSince, revision, version, severity, false, false, above, breaching,
        extreme);
  }

  void write(ByteBuffer bytes) {
    bytes
        .putLong(rule.getMostSignificantBits())
        .putLong(rule.getLeastSignificantBits())
        .put(flags())
        .putLong(since)
        .putLong(backSince)
        .putInt(revision)
        .putInt(version)
        .put(severity.stored())
        .putLong(breaching)
        .putDouble(extreme);
  }

  private byte flags() {
    return (byte)
        ((open ? OPEN : 0)
            | (retrospective ? RETROSPECTIVE : 0)
            | (above ? ABOVE : 0)
            | (acknowledged ? ACKNOWLEDGED : 0));
  }

  static RuleState read(ByteBuffer bytes) {
    UUID rule = new UUID(bytes.getLong(), bytes.getLong());
    byte flags = bytes.get();
    return new RuleState(
        rule,
        (flags & OPEN) != 0,
        bytes.getLong(),
        bytes.getLong(),
        bytes.getInt(),
        bytes.getInt(),
        Severity.ofStored(bytes.get()),
        (flags & RETROSPECTIVE) != 0,
        (flags & ACKNOWLEDGED) != 0,
        (flags & ABOVE) != 0,
        bytes.getLong(),
        bytes.getDouble());
  }
}
