package io.healthtrack.sink.lanes;

import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.sink.offsets.Movement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

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
        (lane, owner, records, inserted, already_stored, corrected, quarantined, people, devices,
         user_ids, device_ids, readings, measured_from, measured_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final String lane;
  private final String owner;

  BatchLedger(String lane, String owner) {
    this.lane = lane;
    this.owner = owner;
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
    long records = batch.size() - outcomes.passedOver();
    if (records > 0) {
      try (PreparedStatement insert = connection.prepareStatement(BATCH)) {
        Outcomes.Totals totals = outcomes.totals();
        insert.setString(1, lane);
        insert.setString(2, owner);
        insert.setLong(3, records);
        insert.setLong(4, totals.inserted());
        insert.setLong(5, totals.alreadyStored());
        insert.setLong(6, totals.corrected());
        insert.setLong(7, totals.quarantined());
        syncs(connection, insert, outcomes.syncs());
        insert.executeUpdate();
      }
    }
  }

  private static void syncs(Connection connection, PreparedStatement insert, List<DataSync> syncs)
      throws SQLException {
    insert.setLong(8, syncs.stream().map(DataSync::user).distinct().count());
    insert.setLong(
        9, syncs.stream().map(DataSync::device).filter(Objects::nonNull).distinct().count());
    array(connection, insert, 10, "uuid", syncs, DataSync::user);
    array(connection, insert, 11, "uuid", syncs, DataSync::device);
    array(connection, insert, 12, "int4", syncs, DataSync::readings);
    array(connection, insert, 13, "timestamptz", syncs, sync -> time(sync.measuredFrom()));
    array(connection, insert, 14, "timestamptz", syncs, sync -> time(sync.measuredUntil()));
  }

  private static void array(
      Connection connection,
      PreparedStatement insert,
      int parameter,
      String type,
      List<DataSync> syncs,
      Function<DataSync, Object> column)
      throws SQLException {
    if (syncs.isEmpty()) {
      insert.setNull(parameter, Types.ARRAY);
    } else {
      insert.setArray(
          parameter, connection.createArrayOf(type, syncs.stream().map(column).toArray()));
    }
  }

  private static OffsetDateTime time(Long micros) {
    return micros == null ? null : EventTime.instant(micros).atOffset(ZoneOffset.UTC);
  }
}
