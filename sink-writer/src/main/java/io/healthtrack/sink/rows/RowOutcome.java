package io.healthtrack.sink.rows;

/** What became of a record. */
public enum RowOutcome {
  /** It became a new row. */
  INSERTED,
  /** Its row was there already, or a newer version of it. */
  ALREADY_STORED,
  /** It replaced an older version. */
  CORRECTED
}
