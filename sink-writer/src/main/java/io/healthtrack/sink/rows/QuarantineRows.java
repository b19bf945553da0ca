package io.healthtrack.sink.rows;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.sink.quarantine.QuarantineTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** The quarantine lane: what validation refused, from {@code readings.quarantined}. */
public final class QuarantineRows implements RowWriter<QuarantinedReading> {

  /**
   * What a sink told is passed over: its row is written with the position of the lane that refused
   * it. Where there is no row yet, as after a restore, that lane will come to the record again, and
   * knows more of the refusal than the topic does; or it takes the record this time.
   */
  @Override
  public RowOutcome write(Connection connection, UUID key, QuarantinedReading told)
      throws SQLException {
    if (told.getStage().equals(QuarantineTable.STAGE)) {
      return RowOutcome.ALREADY_STORED;
    }
    if (!QuarantineTable.insert(connection, told)) {
      return RowOutcome.ALREADY_STORED;
    }
    return told.getReplay() == 0 ? RowOutcome.INSERTED : RowOutcome.CORRECTED;
  }

  @Override
  public RowOutcome delete(Connection connection, String topic, UUID key, Instant at) {
    return RowOutcome.ALREADY_STORED;
  }
}
