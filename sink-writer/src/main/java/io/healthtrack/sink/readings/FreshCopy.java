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
  private final FreshRows all;
  private final List<ReadingRow> unproven;
  private final List<Refusal> refusals;
  private final List<ReadingRow> refused = new ArrayList<>();
  private Stored stored = new Stored();

  /**
   * @param unproven where readings go that are to be settled
   */
  FreshCopy(
      Connection connection,
      CopyEncoder encoder,
      FreshRows all,
      List<ReadingRow> unproven,
      List<Refusal> refusals) {
    this.connection = connection;
    this.encoder = encoder;
    this.all = all;
    this.unproven = unproven;
    this.refusals = refusals;
  }

  /** Copies them; returns what was stored. */
  Stored copy() throws SQLException {
    new PoisonSearch<>(connection, this).write(all);
    RepairQueue.refused(connection, refused);
    return stored;
  }

  @Override
  public void write(List<ReadingRow> rows) throws SQLException {
    if (rows instanceof FreshRows whole) {
      whole.send(connection);
    } else {
      ReadingsLane.copy(connection, encoder, rows);
    }
  }

  @Override
  public void written(List<ReadingRow> rows) {
    if (rows instanceof FreshRows whole) {
      whole.inserted();
      stored = whole.stored();
    } else {
      rows.forEach(row -> row.counts().inserted());
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
