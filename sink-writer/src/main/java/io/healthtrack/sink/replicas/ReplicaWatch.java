package io.healthtrack.sink.replicas;

import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.DatabaseConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a primary and its replica every second how far they are, and shows the difference. */
public final class ReplicaWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaWatch.class);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private static final String WRITTEN = "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint";

  /** Null of a server that is no replica any more. */
  private static final String REPLAYED =
      """
      SELECT CASE WHEN pg_is_in_recovery()
        THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint END
      """;

  private final Database primary;
  private final DatabaseConfig replica;
  private final ReplicaLag lag = new ReplicaLag();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("replica-watch").daemon().unstarted(this::run);
  private Connection connection;
  private volatile String state = "not asked yet";
  private volatile boolean up;

  /** Watches them, and registers its gauges under these tags. */
  public ReplicaWatch(Database primary, DatabaseConfig replica, MeterRegistry registry, Tags tags) {
    this.primary = primary;
    this.replica = replica;
    gauge(
        registry,
        tags,
        "healthtrack.replica.up",
        "1 while the replica answers and is one.",
        watch -> watch.up ? 1 : 0);
    gauge(
        registry,
        tags,
        "healthtrack.replica.lag.seconds",
        "For how long the primary has had something that the replica does not show.",
        watch -> watch.lag.seconds(System.nanoTime()).orElse(Double.NaN));
    gauge(
        registry,
        tags,
        "healthtrack.replica.lag.bytes",
        "How much of the primary's log the replica has not replayed.",
        watch -> watch.lag.bytes().isEmpty() ? Double.NaN : watch.lag.bytes().getAsLong());
  }

  /** Begins, once. */
  public void start() {
    thread.start();
  }

  /** For {@code /ready}, which a replica does not decide. */
  public String describe() {
    return state;
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        askPrimary();
        askReplica();
      } while (!stopping.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  private void askPrimary() {
    try {
      long at = System.nanoTime();
      lag.written(
          primary.jdbi().withHandle(handle -> handle.select(WRITTEN).mapTo(Long.class).one()), at);
    } catch (JdbiException e) {
      LOG.debug("the primary does not say how far it is: {}", e.getClass().getSimpleName());
    }
  }

  private void askReplica() {
    try {
      if (connection == null) {
        connection = DriverManager.getConnection(replica.url(), properties());
      }
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(REPLAYED)) {
        row.next();
        long position = row.getLong(1);
        if (row.wasNull()) {
          became(false, "is no replica: it takes writes itself");
        } else {
          lag.replayed(position);
          became(true, "up");
        }
      }
    } catch (SQLException e) {
      disconnect();
      became(false, "does not answer: SQLSTATE " + e.getSQLState());
    }
  }

  private void became(boolean nowUp, String nowState) {
    if (!state.equals(nowState)) {
      LOG.info("the replica: {}", nowState);
    }
    up = nowUp;
    state = nowState;
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("the replica's connection was gone already: {}", e.getSQLState());
      }
      connection = null;
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", replica.user());
    properties.setProperty("password", replica.password());
    properties.setProperty("ApplicationName", "healthtrack-sink-replica-watch");
    properties.setProperty("logServerErrorDetail", "false");
    // One that stopped without a word must be noticed, too.
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "2");
    properties.setProperty("loginTimeout", "2");
    return properties;
  }

  private void gauge(
      MeterRegistry registry,
      Tags tags,
      String name,
      String description,
      ToDoubleFunction<ReplicaWatch> value) {
    Gauge.builder(name, this, value)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
