package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.RuleVersion;
import java.nio.ByteBuffer;

/**
 * The episode before, as far as a rule's cool-down has to know it.
 *
 * @param endedAt on the series' clock, in microseconds
 * @param worst the worst severity it had in live data
 */
record Calm(long endedAt, Severity worst) {

  /** No episode before, or one that ended long ago, or one that called nobody. */
  static final Calm NONE = new Calm(Long.MIN_VALUE, Severity.INFO);

  static final int BYTES = 8 + 1;

  private static final long SECOND = 1_000_000L;

  /** This while the cool-down lasts, and nothing after it. */
  Calm at(RuleVersion rule, long measuredAt) {
    return !equals(NONE) && lasts(rule, measuredAt) > 0 ? this : NONE;
  }

  /** For how long the cool-down lasts yet, in microseconds. */
  long lasts(RuleVersion rule, long measuredAt) {
    return endedAt + rule.getCooldownSeconds() * SECOND - measuredAt;
  }

  void write(ByteBuffer bytes) {
    bytes.putLong(endedAt).put(worst.stored());
  }

  static Calm read(ByteBuffer bytes) {
    return new Calm(bytes.getLong(), Severity.ofStored(bytes.get()));
  }
}
