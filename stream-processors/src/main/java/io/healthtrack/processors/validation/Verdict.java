package io.healthtrack.processors.validation;

import io.healthtrack.avro.Reading;

/** What becomes of a record of {@code readings.raw}: always exactly one of these. */
sealed interface Verdict {

  /** Passed on, in the canonical unit, marked fresh or unproven. */
  record Valid(Reading reading) implements Verdict {}

  /** Passed on before. */
  record Duplicate() implements Verdict {

    static final Duplicate INSTANCE = new Duplicate();
  }

  /**
   * Refused.
   *
   * @param reading {@code null} where the bytes could not be read
   * @param detail the reason's sentence, or a more telling one; never holds a value
   * @param keepsBytes whether the record may be kept in quarantine as it arrived
   */
  record Quarantined(Reason reason, Reading reading, String detail, boolean keepsBytes)
      implements Verdict {

    Quarantined(Reason reason, Reading reading) {
      this(reason, reading, reason.detail(), reason.keepsBytes());
    }
  }
}
