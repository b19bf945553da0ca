package io.healthtrack.sink.readings;

import io.healthtrack.sink.database.SqlFailure;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
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
    winning.sort((a, b) -> ReadingRow.BY_KEY.compare(a.winner(), b.winner()));
    write(connection, winning, stored, refusals);
    RepairQueue.insert(connection, contenders.values());
    contenders.values().forEach(contender -> count(contender, refusals));
  }

  private void write(
      Connection connection, List<Contender> winning, Stored stored, List<Refusal> refusals)
      throws SQLException {
    if (winning.isEmpty()) {
      return;
    }
    Savepoint before = connection.setSavepoint();
    try {
      replace(connection, winning);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!(SqlFailure.of(e) instanceof SqlFailure.Data data)) {
        throw e;
      }
      connection.rollback(before);
      if (winning.size() > 1) {
        int half = winning.size() / 2;
        write(connection, winning.subList(0, half), stored, refusals);
        write(connection, winning.subList(half, winning.size()), stored, refusals);
      } else {
        Contender contender = winning.getFirst();
        ReadingRow refused = contender.withdraw();
        refusals.add(ReadingsLane.unstorable(refused, data.sqlState()));
        if (refused.fresh()) {
          RepairQueue.refused(connection, refused);
        }
        if (contender.winner() != null) {
          write(connection, winning, stored, refusals);
        }
      }
      return;
    }
    stored.add(winning.stream().map(Contender::winner).toList());
    for (Contender contender : winning) {
      if (contender.replaced() != null) {
        stored.changed(contender.key().userId(), contender.key().metricType());
      }
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
        delete.executeBatch();
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
