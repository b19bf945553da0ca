package io.healthtrack.sink.readings;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.quarantine.PoisonSearch;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settles readings that may be in the table already: looks up what the table says about their ids,
 * decides in memory (see {@link Fate}), writes what is new.
 *
 * <p>Reading first and writing then is safe: the batch's transaction holds the lock on its
 * positions, a person's readings are all in one partition, and so nobody else writes these keys.
 */
final class Settlement {

  private static final Comparator<Contender> BY_KEY =
      Comparator.comparing(Contender::winner, ReadingRow.BY_KEY);

  /** The SQLSTATE that says: begin the transaction again. */
  private static final String SERIALIZATION_FAILURE = "40001";

  private final CopyEncoder encoder;
  private final StoredVersions storedVersions;

  Settlement(CopyEncoder encoder) {
    this.encoder = encoder;
    storedVersions = new StoredVersions(encoder);
  }

  static void prepare(Connection connection) throws SQLException {
    StoredVersions.prepare(connection);
  }

  void settle(Connection connection, List<ReadingRow> rows, Stored stored, List<Refusal> refusals)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    Map<Contender.Key, Contender> contenders = new LinkedHashMap<>();
    for (ReadingRow row : rows) {
      contenders
          .computeIfAbsent(
              new Contender.Key(row.userId(), row.metricType(), row.metricId()), Contender::new)
          .add(row);
    }
    storedVersions.find(connection, contenders);
    List<Contender> winning = new ArrayList<>();
    for (Contender contender : contenders.values()) {
      contender.settle();
      if (contender.winner() != null) {
        winning.add(contender);
      }
    }
    winning.sort(BY_KEY);
    write(connection, winning, stored, refusals);
    RepairQueue.insert(connection, contenders.values());
    contenders.values().forEach(contender -> count(contender, refusals));
  }

  /** Writes winners; where the database refuses one, whoever wins without it comes next. */
  private void write(
      Connection connection, List<Contender> winning, Stored stored, List<Refusal> refusals)
      throws SQLException {
    List<ReadingRow> refused = new ArrayList<>();
    List<Contender> next = winning;
    while (!next.isEmpty()) {
      Winners winners = new Winners(connection, stored, refusals, refused);
      new PoisonSearch<>(connection, winners).write(next);
      next = winners.changed;
      next.removeIf(contender -> contender.winner() == null);
      next.sort(BY_KEY);
    }
    RepairQueue.refused(connection, refused.stream().filter(ReadingRow::fresh).toList());
  }

  private final class Winners implements PoisonSearch.Writing<Contender> {

    private final Connection connection;
    private final Stored stored;
    private final List<Refusal> refusals;
    private final List<ReadingRow> refused;
    private final List<Contender> changed = new ArrayList<>();

    private Winners(
        Connection connection, Stored stored, List<Refusal> refusals, List<ReadingRow> refused) {
      this.connection = connection;
      this.stored = stored;
      this.refusals = refusals;
      this.refused = refused;
    }

    @Override
    public void write(List<Contender> winning) throws SQLException {
      replace(connection, winning);
    }

    @Override
    public void written(List<Contender> winning) {
      stored.add(winning.stream().map(Contender::winner).toList());
      for (Contender contender : winning) {
        if (contender.replaced() != null) {
          stored.changed(contender.key().userId(), contender.key().metricType());
        }
      }
    }

    @Override
    public void refused(Contender contender, RowRefusal refusal) {
      ReadingRow row = contender.withdraw();
      refusals.add(ReadingsLane.unstorable(row, refusal));
      refused.add(row);
      changed.add(contender);
    }

    @Override
    public int suspect(SQLException failure) {
      return RowRefusal.lineOfCopy(failure);
    }
  }

  private void replace(Connection connection, List<Contender> winning) throws SQLException {
    List<Contender> replacing = winning.stream().filter(c -> c.replaced() != null).toList();
    if (!replacing.isEmpty()) {
      try (PreparedStatement delete = connection.prepareStatement(StoredVersions.DELETE)) {
        for (Contender contender : replacing) {
          StoredVersions.bind(delete, contender);
          delete.addBatch();
        }
        if (Arrays.stream(delete.executeBatch()).anyMatch(rows -> rows == 0)) {
          // Erased or moved to another person since it was looked up: what was decided from it is
          // no longer right, and counting a correction would break the law of counts.
          throw new SQLException("a version that was looked up is gone", SERIALIZATION_FAILURE);
        }
      }
    }
    ReadingsLane.copy(connection, encoder, winning.stream().map(Contender::winner).toList());
  }

  private static void count(Contender contender, List<Refusal> refusals) {
    List<ReadingRow> rows = contender.rows();
    for (int i = 0; i < rows.size(); i++) {
      ReadingRow row = rows.get(i);
      switch (contender.fates().get(i)) {
        case INSERT -> row.counts().inserted();
        case ALREADY_STORED -> row.counts().alreadyStored();
        case CORRECT -> row.counts().corrected();
        case CONFLICT -> {
          row.counts().quarantined();
          refusals.add(
              ReadingDecoder.of(
                  row.origin(),
                  row.reading(),
                  "id-conflict",
                  "another reading has this id; send status amended to correct it"));
        }
      }
    }
  }
}
