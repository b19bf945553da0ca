package io.healthtrack.sink.database;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a database error means for the batch: decided by SQLSTATE alone, never by a message.
 *
 * <p>Only codes that can be a row's own fault are {@link Data}; everything else, also what is
 * unknown, is trouble of the house. A full disk must never send good data to quarantine.
 */
public sealed interface SqlFailure {

  /** The code, five characters; {@code 00000} when the driver gave none. */
  String sqlState();

  /** A row cannot be stored as it is. */
  record Data(String sqlState) implements SqlFailure {}

  /** A row with this key is there already. */
  record KeyTaken(String sqlState) implements SqlFailure {}

  /** The row has no partition: maintenance is due, the row is fine. */
  record NoPartition(String sqlState) implements SqlFailure {}

  /** Connection, disk, locks, serialization, privileges, shutdown: wait and try again. */
  record Infrastructure(String sqlState) implements SqlFailure {}

  /** What this error means. */
  static SqlFailure of(SQLException e) {
    String state = e.getSQLState() == null ? "00000" : e.getSQLState();
    return of(state, namesConstraint(e));
  }

  /**
   * What this code means.
   *
   * @param state the SQLSTATE
   * @param namesConstraint whether the server named a constraint: a missing partition shares its
   *     code with broken checks, but names none
   */
  static SqlFailure of(String state, boolean namesConstraint) {
    return switch (state) {
      case "23505" -> new KeyTaken(state);
      case "23514" -> namesConstraint ? new Data(state) : new NoPartition(state);
      case "23502", "23503", "23P01" -> new Data(state);
      // A row or key too large for a page. The rest of class 54 speaks of statements.
      case "54000" -> new Data(state);
      default -> state.startsWith("22") ? new Data(state) : new Infrastructure(state);
    };
  }

  private static boolean namesConstraint(SQLException e) {
    if (!(e instanceof PSQLException server)) {
      return false;
    }
    ServerErrorMessage message = server.getServerErrorMessage();
    return message != null && message.getConstraint() != null;
  }
}
