package io.healthtrack.sink.readings;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Everything a batch says about one reading id, in order, against what the table says. */
final class Contender {

  /** What makes two rows the same reading. */
  record Key(UUID userId, short metricType, UUID metricId) {}

  private final Key key;
  private final List<ReadingRow> rows = new ArrayList<>();
  private final List<Fate> fates = new ArrayList<>();
  private Version stored;
  private ReadingRow winner;

  Contender(Key key) {
    this.key = key;
  }

  void add(ReadingRow row) {
    rows.add(row);
  }

  void stored(Version version) {
    stored = version;
  }

  /** Plays the rows one after the other. */
  void settle() {
    fates.clear();
    winner = null;
    Version current = stored;
    for (ReadingRow row : rows) {
      Version next = row.version();
      Fate fate = Fate.of(current, next);
      fates.add(fate);
      if (fate == Fate.INSERT || fate == Fate.CORRECT) {
        current = next;
        winner = row;
      }
    }
  }

  /** Takes the winner, which the database refused, out of the game, and plays again. */
  ReadingRow withdraw() {
    ReadingRow refused = winner;
    rows.remove(refused);
    settle();
    return refused;
  }

  /** The row to write; null if the table stays as it is. */
  ReadingRow winner() {
    return winner;
  }

  /** The row the winner replaces; null if there is none. */
  Version replaced() {
    return winner == null ? null : stored;
  }

  /** Whether some row is a correction, which may have moved in time. */
  boolean corrects() {
    return rows.stream().anyMatch(row -> !row.version().isFinal());
  }

  Version stored() {
    return stored;
  }

  Key key() {
    return key;
  }

  List<ReadingRow> rows() {
    return rows;
  }

  List<Fate> fates() {
    return fates;
  }
}
