package io.healthtrack.sink.readings;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.quarantine.PoisonSearch;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies fresh readings straight into the table; those whose key is taken are to be settled. */
final class FreshCopy implements PoisonSearch.Writing<ReadingRow> {

  private final Connection connection;
  private final CopyEncoder encoder;
  private final Stored all;
  private final List<ReadingRow> unproven;
  private final List<Refusal> refusals;
  private final List<ReadingRow> refused = new ArrayList<>();
  private Stored stored = new Stored();
  private int asked;

  /**
   * @param all what follows if every row is stored, as nearly always: worked out beforehand, while
   *     the batch before was written
   * @param unproven where readings go that are to be settled
   */
  FreshCopy(
      Connection connection,
      CopyEncoder encoder,
      Stored all,
      List<ReadingRow> unproven,
      List<Refusal> refusals) {
    this.connection = connection;
    this.encoder = encoder;
    this.all = all;
    this.unproven = unproven;
    this.refusals = refusals;
  }

  /** Copies rows, sorted by the key; returns what was stored. */
  Stored copy(List<ReadingRow> rows) throws SQLException {
    asked = rows.size();
    new PoisonSearch<>(connection, this).write(rows);
    RepairQueue.refused(connection, refused);
    return stored;
  }

  @Override
  public void write(List<ReadingRow> rows) throws SQLException {
    ReadingsLane.copy(connection, encoder, rows);
  }

  @Override
  public void written(List<ReadingRow> rows) {
    rows.forEach(row -> row.counts().inserted());
    if (rows.size() == asked) {
      stored = all;
    } else {
      stored.add(rows);
    }
  }

  @Override
  public void refused(ReadingRow row, RowRefusal refusal) {
    refusals.add(ReadingsLane.unstorable(row, refusal));
    refused.add(row);
  }

  @Override
  public void keyTaken(List<ReadingRow> rows, SQLException failure) {
    unproven.addAll(rows);
    // Of several words on one reading the first counts, unless a later one corrects it.
    unproven.sort(ReadingRow.AS_SENT);
  }

  @Override
  public int suspect(SQLException failure) {
    return RowRefusal.lineOfCopy(failure);
  }

  @Override
  public Map<Integer, RowRefusal> examine(List<ReadingRow> rows) throws SQLException {
    return new Trial(connection, encoder).refusals(rows);
  }
}
