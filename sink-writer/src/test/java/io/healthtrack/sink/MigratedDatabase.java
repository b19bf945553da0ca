package io.healthtrack.sink;

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
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database of one test, migrated, with today's partitions and the metric catalogue, cloned from a
 * template that is made once a stack. {@link DatabasesEnd} drops it: each is 1,900 files, which
 * would all be written to the disk sooner or later, and deleted one by one when the stack stops.
 */
public final class MigratedDatabase {

  private static final Logger LOG = LoggerFactory.getLogger(MigratedDatabase.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  // Of the test that this thread runs.
  private static final ThreadLocal<List<MigratedDatabase>> OF_THE_TEST =
      ThreadLocal.withInitial(ArrayList::new);

  private final Stack stack;
  private final String name;

  private MigratedDatabase(Stack stack, String name) {
    this.stack = stack;
    this.name = name;
  }

  /** A fresh one, for the test that runs; or for all of a class, when made before all. */
  public static MigratedDatabase fresh() {
    MigratedDatabase database = ofAClass();
    OF_THE_TEST.get().add(database);
    return database;
  }

  /** A fresh one for a static field, which all tests of a class share. */
  public static MigratedDatabase ofAClass() {
    Stack stack = ClassStack.get();
    String name = "test_%d_%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
    clone(stack, name);
    return new MigratedDatabase(stack, name);
  }

  /** Lets the databases that were made so far outlive the test that is about to be. */
  static void keep() {
    OF_THE_TEST.remove();
  }

  /** Drops the databases of the test that just ended. */
  static void drop() {
    for (MigratedDatabase database : OF_THE_TEST.get()) {
      try {
        database.inServer("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database.name));
      } catch (IllegalStateException e) {
        // It goes with the stack then.
        LOG.warn("{} could not be dropped", database.name);
      }
    }
    OF_THE_TEST.remove();
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

  /** Its name. */
  public String name() {
    return name;
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
    return connect(stack.databaseUser(), stack.databasePassword());
  }

  /** A connection as somebody else. */
  public Connection connect(String login, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", login);
    properties.setProperty("password", password);
    // A server that is frozen takes connections and says nothing.
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(url(), properties);
  }

  /** Runs a statement beside the database, not in it. */
  void inServer(String sql) {
    Template.of(stack).execute(sql);
  }

  /** Moves it to a disk. */
  void moveTo(SmallDisk disk) {
    inServer("CREATE TABLESPACE small LOCATION '%s'".formatted(disk.path()));
    inServer("ALTER DATABASE %s SET TABLESPACE small".formatted(name));
  }

  /** Drops it with the tablespace it was moved to. */
  void leaveDisk() {
    inServer("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
    inServer("DROP TABLESPACE IF EXISTS small");
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
    private static final Map<Stack, Template> MADE = new ConcurrentHashMap<>();

    private final Stack stack;

    private Template(Stack stack) {
      this.stack = stack;
    }

    static Template of(Stack stack) {
      return MADE.computeIfAbsent(stack, Template::make);
    }

    private static Template make(Stack stack) {
      stack.createDatabase(NAME);
      try (Database database =
          new Database(
              new DatabaseConfig(
                  stack.jdbcUrl(NAME), stack.databaseUser(), stack.databasePassword()))) {
        database.migrate();
        MetricTypes.write(database.jdbi(), MetricCatalogue.load());
        new PartitionMaintenance(database.jdbi(), Clock.systemUTC()).run();
      }
      return new Template(stack);
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
