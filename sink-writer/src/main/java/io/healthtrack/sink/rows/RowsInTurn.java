package io.healthtrack.sink.rows;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.database.SqlFailure;
import io.healthtrack.sink.quarantine.PoisonSearch;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Writes records in their order, and knows at which one it failed. */
final class RowsInTurn<T extends SpecificRecord> implements PoisonSearch.Writing<Told<T>> {

  private final Connection connection;
  private final RowWriter<T> writer;
  private final List<Refusal> refusals;
  private final List<RowOutcome> outcomes = new ArrayList<>();

  RowsInTurn(Connection connection, RowWriter<T> writer, List<Refusal> refusals) {
    this.connection = connection;
    this.writer = writer;
    this.refusals = refusals;
  }

  @Override
  public void write(List<Told<T>> rows) throws SQLException {
    outcomes.clear();
    for (Told<T> told : rows) {
      outcomes.add(write(told));
    }
  }

  @Override
  public void written(List<Told<T>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      Told<T> told = rows.get(i);
      switch (outcomes.get(i)) {
        case RowOutcome.Kept kept -> count(told, kept);
        case RowOutcome.Refused refused -> {
          refusals.add(Refusal.refused(told.origin(), refused.reason(), refused.detail()));
          told.counts().quarantined();
        }
      }
    }
  }

  @Override
  public void refused(Told<T> told, RowRefusal refusal) {
    refusals.add(Refusal.unstorable(told.origin(), refusal));
    told.counts().quarantined();
  }

  @Override
  public int suspect(SQLException failure) {
    return outcomes.size();
  }

  /** A taken key too: writers say what is to happen with every conflict that they expect. */
  @Override
  public boolean blames(SqlFailure failure) {
    return switch (failure) {
      case SqlFailure.Data data -> true;
      case SqlFailure.KeyTaken taken -> true;
      case SqlFailure.NoPartition missing -> false;
      case SqlFailure.Infrastructure trouble -> false;
    };
  }

  private RowOutcome write(Told<T> told) throws SQLException {
    return told.value() == null
        ? writer.delete(
            connection,
            told.origin().topic(),
            told.key(),
            Instant.ofEpochMilli(told.origin().timestamp()))
        : writer.write(connection, told.key(), told.value());
  }

  private static void count(Told<?> told, RowOutcome.Kept kept) {
    switch (kept) {
      case INSERTED -> told.counts().inserted();
      case ALREADY_STORED -> told.counts().alreadyStored();
      case CORRECTED -> told.counts().corrected();
    }
  }
}
