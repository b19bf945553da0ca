package io.healthtrack.processors.identity;

/** What is known about a reading's identity. */
public enum Finding {
  /** Certainly never passed on before. */
  FRESH,
  /** May have been passed on before; the table's key decides. */
  UNPROVEN,
  /** Passed on before, with this very content. */
  DUPLICATE,
  /** Its id was passed on with other content, and it does not say that it is a correction. */
  CONFLICT
}
