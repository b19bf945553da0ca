package io.healthtrack.sink.quarantine;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.database.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes rows in their order and finds the poisonous ones, so that all others stay.
 *
 * <p>A row is refused only after the database refused it alone: where the failure says it happened
 * is a hint where to look, no more. With a hint a poisonous row costs three attempts, one that
 * fails, one with the rows before it, one with it alone; without, halving finds it. The more rows
 * fail the smaller the attempts get, and once many have failed the rest is examined at once, where
 * that is possible.
 */
public final class PoisonSearch<T> {

  /** How rows are written. */
  public interface Writing<T> {

    /**
     * Writes all of these, or fails.
     *
     * @throws SQLException what the database says
     */
    void write(List<T> rows) throws SQLException;

    /** These are written. */
    void written(List<T> rows);

    /** This one was refused, alone. */
    void refused(T row, RowRefusal refusal);

    /**
     * At least one of these has a key that is taken, and none is written.
     *
     * @throws SQLException the failure, when that cannot be
     */
    default void keyTaken(List<T> rows, SQLException failure) throws SQLException {
      throw failure;
    }

    /** Which of the rows the failure speaks of, counted from 0; -1 when it does not say. */
    int suspect(SQLException failure);

    /** Whether a row is to blame for it; a taken key has a way of its own unless this says so. */
    default boolean blames(SqlFailure failure) {
      return failure instanceof SqlFailure.Data;
    }

    /**
     * Which of these the database refuses, each alone, by their place; nothing is written. Asked
     * for once, when many have been refused already; may find nothing.
     *
     * @throws SQLException if the database is in trouble
     */
    default Map<Integer, RowRefusal> examine(List<T> rows) throws SQLException {
      return Map.of();
    }
  }

  /** So many poisonous rows are no accident. */
  private static final int MANY = 20;

  private final Connection connection;
  private final Writing<T> writing;
  private Savepoint before;
  private int refused;

  /** Will write over this connection, inside its transaction. */
  public PoisonSearch(Connection connection, Writing<T> writing) {
    this.connection = connection;
    this.writing = writing;
  }

  /**
   * Writes rows.
   *
   * @throws SQLException if the database is in trouble
   */
  public void write(List<T> rows) throws SQLException {
    int from = 0;
    int stride = rows.size();
    int suspect = -1;
    while (from < rows.size()) {
      int size = Math.min(rows.size() - from, stride);
      if (from == suspect) {
        size = 1;
      } else if (from < suspect) {
        size = suspect - from;
      }
      List<T> attempt = rows.subList(from, from + size);
      SQLException refusal = attempt(attempt);
      if (refusal == null) {
        from += size;
        stride = Math.min(rows.size(), 2 * stride);
      } else if (size == 1) {
        writing.refused(attempt.getFirst(), RowRefusal.of(refusal));
        from++;
        refused++;
        if (refused == MANY) {
          writeExamined(rows.subList(from, rows.size()));
          return;
        }
      } else {
        int hint = writing.suspect(refusal);
        suspect = from + (hint >= 0 && hint < size ? hint : size / 2);
        stride = Math.max(1, stride / 2);
      }
    }
    release();
  }

  private void writeExamined(List<T> rows) throws SQLException {
    release();
    Map<Integer, RowRefusal> refusals = writing.examine(rows);
    List<T> others = new ArrayList<>(rows.size() - refusals.size());
    for (int place = 0; place < rows.size(); place++) {
      RowRefusal refusal = refusals.get(place);
      if (refusal == null) {
        others.add(rows.get(place));
      } else {
        writing.refused(rows.get(place), refusal);
      }
    }
    write(others);
  }

  private void release() throws SQLException {
    if (before != null) {
      connection.releaseSavepoint(before);
      before = null;
    }
  }

  /** Writes all of these, or says why none is written. */
  private SQLException attempt(List<T> rows) throws SQLException {
    if (before == null) {
      before = connection.setSavepoint();
    }
    try {
      writing.write(rows);
    } catch (SQLException e) {
      SqlFailure failure = SqlFailure.of(e);
      if (writing.blames(failure)) {
        // The savepoint stays, for the next attempt.
        connection.rollback(before);
        return e;
      }
      if (failure instanceof SqlFailure.KeyTaken) {
        connection.rollback(before);
        writing.keyTaken(rows, e);
        return null;
      }
      throw e;
    }
    release();
    writing.written(rows);
    return null;
  }
}
