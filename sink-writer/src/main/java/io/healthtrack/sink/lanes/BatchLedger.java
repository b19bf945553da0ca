package io.healthtrack.sink.lanes;

import io.healthtrack.sink.offsets.Movement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes a batch's counts, in the batch's own transaction. */
final class BatchLedger {

  private static final String TALLY =
      """
      INSERT INTO ops.lane_tallies AS t
        (lane, topic, partition, counted_to, records_in, inserted, already_stored, corrected,
         quarantined)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (lane, topic, partition) DO UPDATE SET
        counted_to = excluded.counted_to,
        records_in = t.records_in + excluded.records_in,
        inserted = t.inserted + excluded.inserted,
        already_stored = t.already_stored + excluded.already_stored,
        corrected = t.corrected + excluded.corrected,
        quarantined = t.quarantined + excluded.quarantined
      """;

  private static final String BATCH =
      """
      INSERT INTO ops.batches
        (lane, records, inserted, already_stored, corrected, quarantined, people, devices)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final String lane;

  BatchLedger(String lane) {
    this.lane = lane;
  }

  void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException {
    try (PreparedStatement tally = connection.prepareStatement(TALLY)) {
      for (Movement movement : batch.movements()) {
        tally.setString(1, lane);
        tally.setString(2, movement.partition().topic());
        tally.setInt(3, movement.partition().partition());
        tally.setLong(4, movement.next());
        tally.setLong(5, outcomes.of(movement.partition()).total());
        tally.setLong(6, outcomes.inserted(movement.partition()));
        tally.setLong(7, outcomes.alreadyStored(movement.partition()));
        tally.setLong(8, outcomes.corrected(movement.partition()));
        tally.setLong(9, outcomes.quarantined(movement.partition()));
        tally.addBatch();
      }
      tally.executeBatch();
    }
    if (batch.size() > 0) {
      try (PreparedStatement insert = connection.prepareStatement(BATCH)) {
        Outcomes.Totals totals = outcomes.totals();
        insert.setString(1, lane);
        insert.setInt(2, batch.size());
        insert.setLong(3, totals.inserted());
        insert.setLong(4, totals.alreadyStored());
        insert.setLong(5, totals.corrected());
        insert.setLong(6, totals.quarantined());
        insert.setInt(7, outcomes.people());
        insert.setInt(8, outcomes.devices());
        insert.executeUpdate();
      }
    }
  }
}
