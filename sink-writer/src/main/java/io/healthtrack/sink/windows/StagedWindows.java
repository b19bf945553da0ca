package io.healthtrack.sink.windows;

import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.sink.readings.CopyEncoder;
import io.healthtrack.sink.windows.WindowsLane.Told;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Windows on their way into the table: a temporary table of the connection, filled by binary COPY
 * and empty again after each transaction. Owned by one thread.
 */
final class StagedWindows {

  /** So that rows that lie together in the table's key are written together. */
  static final Comparator<Told> BY_KEY =
      Comparator.comparing((Told told) -> told.hour().userId())
          .thenComparingInt(told -> told.hour().metricType())
          .thenComparingInt(told -> told.length().minutes())
          .thenComparing(told -> told.window().getWindowStart());

  /** What is told of a window, in the order of {@link #encode}. */
  static final String COLUMNS =
      """
      user_id, metric_type, window_minutes, window_start, readings, limited, sum, m2, min, max,
      first_value, first_at, last_value, last_at, histogram, revision, computed_at\
      """;

  private static final String STAGING =
      """
      CREATE TEMPORARY TABLE IF NOT EXISTS told_windows (
        user_id uuid, metric_type smallint, window_minutes smallint, window_start timestamptz,
        readings integer, limited integer, sum double precision, m2 double precision,
        min double precision, max double precision, first_value double precision,
        first_at timestamptz, last_value double precision, last_at timestamptz,
        histogram integer[], revision integer, computed_at timestamptz
      ) ON COMMIT DELETE ROWS
      """;

  private static final int COUNT = 17;

  private final CopyEncoder encoder = new CopyEncoder();

  static void prepare(Connection connection) throws SQLException {
    execute(connection, STAGING);
  }

  /** Makes room within a transaction that has staged windows before. */
  static void clear(Connection connection) throws SQLException {
    execute(connection, "DELETE FROM told_windows");
  }

  /** Puts windows there, in their order. */
  void stage(Connection connection, List<Told> windows) throws SQLException {
    copy(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY told_windows (" + COLUMNS + ") FROM STDIN (FORMAT binary)"),
        windows);
  }

  /** Sends windows into a COPY of {@link #COLUMNS}. */
  void copy(CopyIn copy, List<Told> windows) throws SQLException {
    try {
      encoder.begin(copy);
      for (Told told : windows) {
        encode(told);
      }
      encoder.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void encode(Told told) throws SQLException {
    ReadingWindow window = told.window();
    encoder.row(COUNT);
    encoder.uuid(told.hour().userId());
    encoder.smallint(told.hour().metricType());
    encoder.smallint(told.length().minutes());
    time(window.getWindowStart());
    encoder.integer(window.getReadings());
    encoder.integer(window.getLimited());
    encoder.number(window.getSum());
    encoder.number(window.getM2());
    number(window.getMin());
    number(window.getMax());
    number(window.getFirstValue());
    time(window.getFirstAt());
    number(window.getLastValue());
    time(window.getLastAt());
    if (told.length().storesHistogram()) {
      encoder.integers(window.getHistogram());
    } else {
      encoder.absent();
    }
    encoder.integer(window.getRevision());
    time(window.getComputedAt());
  }

  private void number(Double number) throws SQLException {
    if (number == null) {
      encoder.absent();
    } else {
      encoder.number(number);
    }
  }

  private void time(Instant instant) throws SQLException {
    if (instant == null) {
      encoder.absent();
    } else {
      encoder.time(EventTime.micros(instant));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
