package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;

/**
 * Whom an episode has called, and until when it is to call nobody. Times are of arrival, in
 * microseconds, {@link #NEVER} for none.
 *
 * @param acknowledged whether somebody has taken it on since it last became worse
 * @param calledAt when somebody was last called, or would have been but for the quiet
 * @param quietUntil until when nobody is called, unless it becomes worse than {@code quietFor}
 * @param quietFor the worst severity that the quiet holds for
 * @param silenced whether a person asked for the quiet; else it is the rule's cool-down
 * @param withheld whether the quiet kept back a call that is due when it ends
 * @param untold whether it became critical by old data, so that nobody has been called
 * @param worst the worst severity it had in live data, {@code null} before
 */
record Attention(
    boolean acknowledged,
    long calledAt,
    long quietUntil,
    Severity quietFor,
    boolean silenced,
    boolean withheld,
    boolean untold,
    Severity worst) {

  static final long NEVER = Long.MIN_VALUE;
  static final Attention NONE =
      new Attention(false, NEVER, NEVER, Severity.INFO, false, false, false, null);
  static final int BYTES = 1 + 8 + 8 + 1 + 1;

  private static final byte NOT_YET = -1;
  private static final int SILENCED = 1;
  private static final int WITHHELD = 2;
  private static final int UNTOLD = 4;

  /** Whether nobody is to be called about an episode as bad as this. */
  boolean quiet(long arrivedAt, Severity severity) {
    return arrivedAt < quietUntil && severity.compareTo(quietFor) <= 0;
  }

  Attention takenOn() {
    return new Attention(true, calledAt, quietUntil, quietFor, silenced, false, untold, worst);
  }

  Attention called(long arrivedAt) {
    return new Attention(
        acknowledged, arrivedAt, quietUntil, quietFor, silenced, false, false, worst);
  }

  Attention keptBack(long arrivedAt) {
    return new Attention(
        acknowledged, arrivedAt, quietUntil, quietFor, silenced, true, false, worst);
  }

  /** As if nobody had been called yet. */
  Attention uncalled() {
    return new Attention(false, NEVER, quietUntil, quietFor, false, false, false, worst);
  }

  Attention owing() {
    return new Attention(
        acknowledged, calledAt, quietUntil, quietFor, silenced, withheld, true, worst);
  }

  Attention quietUntil(long until, Severity severity, boolean asked) {
    return new Attention(acknowledged, calledAt, until, severity, asked, withheld, untold, worst);
  }

  /** Whoever took on or silenced a warning has done neither with what it became. */
  Attention after(Severity before, Severity now) {
    boolean broken = now.compareTo(quietFor) > 0;
    return new Attention(
        acknowledged && now.compareTo(before) <= 0,
        calledAt,
        broken ? NEVER : quietUntil,
        broken ? Severity.INFO : quietFor,
        silenced && !broken,
        withheld && now == Severity.CRITICAL,
        untold && now == Severity.CRITICAL,
        worst);
  }

  Attention reached(Severity live) {
    return worst != null && worst.compareTo(live) >= 0
        ? this
        : new Attention(
            acknowledged, calledAt, quietUntil, quietFor, silenced, withheld, untold, live);
  }

  /** All but {@link #acknowledged}, which the first layout had a bit for. */
  void write(ByteBuffer bytes) {
    int flags = (silenced ? SILENCED : 0) | (withheld ? WITHHELD : 0) | (untold ? UNTOLD : 0);
    bytes
        .put((byte) flags)
        .putLong(calledAt)
        .putLong(quietUntil)
        .put(quietFor.stored())
        .put(worst == null ? NOT_YET : worst.stored());
  }

  static Attention read(ByteBuffer bytes, boolean acknowledged) {
    byte flags = bytes.get();
    long calledAt = bytes.getLong();
    long quietUntil = bytes.getLong();
    Severity quietFor = Severity.ofStored(bytes.get());
    byte worst = bytes.get();
    return new Attention(
        acknowledged,
        calledAt,
        quietUntil,
        quietFor,
        (flags & SILENCED) != 0,
        (flags & WITHHELD) != 0,
        (flags & UNTOLD) != 0,
        worst == NOT_YET ? null : Severity.ofStored(worst));
  }
}
