package io.healthtrack.sink.rows;

/** What became of a record. */
public sealed interface RowOutcome {

  /** It became a new row. */
  RowOutcome INSERTED = Kept.INSERTED;

  /** Its row was there already, or a newer version of it. */
  RowOutcome ALREADY_STORED = Kept.ALREADY_STORED;

  /** It replaced an older version. */
  RowOutcome CORRECTED = Kept.CORRECTED;

  /** It, or a newer word, is in the table. */
  enum Kept implements RowOutcome {
    INSERTED,
    ALREADY_STORED,
    CORRECTED
  }

  /**
   * It is refused for what it says, and its writer has written nothing of it.
   *
   * @param reason stable code
   * @param detail a sentence that names the field and the remedy, never the value
   */
  record Refused(String reason, String detail) implements RowOutcome {}
}
