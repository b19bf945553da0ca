package io.healthtrack.bench.keys;

import io.healthtrack.bench.BenchDatabase;
import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Rounds;
import io.healthtrack.bench.Scenario;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.sink.readings.CopyEncoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes the same sorted batches into every shape, in turns, and reports rows a second (the median
 * of the rounds), bytes of table and index, and bytes of log for each row.
 */
public final class KeysBench implements Scenario {

  private static final int BATCH = 50_000;
  private static final int PEOPLE = 1_000;
  private static final int ROUNDS = 3;

  private final long rows;
  private final CopyEncoder out = new CopyEncoder();

  /** So many rows for each shape. */
  public KeysBench(long rows) {
    this.rows = rows;
  }

  @Override
  public void run(BenchReport.Numbers numbers) throws Exception {
    numbers.settings(
        "every shape",
        Map.of(
            "rows", Long.toString(rows),
            "rows a batch", Integer.toString(BATCH),
            "people", Integer.toString(PEOPLE)));
    try (Stack stack = Stack.start(StackConfig.temporary());
        BenchDatabase database = BenchDatabase.migrated(stack, "bench_keys");
        Connection connection = database.connect()) {
      database.execute("CREATE SCHEMA bench");
      Map<String, List<Double>> rates = new HashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Shape shape : Shapes.all()) {
          boolean last = round == ROUNDS - 1;
          rates
              .computeIfAbsent(shape.name(), name -> new ArrayList<>())
              .add(load(connection, database, shape, last ? numbers : null));
        }
      }
      Rounds own = rounds(rates.get("as_it_is"));
      for (Shape shape : Shapes.all()) {
        Rounds rate = rounds(rates.get(shape.name()));
        numbers.put(shape.name() + "_per_s", rate, shape.exact() ? "rows/s" : "rows/s, not exact");
        numbers.put(shape.name() + "_ratio", rate.over(own), "of the table as it is");
      }
    }
  }

  private double load(
      Connection connection, BenchDatabase database, Shape shape, BenchReport.Numbers numbers)
      throws SQLException {
    String table = "bench." + shape.name();
    database.execute("DROP TABLE IF EXISTS " + table);
    database.execute(shape.ddl().formatted(table));
    database.execute("CHECKPOINT");
    Samples samples = new Samples(PEOPLE);
    connection.setAutoCommit(false);
    String copy = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, shape.columns());
    double before = database.number("SELECT pg_current_wal_insert_lsn() - '0/0'");
    long nanos = 0;
    long written = 0;
    while (written < rows) {
      List<Sample> batch = samples.next(BATCH);
      long start = System.nanoTime();
      written += copy(connection, copy, shape, batch);
      connection.commit();
      nanos += System.nanoTime() - start;
    }
    if (numbers != null) {
      double log = database.number("SELECT pg_current_wal_insert_lsn() - '0/0'") - before;
      String name = shape.name();
      numbers.put(
          name + "_table_bytes",
          database.number("SELECT pg_table_size('%s')".formatted(table)) / written,
          "a row");
      numbers.put(
          name + "_index_bytes",
          database.number("SELECT pg_indexes_size('%s')".formatted(table)) / written,
          "a row");
      numbers.put(name + "_wal_bytes", log / written, "a row");
    }
    return written / (nanos / 1e9);
  }

  private long copy(Connection connection, String sql, Shape shape, List<Sample> batch)
      throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      out.begin(copy);
      for (Sample sample : batch) {
        shape.row().write(out, sample);
      }
      return out.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static Rounds rounds(List<Double> rates) {
    return Rounds.of(rates, Double::doubleValue);
  }
}
