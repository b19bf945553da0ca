package io.healthtrack.sink.model;

import io.healthtrack.sink.readings.Word;
import java.util.List;
import java.util.Optional;

/**
 * One partition of a topic: words on one reading, and a marker where the transaction ended. A
 * drained lane stands behind the last marker.
 */
final class Log {

  /** A correction, and the first word after it; then the marker. */
  private static final List<Word> WORDS = List.of(new Word(71, 2, true), new Word(70, 1, false));

  private Log() {}

  static int end() {
    return WORDS.size() + 1;
  }

  /** The word at an offset; none at the marker's. */
  static Optional<Word> at(int offset) {
    return offset < WORDS.size() ? Optional.of(WORDS.get(offset)) : Optional.empty();
  }

  /** How many words there are before an offset. */
  static int wordsBefore(int offset) {
    return Math.clamp(offset, 0, WORDS.size());
  }

  /**
   * Which word must be the row when everything before an offset was taken in: the newest
   * correction, or else the first word; null for no row. Said anew, not by the lane's rule.
   */
  static Word holds(int before) {
    Word holds = null;
    for (int offset = 0; offset < wordsBefore(before); offset++) {
      Word next = WORDS.get(offset);
      boolean older = holds != null && holds.amends() && holds.receivedAt() > next.receivedAt();
      if (holds == null || (next.amends() && !older)) {
        holds = next;
      }
    }
    return holds;
  }
}
