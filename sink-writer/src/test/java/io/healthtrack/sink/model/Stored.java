package io.healthtrack.sink.model;

import io.healthtrack.sink.readings.Word;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a database holds of a lane, as committed.
 *
 * @param position the lane's; -1 if the partition was never claimed
 * @param epoch the highest; 0 if never claimed
 * @param owner the server process that is recorded; {@link #NOBODY} if it is gone
 * @param row what the reading's row says; null for none
 * @param counted how many records the tallies know of
 */
record Stored(int position, int epoch, int owner, Word row, int counted) {

  static final int NOBODY = -1;

  static final Stored EMPTY = new Stored(-1, 0, NOBODY, null, 0);

  OptionalLong found() {
    return position < 0 ? OptionalLong.empty() : OptionalLong.of(position);
  }

  Stored claimed(int newEpoch, int by) {
    return new Stored(Math.max(position, 0), newEpoch, by, row, counted);
  }

  Stored owned(int by) {
    return owner == by ? this : new Stored(position, epoch, by, row, counted);
  }

  Stored younger(int less) {
    return new Stored(position, Math.max(epoch - less, 0), owner, row, counted);
  }

  Stored at(int next) {
    return new Stored(next, epoch, owner, row, counted);
  }

  /** With the records from one offset up to another. */
  Stored with(int from, int until, LedgerRules rules) {
    Word after = row;
    int taken = 0;
    for (int offset = from; offset < until; offset++) {
      Word word = Log.at(offset).orElse(null);
      if (word != null) {
        taken++;
        after = rules.replaces(after, word) ? word : after;
      }
    }
    return new Stored(position, epoch, owner, after, counted + taken);
  }

  /** Rows and tallies are those of the log up to the position, each record once. */
  Optional<String> wrong() {
    if (!Objects.equals(row, Log.holds(position))) {
      return Optional.of("at position %d the row is another".formatted(position));
    }
    int words = Log.wordsBefore(position);
    return counted == words
        ? Optional.empty()
        : Optional.of("at position %d %d records are counted".formatted(position, counted));
  }
}
