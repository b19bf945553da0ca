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
   */
  record Quarantined(Reason reason, Reading reading) implements Verdict {}
}
