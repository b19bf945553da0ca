package io.healthtrack.sink.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * How one kind of record becomes rows. Writing the same record again must change nothing: the lane
 * may read it again.
 */
public interface RowWriter<T extends SpecificRecord> {

  /**
   * Writes one record.
   *
   * @throws SQLException a data error quarantines the record, any other pauses the lane
   */
  RowOutcome write(Connection connection, UUID key, T value) throws SQLException;

  /**
   * Follows a tombstone.
   *
   * @param at the tombstone's own time
   * @throws SQLException as above
   */
  RowOutcome delete(Connection connection, String topic, UUID key, Instant at) throws SQLException;
}
