package io.healthtrack.sink.readings;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows as a binary COPY that lies ready in memory. */
final class EncodedCopy {

  private final List<byte[]> pieces = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();

  /** Encodes rows. */
  static EncodedCopy of(List<ReadingRow> rows, CopyEncoder encoder) {
    EncodedCopy copy = new EncodedCopy();
    try {
      encoder.begin(copy);
      for (ReadingRow row : rows) {
        row.encode(encoder);
      }
      encoder.finish();
    } catch (SQLException e) {
      throw new IllegalStateException("there is no database in this", e);
    }
    return copy;
  }

  void add(byte[] bytes, int length) {
    pieces.add(bytes);
    lengths.add(length);
  }

  /**
   * Copies them into the table.
   *
   * @throws SQLException if the database does not take them
   */
  void send(Connection connection) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(ReadingRow.COPY);
    try {
      for (int piece = 0; piece < pieces.size(); piece++) {
        copy.writeToCopy(pieces.get(piece), 0, lengths.get(piece));
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }
}
