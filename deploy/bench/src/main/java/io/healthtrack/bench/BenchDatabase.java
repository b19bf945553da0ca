package io.healthtrack.bench;

import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.sink.catalogue.MetricTypes;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.partitions.PartitionMaintenance;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

/** A database as the sink makes it, for benchmarks that talk to it directly. */
public final class BenchDatabase implements AutoCloseable {

  private final DatabaseConfig config;
  private final Database database;

  private BenchDatabase(DatabaseConfig config) {
    this.config = config;
    this.database = new Database(config);
  }

  /** The database of this name with all migrations, the metric catalogue and today's partitions. */
  public static BenchDatabase migrated(Stack stack, String name) {
    stack.createDatabase(name);
    BenchDatabase made =
        new BenchDatabase(
            new DatabaseConfig(
                stack.jdbcUrl(name), stack.databaseUser(), stack.databasePassword()));
    made.database.migrate();
    MetricTypes.write(made.database.jdbi(), MetricCatalogue.load());
    new PartitionMaintenance(made.database.jdbi(), Clock.systemUTC()).run();
    return made;
  }

  /** A connection of its own. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(config.url(), config.user(), config.password());
  }

  /** Runs a statement. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one number a query gives. */
  public double number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getDouble(1);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
