package io.healthtrack.bench.sink;

import io.healthtrack.bench.BenchDatabase;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.artifacts.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the databases of the runs, each a copy of one that was migrated once. */
final class Arena {

  private static final String TEMPLATE = "bench_template";

  private final Stack stack;
  private final Path directory;
  private int made;

  private Arena(Stack stack, Path directory) {
    this.stack = stack;
    this.directory = directory;
  }

  /** With migrations, the metric catalogue and the partitions of these days. */
  static Arena prepare(Stack stack) throws IOException {
    BenchDatabase.migrated(stack, TEMPLATE).close();
    return new Arena(stack, Files.createTempDirectory("healthtrack-bench-sink"));
  }

  /** A run that came to its end needs its logs no more. */
  void clear() throws IOException {
    Directories.delete(directory);
  }

  Stack stack() {
    return stack;
  }

  Path directory() {
    return directory;
  }

  /** An empty hot table as it is. */
  Target keyed() throws IOException, SQLException {
    return make(true);
  }

  /** An empty hot table without its key, which so hides no second copy of a row. */
  Target keyless() throws IOException, SQLException {
    Target target = make(false);
    for (String key :
        target.texts(
            """
            SELECT conname FROM pg_constraint
            WHERE conrelid = 'health.health_metrics'::regclass AND contype = 'p'
            """)) {
      target.execute("ALTER TABLE health.health_metrics DROP CONSTRAINT " + key);
    }
    return target;
  }

  private Target make(boolean keyed) throws IOException, SQLException {
    String name = "bench_" + ++made;
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl("postgres"), stack.databaseUser(), stack.databasePassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, TEMPLATE));
      // With the template's rights on the database itself.
      statement.execute(
          """
          UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = '%s')
          WHERE datname = '%s'
          """
              .formatted(TEMPLATE, name));
      // So that nobody pays for what the one before has left.
      statement.execute("CHECKPOINT");
    }
    return new Target(stack, name, keyed, Files.createDirectory(directory.resolve(name)));
  }
}
