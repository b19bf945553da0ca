package io.healthtrack.sink.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * One PostgreSQL database: a small pool for small statements, and connections of their own for
 * lanes, which hold them for life.
 */
public final class Database implements AutoCloseable {

  private static final String LANE_ROLE = "healthtrack_sink";

  private final DatabaseConfig config;
  private final HikariDataSource pool;
  private final HikariDataSource patientPool;
  private final Jdbi jdbi;
  private final Jdbi patientJdbi;

  /** Connects when first used. */
  public Database(DatabaseConfig config) {
    this.config = config;
    pool = pool("healthtrack-sink", properties("healthtrack-sink"));
    Properties patient = properties("healthtrack-sink-maintenance");
    patient.setProperty("socketTimeout", "0");
    patientPool = pool("healthtrack-sink-maintenance", patient);
    jdbi = Jdbi.create(pool);
    patientJdbi = Jdbi.create(patientPool);
  }

  /** For statements that are not a lane's. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /** For maintenance, whose statements may take hours: a server that went silent is not noticed. */
  public Jdbi maintenance() {
    return patientJdbi;
  }

  /**
   * Brings the schema up to date. Flyway holds a lock meanwhile, so a second service waits and then
   * finds nothing to do.
   */
  public void migrate() {
    Flyway.configure()
        .dataSource(patientPool)
        .defaultSchema("ops")
        .createSchemas(true)
        .failOnMissingLocations(true)
        .locations("classpath:db/migration", "classpath:db/privileges")
        .load()
        .migrate();
  }

  /**
   * A lane's connection: no auto-commit, the rights of the sink's role, and limits that end a
   * transaction which does not end by itself.
   *
   * @throws SQLException if the database does not answer
   */
  public Connection openLane(String lane) throws SQLException {
    Properties properties = properties("healthtrack-sink-" + lane);
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    Connection connection = DriverManager.getConnection(config.url(), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET transaction_timeout = %d".formatted(config.transactionTimeout()));
      statement.execute("SET lock_timeout = %d".formatted(config.lockTimeout()));
      statement.execute("SET timezone = 'UTC'");
      // Ending an older owner's process needs the login's rights; writing rows does not.
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Leaves the login's rights behind for those of the sink's role.
   *
   * @throws SQLException if the database does not answer
   */
  public void dropRights(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + LANE_ROLE);
    }
    connection.commit();
  }

  @Override
  public void close() {
    patientPool.close();
    pool.close();
  }

  private HikariDataSource pool(String name, Properties properties) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(name);
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    // Else the pool asks its first connection, and if that one breaks meanwhile it never opens
    // another one.
    hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    hikari.setMaximumPoolSize(4);
    hikari.setMinimumIdle(0);
    hikari.setConnectionTimeout(5_000);
    hikari.setInitializationFailTimeout(-1);
    hikari.setDataSourceProperties(properties);
    // A session that began read-only stays so, also when its server was promoted meanwhile.
    hikari.setMaxLifetime(60_000);
    hikari.setIdleTimeout(30_000);
    hikari.setKeepaliveTime(0);
    return new HikariDataSource(hikari);
  }

  private Properties properties(String application) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", application);
    // The server's detail quotes rows, and health data stays out of logs.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("tcpKeepAlive", "true");
    // A sink that was frozen in the middle of something must not keep its locks from others.
    properties.setProperty(
        "options", "-c idle_in_transaction_session_timeout=" + config.transactionTimeout());
    properties.setProperty("connectTimeout", "5");
    // Beyond the server's own limit: it only speaks when the server no longer does.
    properties.setProperty(
        "socketTimeout", Long.toString(config.transactionTimeout() / 1_000 + 10));
    return properties;
  }
}
