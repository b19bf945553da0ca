package io.healthtrack.sink.readings;

/** What becomes of one version of a reading that meets another. */
enum Fate {
  /** Nothing was there: it becomes the row. */
  INSERT,
  /** The row says so already, or says something newer. */
  ALREADY_STORED,
  /** A newer word on the same reading: it replaces the row. */
  CORRECT,
  /** The same id says something else without saying that it corrects: quarantine. */
  CONFLICT;

  /**
   * Decides.
   *
   * @param current the version that holds so far; null if there is none
   * @param next the one that arrives
   */
  static Fate of(Version current, Version next) {
    if (current == null) {
      return INSERT;
    }
    if (current.says(next)) {
      return ALREADY_STORED;
    }
    if (next.isFinal()) {
      // A first word that arrives again after a correction is the one that was corrected.
      return current.isFinal() ? CONFLICT : ALREADY_STORED;
    }
    return next.receivedAt() >= current.receivedAt() ? CORRECT : ALREADY_STORED;
  }
}
