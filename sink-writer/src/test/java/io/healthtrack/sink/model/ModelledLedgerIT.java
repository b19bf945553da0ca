package io.healthtrack.sink.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.offsets.EpochDecision;
import io.healthtrack.sink.offsets.Movement;
import io.healthtrack.sink.offsets.OffsetLedger;
import io.healthtrack.sink.offsets.Stake;
import io.healthtrack.sink.offsets.SupersededException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of the model that are statements of SQL say what the statements do. */
class ModelledLedgerIT {

  private static final int MOST = 3;

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final OffsetLedger ledger = new OffsetLedger("readings", "test");

  @Test
  void aBatchMovesThePositionWhenTheModelSaysSo() throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int stored = 1; stored <= MOST; stored++) {
        for (int position = 0; position < MOST; position++) {
          for (int epoch = 1; epoch <= MOST; epoch++) {
            for (int expected = 0; expected < MOST; expected++) {
              store(stored, position);
              assertEquals(
                  LedgerRules.REAL.mayMove(stored, position, epoch, expected),
                  moves(connection, epoch, expected),
                  "epoch %d, position %d, moved under %d from %d"
                      .formatted(stored, position, epoch, expected));
            }
          }
        }
      }
    }
  }

  @Test
  void aClaimRaisesTheEpochAsTheModelSays() throws SQLException {
    for (int stored = 1; stored <= MOST; stored++) {
      for (int mine = 0; mine <= MOST; mine++) {
        store(stored, 0);
        try (Connection connection = database.connect()) {
          connection.setAutoCommit(false);
          assertEquals(
              LedgerRules.REAL.epoch(mine, stored, false),
              claims(connection, mine, stored),
              "epoch %d, claimed by one who had %d".formatted(stored, mine));
        }
      }
    }
  }

  private void store(int epoch, int position) {
    database.execute(
        """
        DELETE FROM ops.lane_offsets;
        INSERT INTO ops.lane_offsets
          (lane, topic, partition, next_offset, epoch, backend_pid, backend_start, owner)
        VALUES ('readings', 'readings.valid', 0, %d, %d, 0, now(), 'other')
        """
            .formatted(position, epoch));
  }

  private boolean moves(Connection connection, int epoch, int expected) throws SQLException {
    try {
      ledger.advance(
          connection, epoch, List.of(new Movement(LedgerRules.PARTITION, expected, expected + 1)));
      return true;
    } catch (SupersededException e) {
      return false;
    } finally {
      connection.rollback();
    }
  }

  private EpochDecision claims(Connection connection, int mine, int stored) throws SQLException {
    try {
      long epoch = ledger.claim(connection, Stake.whole(Set.of(LedgerRules.PARTITION)), mine);
      return new EpochDecision.Claim(epoch, mine == 0);
    } catch (SupersededException e) {
      return new EpochDecision.Superseded(stored);
    }
  }
}
