package io.healthtrack.sink.lanes;

import io.healthtrack.schemas.topics.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * One way from topics into tables. Each lane has a consumer, a connection and a thread of its own,
 * so a bad row or a slow table holds up no other lane.
 *
 * <p>A lane only writes rows. Positions, tallies, commit, retries and pauses are its runner's.
 */
public interface Lane {

  /** A batch made ready, to be written in a transaction. */
  @FunctionalInterface
  interface Ready {

    /**
     * Writes it inside the transaction that moves its positions.
     *
     * @throws SQLException if the database is in trouble; the batch is then read again and written
     *     again in full
     */
    void write(Connection connection) throws SQLException;
  }

  /** Its name in tables, metrics and logs. */
  String name();

  /** What it reads. */
  List<Topic> topics();

  /** How much it takes at once. */
  BatchPolicy policy();

  /**
   * Called once on every new connection, before the first batch: the place for temporary tables.
   *
   * @throws SQLException if the database does not answer
   */
  default void prepare(Connection connection) throws SQLException {}

  /**
   * Does with a batch what needs no database, on the lane's own thread, while the batch before it
   * is still being written on another. What both use must not be shared between the two.
   */
  default Ready ready(Batch batch, Outcomes outcomes) {
    return connection -> write(connection, batch, outcomes);
  }

  /**
   * Writes a batch inside the transaction that moves its positions. Every record must end up in
   * exactly one count of {@code outcomes}; a record that cannot be stored is quarantined.
   *
   * @throws SQLException if the database is in trouble; the batch is then read again and written
   *     again in full
   */
  void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException;
}
