package io.healthtrack.bench.keys;

import io.healthtrack.sink.readings.CopyEncoder;
import java.sql.SQLException;

/**
 * A shape the hot table could have.
 *
 * @param name as in the report
 * @param exact whether distinct readings of one instant stay distinct and a repeated one is refused
 * @param ddl makes the table; {@code %s} is its name
 * @param columns the columns written
 * @param row writes one row of them
 */
record Shape(String name, boolean exact, String ddl, String columns, Row row) {

  /** Writes one row. */
  interface Row {
    void write(CopyEncoder out, Sample sample) throws SQLException;
  }
}
