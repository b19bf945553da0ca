package io.healthtrack.bench.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A database of one run, as our migrations make it, with an empty hot table; and somebody who looks
 * on.
 */
final class Target implements AutoCloseable {

  private static final String WRITER =
      """
      SELECT clock_timestamp() FROM pg_locks
      WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relation = 'health.health_metrics'::regclass AND mode = 'RowExclusiveLock' AND granted
      LIMIT 1
      """;

  // By the key's own columns: one look into the index for each.
  private static final String LAST =
      """
      SELECT count(*) FROM health.health_metrics
      WHERE user_id = ANY (?) AND metric_type = ANY (?) AND measured_at = ? AND metric_id = ANY (?)
      """;

  private static final String CLIENTS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      """;

  private final Stack stack;
  private final String name;
  private final boolean keyed;
  private final Path directory;
  private final Connection eyes;

  /**
   * Takes a database that is there.
   *
   * @param keyed whether the hot table has its key
   * @param directory where contenders may keep files
   */
  Target(Stack stack, String name, boolean keyed, Path directory) throws SQLException {
    this.stack = stack;
    this.name = name;
    this.keyed = keyed;
    this.directory = directory;
    eyes = connect();
  }

  String name() {
    return name;
  }

  boolean keyed() {
    return keyed;
  }

  Path directory() {
    return directory;
  }

  String url() {
    return stack.jdbcUrl(name);
  }

  /** A connection of its own. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), stack.databaseUser(), stack.databasePassword());
  }

  /** When somebody was seen writing into the hot table, if somebody is. */
  Instant writerSeen() {
    return instant(WRITER);
  }

  /** Whether the last reading of each partition is there; each writer keeps their order. */
  boolean holdsLastOf(Load load) {
    MetricCatalogue catalogue = MetricCatalogue.load();
    List<Reading> last = load.last();
    try (PreparedStatement select = eyes.prepareStatement(LAST)) {
      select.setArray(
          1, eyes.createArrayOf("uuid", last.stream().map(Reading::getUserId).toArray()));
      select.setArray(
          2,
          eyes.createArrayOf(
              "int2",
              last.stream()
                  .map(reading -> catalogue.byCode(reading.getMetric()).orElseThrow().id())
                  .toArray()));
      select.setObject(3, last.getFirst().getMeasuredAt().atOffset(ZoneOffset.UTC));
      select.setArray(
          4, eyes.createArrayOf("uuid", last.stream().map(Reading::getReadingId).toArray()));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1) == last.size();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
  }

  /** Rows that can be seen. */
  long rows() {
    return number("SELECT count(*) FROM health.health_metrics");
  }

  /** Of all columns of all rows, whatever their order. */
  String digest() {
    return texts("SELECT sum(hashtextextended(h::text, 0)) FROM health.health_metrics h")
        .getFirst();
  }

  /** Different readings among them. */
  long readings() {
    return number("SELECT count(DISTINCT metric_id) FROM health.health_metrics");
  }

  /** The end of the log, in bytes. */
  long walEnd() {
    return number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
  }

  /** Connections of others to this database. */
  long clients() {
    return number(CLIENTS);
  }

  /** The server's time. */
  Instant now() {
    return instant("SELECT clock_timestamp()");
  }

  /** The one time a query gives, null if none. */
  Instant instant(String query) {
    try (Statement statement = eyes.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      OffsetDateTime time = row.next() ? row.getObject(1, OffsetDateTime.class) : null;
      return time == null ? null : time.toInstant();
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
  }

  /** The first column of all rows. */
  List<String> texts(String query) {
    try (Statement statement = eyes.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
  }

  /** Runs a statement. */
  void execute(String sql) {
    try (Statement statement = eyes.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
  }

  private long number(String query) {
    return Long.parseLong(texts(query).getFirst());
  }

  /** Drops it. */
  @Override
  public void close() throws SQLException {
    eyes.close();
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl("postgres"), stack.databaseUser(), stack.databasePassword());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE %s WITH (FORCE)".formatted(name));
    }
  }
}
