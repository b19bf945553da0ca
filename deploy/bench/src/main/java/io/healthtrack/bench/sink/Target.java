package io.healthtrack.bench.sink;

import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.time.EventTime;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
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
  private String partition;

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

  /** Whether all readings up to these are there. */
  boolean holds(LastReadings last) {
    if (partition == null) {
      partition = partitionOf(last);
    }
    try {
      return last.allIn(eyes, partition);
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
  }

  /** Looking through the parent would plan, each time, over hundreds of partitions. */
  private String partitionOf(LastReadings last) {
    return texts(
            """
                SELECT format('health.%%I', partition_name)
                FROM ops.partition_bounds('health_metrics')
                WHERE coalesce(from_day <= '%1$s', true) AND coalesce(until_day > '%1$s', true)
                """
                .formatted(last.measuredAt().toLocalDate()))
        .getFirst();
  }

  /**
   * A moment of a run.
   *
   * @param snapshot which transactions were over then
   * @param logEnd the end of the log, in bytes
   */
  record Moment(Instant at, String snapshot, long logEnd) {}

  /** This moment. */
  Moment moment() {
    String[] now =
        texts(
                """
                SELECT concat_ws('|', extract(epoch FROM clock_timestamp()) * 1000000,
                  pg_current_snapshot(), (pg_current_wal_insert_lsn() - '0/0')::bigint)
                """)
            .getFirst()
            .split("\\|");
    return new Moment(
        EventTime.instant(new BigDecimal(now[0]).longValue()), now[1], Long.parseLong(now[2]));
  }

  /** Rows that could be seen at a moment, counted afterwards so that it costs the run nothing. */
  long rowsAt(Moment moment) {
    return number(
        "SELECT count(*) FROM health.health_metrics"
            + " WHERE pg_visible_in_snapshot(xmin::text::xid8, '%s')".formatted(moment.snapshot()));
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

  /** Connections of others to this database. */
  long clients() {
    return number(CLIENTS);
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
