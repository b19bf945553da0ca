package io.healthtrack.sink;

import io.healthtrack.embedded.SharedStack;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database of one test, migrated, with today's partitions and the metric catalogue, cloned from a
 * template that is made once. {@link DatabasesEnd} drops it: each is 1,900 files, which would all
 * be written to the disk sooner or later, and deleted one by one when the stack stops.
 */
public final class MigratedDatabase {

  private static final Logger LOG = LoggerFactory.getLogger(MigratedDatabase.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final List<String> OF_THE_TEST = new ArrayList<>();

  private final Stack stack;
  private final String name;

  private MigratedDatabase(Stack stack, String name) {
    this.stack = stack;
    this.name = name;
  }

  /** A fresh one, for the test that runs; or for all of a class, when made before all. */
  public static MigratedDatabase fresh() {
    MigratedDatabase database = ofAClass();
    OF_THE_TEST.add(database.name);
    return database;
  }

  /** A fresh one for a static field, which all tests of a class share. */
  public static MigratedDatabase ofAClass() {
    Stack stack = SharedStack.get();
    String name = "test_%d_%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
    clone(stack, name);
    return new MigratedDatabase(stack, name);
  }

  /** One of this name, for the test that runs or is about to. */
  static void cloneAs(Stack stack, String name) {
    clone(stack, name);
    OF_THE_TEST.add(name);
  }

  /** Lets the databases that were made so far outlive the test that is about to be. */
  static void keep() {
    OF_THE_TEST.clear();
  }

  /** Drops the databases of the test that just ended. */
  static void drop() {
    for (String name : OF_THE_TEST) {
      try {
        Template.made.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
      } catch (IllegalStateException e) {
        // It goes with the stack then.
        LOG.warn("{} could not be dropped", name);
      }
    }
    OF_THE_TEST.clear();
  }

  // With the template's rights on the database itself.
  private static void clone(Stack stack, String name) {
    Template template = Template.of(stack);
    template.execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, Template.NAME));
    template.execute(
        """
        UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = '%s')
        WHERE datname = '%s'
        """
            .formatted(Template.NAME, name));
  }

  /** How the sink reaches it, as the owner. */
  public DatabaseConfig config() {
    return new DatabaseConfig(url(), stack.databaseUser(), stack.databasePassword());
  }

  /** Its JDBC URL. */
  public String url() {
    return stack.jdbcUrl(name);
  }

  /** As the owner. */
  public Jdbi jdbi() {
    return Jdbi.create(this::connect);
  }

  /** A connection as the owner. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), stack.databaseUser(), stack.databasePassword());
  }

  /** A connection as somebody else. */
  public Connection connect(String login, String password) throws SQLException {
    return DriverManager.getConnection(url(), login, password);
  }

  /** Runs statements as the owner. */
  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All rows as the owner, columns joined by a bar. */
  public List<String> query(String sql) {
    try (Connection connection = connect()) {
      return rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All rows, columns joined by a bar. */
  public static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          line.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        lines.add(line.toString());
      }
      return lines;
    }
  }

  private static final class Template {

    static final String NAME = "template_" + ProcessHandle.current().pid();
    private static Template made;

    private final Stack stack;

    private Template(Stack stack) {
      this.stack = stack;
    }

    static synchronized Template of(Stack stack) {
      if (made == null) {
        stack.createDatabase(NAME);
        try (Database database =
            new Database(
                new DatabaseConfig(
                    stack.jdbcUrl(NAME), stack.databaseUser(), stack.databasePassword()))) {
          database.migrate();
          MetricTypes.write(database.jdbi(), MetricCatalogue.load());
          new PartitionMaintenance(database.jdbi(), Clock.systemUTC()).run();
        }
        made = new Template(stack);
      }
      return made;
    }

    void execute(String sql) {
      try (Connection connection =
              DriverManager.getConnection(
                  stack.jdbcUrl("postgres"), stack.databaseUser(), stack.databasePassword());
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
